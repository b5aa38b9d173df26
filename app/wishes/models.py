"""Tables of what is wanted and of who wishes to be told."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime

MAX_TEXT = 80


class Wanted(SQLModel, table=True):
    """A thing that is missing in a language, and how many have asked for it.

    `subject` is `pack:<key>`, or `text:` with a keyed hash of what was typed. The
    words themselves stand in `text` only once enough people have used them.

    `marks` are the bits of those who asked since `counted_since` (`app.wishes.marks`),
    `people` the most there were in one such time.
    """

    __table_args__ = (
        UniqueConstraint("subject", "language"),
        Index("ix_wanted_list", "language", "people"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=MAX_TEXT)
    language: str
    text: str = Field(default="", max_length=MAX_TEXT)
    people: int = 0
    marks: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    salt: str = ""
    counted_since: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    claimed_by: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Wish(SQLModel, table=True):
    """Somebody wants to be told; `text` is what they typed, empty for a pack."""

    __table_args__ = (UniqueConstraint("user_id", "wanted_id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    wanted_id: int = Field(foreign_key="wanted.id", ondelete="CASCADE", index=True)
    text: str = Field(default="", max_length=MAX_TEXT)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
