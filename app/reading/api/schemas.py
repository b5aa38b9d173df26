"""What programs get. Every item says how it may be used again, and whom to name."""

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

LICENCES = {"CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/"}
LICENCE = "CC-BY-SA-4.0"


class Schema(BaseModel):
    """What all answers share."""

    model_config = ConfigDict(frozen=True)


class Words(Schema):
    """A text in the best language there was for what was asked."""

    text: str = Field(examples=["Dumisha jumuiya"])
    language: str = Field(
        description="Code of the language the text is in.", examples=["sw"]
    )
    direction: str = Field(description="`ltr` or `rtl`.", examples=["ltr"])


class Item(Schema):
    """A thing with its page and its licence."""

    id: str = Field(
        description="Never changes, and is never used for another thing.",
        examples=["sg1sv9"],
    )
    url: str = Field(
        description="The page for people.",
        examples=["https://example.org/sw/packs/keep-a-community-going"],
    )
    licence: str = Field(default=LICENCE, description="SPDX name of the licence.")
    licence_url: str = LICENCES[LICENCE]
    attribution: str = Field(
        description="Whom to name; link it to `url`.",
        examples=["Dumisha jumuiya, Passalong contributors"],
    )


class Share(Schema):
    """How far a pack is in a language."""

    language: str
    percent: int = Field(ge=0, le=100, description="Current units, rounded down.")


class Module(Item):
    """One sitting of a pack."""

    pack: str = Field(description="Id of the pack.")
    number: int
    kind: str = Field(description="`training` or `hands-on`.")
    minutes: int
    title: Words


class Pack(Item):
    """A learning pack."""

    slug: str
    title: Words
    summary: Words
    level: str
    minutes: int
    module_count: int
    text_bytes: int = Field(description="What a reader pays for the text, packed.")
    skill: str = Field(description="Slug of the main skill.")
    source_language: str
    languages: list[Share]
    published_at: datetime
    updated_at: datetime


class PackDetails(Pack):
    """A pack with what it teaches and its modules."""

    goals: list[Words]
    skills: list[str]
    modules: list[Module]


class Project(Item):
    """A finished project that packs are built from."""

    slug: str
    title: Words
    summary: Words
    place: str
    country: str
    starts: str
    ends: str
    report_url: str
    repeats: list[str] = Field(description="Slugs of projects that it did again.")


class CourseStep(Schema):
    """A pack of a course, in order."""

    pack: str = Field(description="Slug of the pack.")
    is_required: bool


class Course(Item):
    """Packs in order, for a role or a goal."""

    slug: str
    title: Words
    summary: Words
    packs: list[CourseStep]


class Skill(Item):
    """A node of the skill tree."""

    name: Words
    parent: str | None = Field(description="Id of the skill it belongs to.")
    packs: int = Field(description="How many packs teach it, in any language.")
    wikidata: str = Field(description="Item about the same, empty if none is known.")
    offered: int = Field(description="How many people offer help with it.")
    asked: int = Field(description="How many open requests want help with it.")


class Language(Item):
    """A language that content or the interface may be in."""

    tag: str = Field(description="BCP 47 tag, as `lang` wants it.")
    autonym: str
    name: str = Field(description="In English.")
    script: str
    direction: str


T = TypeVar("T")


class Page(Schema, Generic[T]):
    """Some items, and where the next ones are."""

    items: list[T]
    next: str | None = Field(
        description="What to give as `cursor` for the next items; null at the end."
    )


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    type: str
    status: int
    title: str
    detail: str
    request_id: str
