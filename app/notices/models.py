"""Tables of notices, and of the kinds that somebody does not want."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class NoticeKind(StrEnum):
    """What a notice tells."""

    MENTION = "mention"
    REPLY = "reply"
    REVIEW = "review"
    SUGGESTION = "suggestion"
    PROBLEM = "problem"
    THANKS = "thanks"
    QUESTION = "question"
    REMINDER = "reminder"
    FILE = "file"
    ROLE = "role"
    ASKED = "asked"
    HELP = "help"
    HELPED = "helped"
    MATCH = "match"
    CONFIRM = "confirm"


class NoticeOutcome(StrEnum):
    """What was decided, where a notice tells a decision."""

    PUBLISHED = "published"
    APPROVED = "approved"
    CHANGE_ASKED = "change-asked"
    ENDED = "ended"
    TAKEN = "taken"
    AMENDED = "amended"
    DECLINED = "declined"


class Notice(SQLModel, table=True):
    """Something to tell somebody.

    `outcome` is what was decided; None where nothing was, or before it was kept.
    `about` is the title of the thing, `text` what was said, both as they were then.
    `path` is where it can be seen: the address after the language, without a slash
    in front.
    """

    __table_args__ = (Index("ix_notice_of", "user_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    kind: NoticeKind = Field(sa_type=enum_type(NoticeKind))
    outcome: NoticeOutcome | None = Field(
        default=None, sa_type=enum_type(NoticeOutcome), nullable=True
    )
    actor_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    about: str = ""
    text: str = ""
    path: str = ""
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class UnwantedNotice(SQLModel, table=True):
    """A kind of notice that somebody has turned off."""

    __tablename__ = "unwanted_notice"

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    kind: NoticeKind = Field(sa_type=enum_type(NoticeKind), primary_key=True)
