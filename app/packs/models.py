"""Tables of packs, modules and courses. Their words are documents (`app.texts`)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, String, UniqueConstraint, false, true
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class Level(StrEnum):
    """How much a learner brings along."""

    BEGINNER = "beginner"
    SOME_PRACTICE = "some-practice"
    EXPERIENCED = "experienced"


class Protection(StrEnum):
    """Who may change the drafts of a pack."""

    EDITORS = "editors"
    TRUSTED = "trusted"
    REVIEWERS = "reviewers"


class PublicState(StrEnum):
    """Whether readers get a thing."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ModuleKind(StrEnum):
    """What a sitting is: learning from others, or doing it yourself."""

    TRAINING = "training"
    HANDS_ON = "hands-on"


class Pack(SQLModel, table=True):
    """A learning pack. `key` is its id in its folder and never changes.

    `is_withdrawn_here` when people on the site withdrew it: its folder does not bring
    it back. `is_ordered_here` when they put its modules in another order.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    slug: str = Field(unique=True)
    document_id: int = Field(foreign_key="document.id", unique=True)
    level: Level = Field(sa_type=enum_type(Level))
    licence: str
    state: PublicState = Field(
        default=PublicState.PUBLISHED, sa_type=enum_type(PublicState)
    )
    is_withdrawn_here: bool = False
    withdrawn_reason: str = ""
    successor_slug: str | None = None
    is_ordered_here: bool = False
    minutes: int = 0
    module_count: int = 0
    text_bytes: int = 0
    media_bytes: int = 0
    folder_hash: str = ""
    protection: Protection = Field(
        default=Protection.EDITORS,
        sa_type=String,
        sa_column_kwargs={"server_default": Protection.EDITORS.value},
    )
    # Whether a film may be published only with captions in its own language.
    needs_captions: bool = Field(
        default=True, sa_column_kwargs={"server_default": true()}
    )
    # Whether who wrote a text may publish it once a reviewer has approved it.
    authors_publish: bool = Field(
        default=False, sa_column_kwargs={"server_default": false()}
    )
    # The name of one of its pictures, or nothing.
    cover: str = Field(default="", sa_column_kwargs={"server_default": ""})
    published_at: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )
    updated_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    # When readers last got something new in another language; None: not since then.
    translated_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PackReviewer(SQLModel, table=True):
    """Somebody named to review a pack: where any are, nobody else publishes it."""

    __tablename__ = "pack_reviewer"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    user_id: int = Field(
        foreign_key="user.id", ondelete="CASCADE", primary_key=True, index=True
    )


class FormerSlug(SQLModel, table=True):
    """An address a pack had before it was renamed; links to it still lead there."""

    __tablename__ = "former_slug"

    slug: str = Field(primary_key=True)
    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", index=True)


class Module(SQLModel, table=True):
    """One sitting of a pack. `key` (m1, m2, …) is never used for another module.

    `describes` is the software with its version, or the process, that it is about.
    `clips` are the names of its videos and sounds, as in `video:look,audio:talk`.
    `is_arranged_here` when people on the site split it off or joined it to another:
    whether it is there is not for its folder to say.
    """

    __table_args__ = (UniqueConstraint("pack_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", index=True)
    key: str
    number: int
    slug: str
    kind: ModuleKind = Field(sa_type=enum_type(ModuleKind))
    minutes: int
    checked_on: date | None = None
    describes: str = ""
    document_id: int = Field(foreign_key="document.id", unique=True)
    questions: int = 0
    media_kinds: str = ""
    clips: str = Field(default="", sa_column_kwargs={"server_default": ""})
    text_bytes: int = 0
    is_withdrawn: bool = False
    is_arranged_here: bool = Field(
        default=False, sa_column_kwargs={"server_default": false()}
    )


class PackSkill(SQLModel, table=True):
    """A skill a pack teaches; the main one has position 0."""

    __tablename__ = "pack_skill"
    # A skill's page reads its first packs in this order, however many there are.
    __table_args__ = (Index("ix_pack_skill_order", "skill", "position", "pack_id"),)

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    skill: str = Field(primary_key=True)
    position: int


class PackProject(SQLModel, table=True):
    """A project a pack was built from."""

    __tablename__ = "pack_project"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True, index=True
    )
    position: int


class PackOrganisation(SQLModel, table=True):
    """An organisation a pack credits."""

    __tablename__ = "pack_organisation"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    organisation_id: int = Field(
        foreign_key="organisation.id", ondelete="CASCADE", primary_key=True, index=True
    )
    position: int


class PackCredit(SQLModel, table=True):
    """Somebody who made a pack, named as they are credited."""

    __tablename__ = "pack_credit"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    role: str


class PackSource(SQLModel, table=True):
    """A public source a pack cites."""

    __tablename__ = "pack_source"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    key: str = Field(primary_key=True)
    position: int
    title: str
    url: str
    shows: str
    accessed_on: date


class PackLanguage(SQLModel, table=True):
    """How far a pack is in a language, and how its card reads there. Derived."""

    __tablename__ = "pack_language"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    language: str = Field(primary_key=True, index=True)
    title: str
    summary: str
    units: int
    current: int
    outdated: int
    reviewed: int
    machine: int

    @property
    def percent(self) -> int:
        """Share of units that are current, floored: 100 only when all are."""
        return 100 * self.current // self.units if self.units else 0


class SkillTotal(SQLModel, table=True):
    """How many packs teach a skill, in any language ("") or in one. Derived."""

    __tablename__ = "skill_total"

    skill: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    packs: int


class Course(SQLModel, table=True):
    """Packs in order, for a role or a goal."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    slug: str = Field(unique=True)
    document_id: int = Field(foreign_key="document.id", unique=True)
    organisation_id: int | None = Field(
        default=None, foreign_key="organisation.id", ondelete="SET NULL"
    )
    licence: str
    state: PublicState = Field(
        default=PublicState.PUBLISHED, sa_type=enum_type(PublicState)
    )
    folder_hash: str = ""
    published_at: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )
    updated_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class CoursePack(SQLModel, table=True):
    """A pack's place in a course; `after` are slugs of packs to take first."""

    __tablename__ = "course_pack"

    course_id: int = Field(
        foreign_key="course.id", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    pack_slug: str = Field(index=True)
    is_required: bool
    has_note: bool = True
    after: list[Any] = Field(sa_column=Column(JSON, nullable=False))


class PackCaptions(SQLModel, table=True):
    """The document whose units are the cues of a video or sound of a pack."""

    __tablename__ = "pack_captions"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    name: str = Field(primary_key=True)
    document_id: int = Field(foreign_key="document.id", unique=True)
