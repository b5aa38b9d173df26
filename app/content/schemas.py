"""The fields of content files, checked before anything is loaded."""

import re
from datetime import date
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.packs.models import Level, ModuleKind
from app.packs.skills import SKILLS
from app.platform.i18n import N_
from app.platform.languages import find_language
from app.platform.told import Told
from app.projects.models import OrganisationKind, OrganisationRole

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
KEY = r"^[a-z0-9]{6}$"
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _language(code: str) -> str:
    language = find_language(code)
    if language is None or language.pseudo or language.code != code:
        raise ValueError(Told(N_("there is no language “%(code)s”"), code=code))
    return code


def _skill(slug: str) -> str:
    if slug not in SKILLS:
        raise ValueError(Told(N_("there is no skill “%(name)s”"), name=slug))
    return slug


def _address(url: str) -> str:
    if url and (urlsplit(url).scheme not in {"http", "https"} or " " in url):
        raise ValueError(Told(N_("an address begins with https:// or http://")))
    return url


def _day(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    if text and not _DAY.fullmatch(text):
        raise ValueError(Told(N_("a date reads 2024-05-03, 2024-05 or 2024")))
    return text


Slug = Annotated[str, Field(pattern=SLUG, max_length=80)]
Key = Annotated[str, Field(pattern=KEY)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(min_length=1, max_length=2_000)]
LanguageCode = Annotated[str, AfterValidator(_language)]
SkillSlug = Annotated[str, AfterValidator(_skill)]
Address = Annotated[str, Field(max_length=2_000), AfterValidator(_address)]
Day = Annotated[str | date, AfterValidator(_day)]


class Fields(BaseModel):
    """What all content files share: unknown fields are refused, blanks are nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SourceFields(Fields):
    """A public source."""

    id: Slug
    title: Text
    url: Annotated[Address, Field(min_length=1)]
    shows: Text
    accessed: date


class CreditFields(Fields):
    """Somebody credited."""

    name: Line
    role: Line


class PackFields(Fields):
    """pack.toml"""

    id: Key
    source_language: LanguageCode
    title: Line
    summary: Text
    goals: Annotated[list[Line], Field(min_length=1, max_length=12)]
    skills: Annotated[list[SkillSlug], Field(min_length=1, max_length=8)]
    level: Level
    licence: Line
    projects: list[Slug] = []
    organisations: list[Slug] = []
    authors: Annotated[list[CreditFields], Field(min_length=1)]
    sources: list[SourceFields] = []
    outdated: Literal["show", "source"] = "show"
    captions: Literal["required", "optional"] = "required"
    cover: Annotated[str, Field(pattern=r"^$|" + SLUG, max_length=60)] = ""
    cover_alt: Annotated[str, Field(max_length=300)] = ""
    successor: Annotated[str, Field(pattern=r"^$|" + SLUG)] = ""

    @model_validator(mode="after")
    def _no_repeats(self) -> Self:
        for name in ("skills", "projects", "organisations"):
            _refuse_repeats(name, getattr(self, name))
        _refuse_repeats("sources", [source.id for source in self.sources])
        return self

    @model_validator(mode="after")
    def _cover_is_described(self) -> Self:
        if bool(self.cover) != bool(self.cover_alt):
            raise ValueError(
                Told(N_("a cover needs `cover_alt`, and only a cover has one"))
            )
        return self


class ModuleFields(Fields):
    """The front matter of a module."""

    id: Annotated[str, Field(pattern=r"^m[1-9][0-9]{0,3}$")]
    title: Line
    kind: ModuleKind
    minutes: Annotated[int, Field(ge=1, le=120)]
    lead: Text
    checked: date | None = None
    describes: Annotated[str, Field(max_length=200)] = ""


class CoursePackFields(Fields):
    """A pack's place in a course."""

    slug: Slug
    required: bool = True
    after: list[Slug] = []
    note: Annotated[str, Field(max_length=2_000)] = ""


class CourseFields(Fields):
    """course.toml"""

    id: Key
    source_language: LanguageCode
    title: Line
    summary: Text
    audience: Text
    organisation: Annotated[str, Field(pattern=r"^$|" + SLUG)] = ""
    licence: Line
    packs: Annotated[list[CoursePackFields], Field(min_length=1, max_length=50)]


class OrganisationPart(Fields):
    """An organisation's part in a project."""

    slug: Slug
    role: OrganisationRole


class PersonFields(Fields):
    """Somebody with a public role in a project."""

    name: Line
    role: Line
    source: Slug


class FindingFields(Fields):
    """What worked, or did not."""

    text: Text
    source: Slug


class NumberFields(Fields):
    """A figure."""

    label: Line
    value: Line
    source: Slug


class RepeatFields(Fields):
    """An earlier project that this one did again, somewhere else or another time."""

    project: Slug
    source: Slug


class ProjectFields(Fields):
    """projects/<slug>.toml"""

    id: Key
    language: LanguageCode
    title: Line
    summary: Text
    place: Annotated[str, Field(max_length=300)] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    starts: Day = ""
    ends: Day = ""
    skills: list[SkillSlug] = []
    report_title: Annotated[str, Field(max_length=300)] = ""
    report_url: Address = ""
    organisations: list[OrganisationPart] = []
    repeats: list[RepeatFields] = []
    people: list[PersonFields] = []
    worked: list[FindingFields] = []
    failed: list[FindingFields] = []
    numbers: list[NumberFields] = []
    sources: Annotated[list[SourceFields], Field(min_length=1)]

    @model_validator(mode="after")
    def _sources_are_listed(self) -> Self:
        known = [source.id for source in self.sources]
        _refuse_repeats("sources", known)
        cited = {entry.source for entry in self.people}
        cited |= {entry.source for entry in (*self.worked, *self.failed)}
        cited |= {entry.source for entry in self.numbers}
        cited |= {entry.source for entry in self.repeats}
        missing = cited - set(known)
        if missing:
            raise ValueError(f"cites sources that are not listed: {sorted(missing)}")
        _refuse_repeats("repeats", [entry.project for entry in self.repeats])
        return self


class OrganisationFields(Fields):
    """organisations/<slug>.toml"""

    id: Key
    language: LanguageCode
    name: Line
    kind: OrganisationKind
    place: Annotated[str, Field(max_length=300)] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    website: Address = ""
    wikidata: Annotated[str, Field(pattern=r"^(Q[1-9][0-9]*)?$")] = ""
    about: Text
    source_title: Line
    source_url: Annotated[Address, Field(min_length=1)]


class MediaVariant(Fields):
    """One file a reader can choose, or the picture of a page of a document."""

    file: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    type: Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$")]
    width: Annotated[int, Field(ge=0)] = 0
    height: Annotated[int, Field(ge=0)] = 0
    page: Annotated[int, Field(ge=0, le=200)] = 0


class MediaFields(Fields):
    """media/<name>.toml"""

    title: Line
    kind: Literal["video", "audio", "image", "document"]
    author: Line
    licence: Line
    source: Address = ""
    note: Annotated[str, Field(max_length=500)] = ""
    language: LanguageCode
    duration: Annotated[float, Field(ge=0, le=36_000)] = 0
    machine_translated: list[LanguageCode] = []
    files: Annotated[list[MediaVariant], Field(min_length=1)]


def _refuse_repeats(name: str, values: list[str]) -> None:
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        names = ", ".join(repeated)
        raise ValueError(
            Told(
                N_("%(name)s names something twice: %(names)s"), name=name, names=names
            )
        )
