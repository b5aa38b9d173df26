"""Tables of the glossary: concepts, what was written of each, and their terms."""

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type
from app.translation.glossary.status import TermStatus


class Concept(SQLModel, table=True):
    """A thing that is meant. `number` is its newest revision."""

    __tablename__ = "glossary_concept"

    id: int | None = Field(default=None, primary_key=True)
    number: int = 0
    is_withdrawn: bool = False


class ConceptRevision(SQLModel, table=True):
    """What the glossary said of a concept at a time; never changed.

    `terms` are objects with `language`, `text` and `status`.
    """

    __tablename__ = "glossary_revision"
    __table_args__ = (UniqueConstraint("concept_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    concept_id: int = Field(foreign_key="glossary_concept.id", ondelete="CASCADE")
    number: int
    definition: str = Field(sa_column=Column(Text, nullable=False))
    definition_language: str
    terms: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    is_withdrawn: bool = False
    message: str = ""
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Term(SQLModel, table=True):
    """A term of a concept's newest revision, under the key it is found by."""

    __tablename__ = "glossary_term"
    __table_args__ = (Index("ix_glossary_term_key", "language", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    concept_id: int = Field(
        foreign_key="glossary_concept.id", ondelete="CASCADE", index=True
    )
    language: str
    text: str
    status: TermStatus = Field(sa_type=enum_type(TermStatus))
    key: str
    folded: str
