"""Tables of peers, offers, needs, conversations, and what keeps people safe in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type

MAX_ABOUT, MAX_NOTE = 1000, 300
MAX_TITLE, MAX_TEXT, MAX_MESSAGE, MAX_REASON = 120, 2000, 4000, 500


class Peer(SQLModel, table=True):
    """Somebody who may be found. Everything but the account may be left unsaid.

    `times` are the bits of `app.exchange.times`, in the hours of where they live, which
    is `utc_offset` minutes east of UTC. `hours` is how many a month they have, 0 for
    unsaid. `confirmed_at` is when they last said that all this is so. `hidden_at`: a
    moderator took them off the list, and only a moderator puts them back.
    """

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    about: str = Field(default="", sa_column=Column(Text, nullable=False))
    about_language: str = ""
    country: str = ""
    organisation_id: int | None = Field(
        default=None, foreign_key="organisation.id", ondelete="SET NULL", index=True
    )
    hours: int = 0
    times: int = 0
    utc_offset: int | None = None
    is_listed: bool = Field(default=False, index=True)
    wants_matches: bool = True
    confirmed_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    hidden_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PeerLanguage(SQLModel, table=True):
    """A language somebody can help in, the best first."""

    __tablename__ = "peer_language"

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    language: str = Field(primary_key=True, index=True)
    position: int = 0


class Offer(SQLModel, table=True):
    """A skill somebody can help with; `note` says with what, in their words."""

    __table_args__ = (UniqueConstraint("user_id", "skill"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    skill: str = Field(index=True)
    note: str = Field(default="", max_length=MAX_NOTE)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class NeedOutcome(StrEnum):
    """How a need ended, as who had it says; `expired` is said by nobody."""

    HELPED = "helped"
    ELSEWHERE = "elsewhere"
    DROPPED = "dropped"
    EXPIRED = "expired"


class Need(SQLModel, table=True):
    """A skill somebody wants help with.

    With `to_id` only that peer and who asks see it, else everybody. It is open while
    `closed_at` is empty and `open_until` has not come; `reminded_at` is when who asked
    was told that it ends soon. `hidden_at`: a moderator took it from the public; who
    asked still sees it, and that it was.
    """

    __table_args__ = (Index("ix_need_open", "closed_at", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    asker_id: int = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    to_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="CASCADE", index=True
    )
    skill: str = Field(index=True)
    title: str = Field(max_length=MAX_TITLE)
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    language: str
    times: int = 0
    utc_offset: int | None = None
    outcome: NeedOutcome | None = Field(
        default=None, sa_type=enum_type(NeedOutcome), nullable=True
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    open_until: datetime = Field(sa_type=UTCDateTime, index=True)
    reminded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    hidden_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    hidden_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )

    @property
    def number(self) -> int:
        """The id of a stored need."""
        assert self.id is not None, "it has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class NeedLanguage(SQLModel, table=True):
    """A language somebody wants help in, the best first."""

    __tablename__ = "need_language"

    need_id: int = Field(foreign_key="need.id", ondelete="CASCADE", primary_key=True)
    language: str = Field(primary_key=True, index=True)
    position: int = 0


class Conversation(SQLModel, table=True):
    """What who asked and who offers to help write to each other about a need.

    `asker_seen` and `helper_seen` are the newest message each has seen. Either may end
    it. `helped_at`: who asked says that it helped.
    """

    __table_args__ = (UniqueConstraint("need_id", "helper_id"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", ondelete="CASCADE")
    helper_id: int = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    asker_seen: int = 0
    helper_seen: int = 0
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    last_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    helped_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def number(self) -> int:
        """The id of a stored conversation."""
        assert self.id is not None, "it has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class Message(SQLModel, table=True):
    """What one of the two wrote. One taken away by a moderator loses its words."""

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        foreign_key="conversation.id", ondelete="CASCADE", index=True
    )
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    text: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PeerBlock(SQLModel, table=True):
    """Somebody does not want to be written to by somebody else."""

    __tablename__ = "peer_block"

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    blocked_id: int = Field(
        foreign_key="user.id", ondelete="CASCADE", primary_key=True, index=True
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class ReportSubject(StrEnum):
    """What is reported: a peer's own words, a need, a message."""

    PEER = "peer"
    NEED = "need"
    MESSAGE = "message"


class ReportDecision(StrEnum):
    """What a moderator decided about a report."""

    REMOVED = "removed"
    KEPT = "kept"


class ExchangeReport(SQLModel, table=True):
    """Somebody tells moderators of something; `said` is how it was when reported."""

    __tablename__ = "exchange_report"

    id: int | None = Field(default=None, primary_key=True)
    reporter_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    subject: ReportSubject = Field(sa_type=enum_type(ReportSubject))
    subject_id: int
    about_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="CASCADE"), nullable=True),
    )
    said: str = Field(default="", sa_column=Column(Text, nullable=False))
    reason: str = Field(max_length=MAX_REASON)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    settled_by: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    decision: ReportDecision | None = Field(
        default=None, sa_type=enum_type(ReportDecision), nullable=True
    )
