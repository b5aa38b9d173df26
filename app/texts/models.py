"""Tables of documents, their revisions and their units."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type
from app.texts.kinds import DocumentKind


class OutdatedPolicy(StrEnum):
    """What readers of a translation see when the source has changed since."""

    SHOW = "show"
    SOURCE = "source"


class Document(SQLModel, table=True):
    """A text with a history. `version` grows with each revision or translation.

    `loaded_number` is the last version that came from a folder, 0 for none.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: DocumentKind = Field(sa_type=enum_type(DocumentKind))
    source_language: str
    published_number: int = 0
    loaded_number: int = 0
    version: int = 0
    outdated_policy: OutdatedPolicy = Field(
        default=OutdatedPolicy.SHOW, sa_type=enum_type(OutdatedPolicy)
    )


class Revision(SQLModel, table=True):
    """An immutable version of a document. `text` is the whole source file."""

    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE")
    number: int
    parent_number: int | None = None
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_hash: str
    message: str = ""
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Unit(SQLModel, table=True):
    """The identity of a translatable piece; it never changes and is never re-used."""

    id: str = Field(primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE", index=True)
    retired_number: int | None = None


class UnitVersion(SQLModel, table=True):
    """One wording of a unit."""

    __tablename__ = "unit_version"
    __table_args__ = (UniqueConstraint("unit_id", "text_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE")
    kind: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_hash: str


class RevisionUnit(SQLModel, table=True):
    """Which units a revision holds, in order."""

    __tablename__ = "revision_unit"

    revision_id: int = Field(
        foreign_key="revision.id", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    unit_version_id: int = Field(foreign_key="unit_version.id", index=True)
