"""Tables of translations: append-only rows, and which one is at the head."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class TranslationState(StrEnum):
    """How good a translation is thought to be; outdated is another question."""

    SUGGESTION = "suggestion"
    TRANSLATED = "translated"
    APPROVED = "approved"
    NEEDS_WORK = "needs-work"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Who made a translation."""

    HUMAN = "human"
    MEMORY = "memory"
    MACHINE = "machine"
    IMPORT = "import"


class Translation(SQLModel, table=True):
    """A translation of a unit, pinned to the wording it was made from.

    Rows are never changed: another text, another state or another judgement is
    another row, which supersedes this one. `author_id` wrote the text and stays when
    `reviewer_id` judges it. In `text`, what links lead to are numbered variables.
    `was_head` tells what was in force once from mere suggestions and their refusal.
    `version_number` is that of the language version the row begins in, when it
    changes what is approved.
    """

    __table_args__ = (
        Index("ix_translation_unit_id_language", "unit_id", "language", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE")
    language: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    unit_version_id: int = Field(foreign_key="unit_version.id")
    state: TranslationState = Field(sa_type=enum_type(TranslationState))
    origin: Origin = Field(sa_type=enum_type(Origin))
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    supersedes_id: int | None = Field(
        default=None, foreign_key="translation.id", index=True
    )
    note: str = ""
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    reviewer_id: int | None = Field(default=None, foreign_key="user.id")
    was_head: bool = True
    version_number: int | None = None


class TranslationHead(SQLModel, table=True):
    """The translation in force for a unit and language."""

    __tablename__ = "translation_head"

    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE", primary_key=True)
    language: str = Field(primary_key=True)
    translation_id: int = Field(foreign_key="translation.id")
    row_version: int = 1


class DocumentLanguage(SQLModel, table=True):
    """What people have decided about a document in a language.

    How far it is is computed; only that it is published is said by hand. Kept for
    whole documents only: a pack's fields, a course, a project.
    """

    __tablename__ = "document_language"

    document_id: int = Field(
        foreign_key="document.id", ondelete="CASCADE", primary_key=True
    )
    language: str = Field(primary_key=True, index=True)
    coordinator_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    started_by_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    started_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    published_by_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    published_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class LanguagePolicy(SQLModel, table=True):
    """Who may approve in a language.

    A second person by default. Where there is hardly anybody, authors may approve
    their own text `alone_after_days` days after they wrote it.
    """

    __tablename__ = "language_policy"

    language: str = Field(primary_key=True)
    needs_second_person: bool = True
    alone_after_days: int | None = None
    changed_by_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    changed_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class LanguageVersion(SQLModel, table=True):
    """An approved state of a whole document in a language, named by its number.

    It holds, of each unit, the newest translation whose `version_number` is not
    greater. `revisions` are the revision numbers of its documents at the time, by
    their ids as text.
    """

    __tablename__ = "language_version"
    __table_args__ = (UniqueConstraint("document_id", "language", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE")
    language: str
    number: int
    revisions: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    note: str = ""
    author_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class NoteKind(StrEnum):
    """What somebody wrote beside a unit."""

    NOTE = "note"
    QUESTION = "question"


class UnitNote(SQLModel, table=True):
    """A note or a question to the authors beside a unit, or an answer to one.

    Without a language it is for translators to every language.
    """

    __tablename__ = "unit_note"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE", index=True)
    language: str | None = None
    kind: NoteKind = Field(sa_type=enum_type(NoteKind))
    text: str = Field(sa_column=Column(Text, nullable=False))
    answers_id: int | None = Field(
        default=None, foreign_key="unit_note.id", ondelete="CASCADE"
    )
    author_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    resolved_by_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    resolved_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class TranslationThanks(SQLModel, table=True):
    """Somebody thanked the author of a translation."""

    __tablename__ = "translation_thanks"

    translation_id: int = Field(
        foreign_key="translation.id", ondelete="CASCADE", primary_key=True
    )
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class TranslationPresence(SQLModel, table=True):
    """Somebody has a unit open in a language, until the lease ends."""

    __tablename__ = "translation_presence"

    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE", primary_key=True)
    language: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    until: datetime = Field(sa_type=UTCDateTime)
