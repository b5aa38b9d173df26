"""Tables of progress, statements and totals, under ids that content never changes."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime


class PackVisit(SQLModel, table=True):
    """A pack somebody has begun, and where they were last.

    `event_key` is random: what is announced about the visit can be told apart
    without saying whose it is. `finished_at` is set once, however the pack grows.
    """

    __tablename__ = "pack_visit"

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    pack_key: str = Field(primary_key=True)
    module_key: str
    language: str
    event_key: str
    started_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    visited_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Completion(SQLModel, table=True):
    """A module somebody marked as done, once, in the revision they read."""

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    pack_key: str = Field(primary_key=True)
    module_key: str = Field(primary_key=True)
    revision_number: int
    language: str
    completed_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Answer(SQLModel, table=True):
    """Somebody's last answer to a question; `quiz_id` is the unit of its wording."""

    __table_args__ = (Index(None, "user_id", "pack_key", "module_key"),)

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    quiz_id: str = Field(primary_key=True)
    pack_key: str
    module_key: str
    chosen: list[str] = Field(sa_column=Column(JSON, nullable=False))
    is_right: bool
    tries: int = 1
    answered_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Tick(SQLModel, table=True):
    """A line of a checklist that somebody ticked; `unit_id` is its wording."""

    __table_args__ = (Index(None, "user_id", "pack_key", "module_key"),)

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    unit_id: str = Field(primary_key=True)
    pack_key: str
    module_key: str
    ticked_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Statement(SQLModel, table=True):
    """A public statement that somebody went through a pack.

    The maker is an account, or a device by a hash that only its cookie can give.
    `pack_version` is the revision of the pack's own words, then that of each module;
    people read the day of the newest one and how many there were.
    """

    token: str = Field(primary_key=True)
    user_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL", index=True
    )
    device_hash: str | None = Field(default=None, index=True)
    holder: str
    pack_key: str
    pack_title: str
    pack_version: str
    version_on: date
    language: str
    completed_on: date
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def version_number(self) -> int:
        """How many revisions the pack had: with the day, a short name of a version."""
        return sum(map(int, self.pack_version.split(".")))


class PackTotal(SQLModel, table=True):
    """How often a pack was begun and finished, with or without an account.

    Counted from events. What was done without an account is recorded nowhere else.
    """

    __tablename__ = "pack_total"

    pack_key: str = Field(primary_key=True)
    started: int = 0
    finished: int = 0
    modules_done: int = 0


class CountedEvent(SQLModel, table=True):
    """An event that is in the totals already, kept while it could come again."""

    __tablename__ = "counted_event"

    key: str = Field(primary_key=True)
    counted_on: date = Field(index=True)
