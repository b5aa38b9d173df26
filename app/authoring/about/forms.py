"""A pack's file as a form shows it: one field for each thing it says."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.about.sources import (
    Row,
    changed_rows,
    cited_sources,
    lines_of,
    rows_of,
    values_of,
)
from app.authoring.pack_files import pictures_of
from app.authoring.source import plain_text
from app.content.schemas import PackFields, SourceFields
from app.packs.models import Level, Pack
from app.packs.skills import SKILLS
from app.platform.i18n import N_
from app.projects.models import Organisation, Project
from app.texts.segments import read_toml
from app.web.forms import Form

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MAX_GOALS, MAX_SKILLS, MAX_PEOPLE, MAX_LINE = 12, 8, 50, 300
AUTHOR = "author"
_PLAIN = (
    *("title", "summary", "level", "licence"),
    *("outdated", "captions"),
    *(_COVER := ("cover", "cover_alt")),
)

OneLine = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LINE)]
Lines = Annotated[str, StringConstraints(max_length=8_000)]


class AboutForm(Form):
    """What a pack says of itself; lists are one to a line, people “name, role”."""

    title: OneLine
    summary: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    goals: Lines
    skills: list[str]
    level: Level
    licence: OneLine
    authors: Lines
    projects: Lines = ""
    organisations: Lines = ""
    outdated: Literal["show", "source"] = "show"
    captions: Literal["required", "optional"] = "required"
    cover: Annotated[str, StringConstraints(max_length=60)] = ""
    cover_alt: Annotated[str, StringConstraints(max_length=MAX_LINE)] = Field(
        default="", validate_default=True
    )
    message: Annotated[str, StringConstraints(max_length=MAX_LINE)] = ""

    @field_validator("title", "summary", "licence", "message", "cover_alt")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(plain_text(value).split())

    @field_validator("cover_alt")
    @classmethod
    def _cover_is_described(cls, value: str, info: ValidationInfo) -> str:
        if not info.data.get("cover"):
            return ""
        if not value:
            raise ValueError(N_("Say what the cover shows."))
        return value

    @field_validator("goals")
    @classmethod
    def _few_goals(cls, value: str) -> str:
        found = lines_of(plain_text(value))
        if not 1 <= len(found) <= MAX_GOALS or any(len(g) > MAX_LINE for g in found):
            raise ValueError(N_("Write at most twelve goals, one to a line."))
        return value

    @field_validator("skills")
    @classmethod
    def _of_the_tree(cls, value: list[str]) -> list[str]:
        chosen = list(dict.fromkeys(slug for slug in value if slug in SKILLS))
        if not 1 <= len(chosen) <= MAX_SKILLS:
            raise ValueError(N_("Choose one skill, or up to eight."))
        return chosen

    @field_validator("authors")
    @classmethod
    def _somebody(cls, value: str) -> str:
        found = lines_of(plain_text(value))
        if not 1 <= len(found) <= MAX_PEOPLE or any(len(p) > MAX_LINE for p in found):
            raise ValueError(N_("Name one person to a line, at most fifty."))
        return value


def fields_of(text: str) -> PackFields:
    """Return what a pack's file says."""
    return PackFields.model_validate(read_toml(text))


def about_values(text: str) -> dict[str, object]:
    """Return what the form shows of a pack's file."""
    fields = fields_of(text)
    values = fields.model_dump(mode="json", include={*_PLAIN, "skills"})
    people = (
        one.name if one.role == AUTHOR else f"{one.name}, {one.role}"
        for one in fields.authors
    )
    return values | {
        "goals": "\n".join(fields.goals),
        "authors": "\n".join(people),
        "projects": "\n".join(fields.projects),
        "organisations": "\n".join(fields.organisations),
        **values_of(rows_of(fields)),
    }


def with_about(text: str, form: AboutForm, sources: Sequence[Row]) -> str:
    """Return the file with what was written; what did not change keeps its bytes."""
    import tomlkit  # noqa: PLC0415 - a server that is only read needs none of it

    written = tomlkit.parse(text)
    values: dict[str, object] = form.model_dump(mode="json", include={*_PLAIN})
    values["skills"] = form.skills
    values["goals"] = lines_of(form.goals)
    values |= {n: lines_of(getattr(form, n)) for n in ("projects", "organisations")}
    fields = fields_of(text)
    known = fields.model_dump(mode="json")
    for name, value in values.items():
        if known[name] != value:
            written[name] = value
        if not value and name in _COVER:
            written.pop(name, None)
    changed = changed_rows(sources, rows_of(fields))
    if changed is not None:
        _write_list(written, "sources", [_source(row) for row in changed])
    people = [_credit(line) for line in lines_of(form.authors)]
    if people != known["authors"]:
        _write_list(written, "authors", people)
    return tomlkit.dumps(written)


def _write_list(
    written: "TOMLDocument", name: str, rows: Sequence[Mapping[str, object]]
) -> None:
    import tomlkit  # noqa: PLC0415 - as above

    listed = tomlkit.aot()
    for row in rows:
        listed.append(tomlkit.item(row))
    if rows:
        written[name] = listed
    else:
        written.pop(name, None)


def refusals(session: Session, pack: Pack, text: str) -> dict[str, str]:
    """Return what is wrong with a file, by field: projects, organisations and the
    picture of the cover must be here, and sources that readers find in a module.
    """
    try:
        fields = fields_of(text)
    except ValidationError as error:
        return {str(item["loc"][0]): str(item["msg"]) for item in error.errors()}
    found = {}
    for name, slug, named in (
        ("projects", col(Project.slug), fields.projects),
        ("organisations", col(Organisation.slug), fields.organisations),
    ):
        known = set(session.scalars(select(slug).where(slug.in_(named))))
        if missing := [one for one in named if one not in known]:
            found[name] = ", ".join(missing)
    pictures = {one.name for one in pictures_of(session, pack)}
    if fields.cover and fields.cover not in pictures:
        found["cover"] = fields.cover
    cited = cited_sources(session, pack.id or 0)
    if missing := sorted(cited - {source.id for source in fields.sources}):
        found["sources"] = ", ".join(missing)
    return found


def _source(row: Row) -> dict[str, object]:
    return SourceFields.model_validate(row).model_dump()


def _credit(line: str) -> dict[str, str]:
    name, comma, role = line.rpartition(",")
    if not (comma and name.strip() and role.strip()):
        return {"name": line.strip(" ,") or line, "role": AUTHOR}
    return {"name": name.strip(), "role": role.strip()}
