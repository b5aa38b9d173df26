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
    `part_of_id` is the document whose languages it is counted and versioned with:
    modules and captions are part of the fields of their pack.
    """

    id: int | None = Field(default=None, primary_key=True)
    part_of_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    kind: DocumentKind = Field(sa_type=enum_type(DocumentKind))
    source_language: str
    published_number: int = 0
    loaded_number: int = 0
    version: int = 0
    outdated_policy: OutdatedPolicy = Field(
        default=OutdatedPolicy.SHOW, sa_type=enum_type(OutdatedPolicy)
    )

    @property
    def number(self) -> int:
        """The id of a stored document."""
        assert self.id is not None, "the document has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id

    @property
    def whole_id(self) -> int:
        """The id of the document this is part of, or its own."""
        return self.part_of_id or self.number


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


class RevisionCoAuthor(SQLModel, table=True):
    """Somebody besides its author whose words are in a revision for the first time."""

    __tablename__ = "revision_co_author"

    revision_id: int = Field(
        foreign_key="revision.id", ondelete="CASCADE", primary_key=True
    )
    user_id: int = Field(
        foreign_key="user.id", ondelete="CASCADE", primary_key=True, index=True
    )


class RevisionApprover(SQLModel, table=True):
    """Somebody who looked at a revision, and approved it, before readers got it."""

    __tablename__ = "revision_approver"

    revision_id: int = Field(
        foreign_key="revision.id", ondelete="CASCADE", primary_key=True
    )
    user_id: int = Field(
        foreign_key="user.id", ondelete="CASCADE", primary_key=True, index=True
    )


class RevisionThanks(SQLModel, table=True):
    """Somebody thanks for a revision: once."""

    __tablename__ = "revision_thanks"

    revision_id: int = Field(
        foreign_key="revision.id", ondelete="CASCADE", primary_key=True
    )
    user_id: int = Field(
        foreign_key="user.id", ondelete="CASCADE", primary_key=True, index=True
    )


class Unit(SQLModel, table=True):
    """The identity of a translatable piece; it never changes and is never re-used.

    `split_from_id` is the unit it was cut out of, whose translation may help.
    """

    id: str = Field(primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE", index=True)
    retired_number: int | None = None
    split_from_id: str | None = Field(default=None, foreign_key="unit.id")


class UnitVersion(SQLModel, table=True):
    """One wording of a unit.

    `skeleton_hash` is the same for wordings that differ only in white space and in
    what links lead to. `meaning_hash` is the same for wordings of a unit whose
    translations are interchangeable: those of one skeleton, and those somebody has
    declared to mean the same. A translation is outdated when the meaning it was made
    from is not the meaning of today's wording.
    """

    __tablename__ = "unit_version"
    __table_args__ = (UniqueConstraint("unit_id", "text_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE")
    kind: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_hash: str
    skeleton_hash: str
    meaning_hash: str


class RevisionUnit(SQLModel, table=True):
    """Which units a revision holds, in order."""

    __tablename__ = "revision_unit"

    revision_id: int = Field(
        foreign_key="revision.id", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    unit_version_id: int = Field(foreign_key="unit_version.id", index=True)


class UnitEquivalence(SQLModel, table=True):
    """Somebody declared that an edit left the meaning of a unit as it was."""

    __tablename__ = "unit_equivalence"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", ondelete="CASCADE", index=True)
    version_id: int = Field(foreign_key="unit_version.id", ondelete="CASCADE")
    same_as_id: int = Field(foreign_key="unit_version.id", ondelete="CASCADE")
    reason: str = ""
    author_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class AlignmentOverride(SQLModel, table=True):
    """An editor's word on which unit a piece of a text is.

    It is about the `occurrence`th piece, from 0, with this wording. Without a unit
    the piece is a new one, whatever it looks like.
    """

    __tablename__ = "alignment_override"
    __table_args__ = (UniqueConstraint("document_id", "text_hash", "occurrence"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE")
    text_hash: str
    occurrence: int = 0
    unit_id: str | None = Field(default=None, foreign_key="unit.id", ondelete="CASCADE")
    author_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
