"""Tables of translations: append-only rows, and which one is at the head."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Text
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
    """A translation of a unit, pinned to the wording it was made from."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE", index=True)
    language: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    unit_version_id: int = Field(foreign_key="unit_version.id")
    state: TranslationState = Field(sa_type=enum_type(TranslationState))
    origin: Origin = Field(sa_type=enum_type(Origin))
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    supersedes_id: int | None = Field(default=None, foreign_key="translation.id")
    note: str = ""
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class TranslationHead(SQLModel, table=True):
    """The translation in force for a unit and language."""

    __tablename__ = "translation_head"

    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE", primary_key=True)
    language: str = Field(primary_key=True)
    translation_id: int = Field(foreign_key="translation.id")
    row_version: int = 1
