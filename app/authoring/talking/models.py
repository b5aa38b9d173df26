"""Tables of threads and of what is said in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Text
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class ThreadKind(StrEnum):
    """What a thread is about: words of a draft, or something wrong with a page."""

    COMMENT = "comment"
    PROBLEM = "problem"


class Thread(SQLModel, table=True):
    """One matter. `quote`, `before` and `after` are its anchor in the document.

    `path` is the page a problem is about: its address after the language.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: ThreadKind = Field(sa_type=enum_type(ThreadKind))
    document_id: int | None = Field(
        default=None, foreign_key="document.id", ondelete="CASCADE", index=True
    )
    path: str = ""
    quote: str = Field(default="", sa_column=Column(Text, nullable=False))
    before: str = ""
    after: str = ""
    opened_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    claimed_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    resolved_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)

    @property
    def number(self) -> int:
        """The id of a stored thread."""
        assert self.id is not None, "it has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id

    @property
    def is_resolved(self) -> bool:
        """Whether the matter is settled."""
        return self.resolved_at is not None


class Remark(SQLModel, table=True):
    """What somebody said. A deleted one keeps its place and loses its words."""

    id: int | None = Field(default=None, primary_key=True)
    thread_id: int = Field(foreign_key="thread.id", ondelete="CASCADE", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
