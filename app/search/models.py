"""Tables of search: what is indexed, what it was made from, how far an index is."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type
from app.search.index import EntityKind


class SearchDocument(SQLModel, table=True):
    """A piece of a thing in one language, as an index gets it. Derived.

    An `id` is never used again, or an index that lags behind would show one text
    under another's address. `version` is the value the counter `search` had when the
    row last changed, so it orders all changes: whoever has followed up to a value has
    seen everything below. A removed row stays, empty, until every index knows.

    `anchor` is where it is on its page; `starts` are the seconds at which the lines of
    a moment are heard. `position` is its place among the pieces of the thing in the
    language; at 0 are its title and summary.
    """

    __tablename__ = "search_document"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    entity: str = Field(index=True)
    group_entity: str
    kind: EntityKind = Field(sa_type=enum_type(EntityKind))
    language: str
    title: str = Field(sa_column=Column(Text, nullable=False))
    context: str = Field(sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    anchor: str = ""
    starts: str = ""
    position: int = 0
    version: int = Field(index=True)
    changed_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    is_removed: bool = False


class SearchSource(SQLModel, table=True):
    """A thing that can be found, and which state of it its documents were made from.

    `parent` is the thing it is shown in: the module of a video, the pack of a module.
    """

    __tablename__ = "search_source"

    entity: str = Field(primary_key=True)
    group_entity: str = Field(index=True)
    kind: EntityKind = Field(sa_type=enum_type(EntityKind))
    parent: str = ""
    stamp: str


class SearchTerm(SQLModel, table=True):
    """A word that documents have, to mend what is typed wrongly.

    `term` is folded, `written` is a spelling people use, `documents` is about how many
    have it.
    """

    __tablename__ = "search_term"

    id: int | None = Field(default=None, primary_key=True)
    term: str = Field(max_length=64, unique=True)
    written: str = Field(max_length=64)
    documents: int


class SearchIndexState(SQLModel, table=True):
    """How far an index has followed the documents: the last `version` it has."""

    __tablename__ = "search_index"

    name: str = Field(primary_key=True)
    watermark: int = 0


class SearchRefusal(SQLModel, table=True):
    """A document an index would not take, for an operator to see."""

    __tablename__ = "search_refusal"

    name: str = Field(primary_key=True)
    document_id: int = Field(primary_key=True)
    version: int
    reason: str
