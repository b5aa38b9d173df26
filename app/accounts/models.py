"""Tables: users, their signed-in browsers, their roles, and the log of rights."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.accounts.roles import Role
from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class User(SQLModel, table=True):
    """An account. A vanished one keeps its number and an opaque name.

    `unread_notices` is kept here by the room of notices: who is signed in is read for
    every page, and the number with it.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    # Two ways to look alike, see `names`: each may be taken once.
    name_skeleton: str = Field(unique=True)
    name_shape: str = Field(unique=True)
    central_id: str | None = Field(default=None, unique=True)
    passphrase_hash: str | None = None
    preferences: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    unread_notices: int = 0
    blocked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    vanished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)

    @property
    def is_blocked(self) -> bool:
        """Whether this account may not sign in."""
        return self.blocked_at is not None

    @property
    def number(self) -> int:
        """The id of a stored user."""
        assert self.id is not None, "the user has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class LoginSession(SQLModel, table=True):
    """A browser that is signed in; its token is only in its cookie."""

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    # Moved forward once a day, so that reading does not write.
    last_seen_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)


class RoleGrant(SQLModel, table=True):
    """A role that a user holds; empty scope means everywhere."""

    __tablename__ = "role_grant"
    # Empty text instead of NULL: NULLs are never equal, so duplicates would pass.
    __table_args__ = (UniqueConstraint("user_id", "role", "skill", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE")
    role: Role = Field(sa_type=enum_type(Role))
    skill: str = ""
    language: str = ""
    granted_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class RateBucket(SQLModel, table=True):
    """How often something was tried; the key is a keyed hash of who tried it."""

    __tablename__ = "rate_bucket"

    key_hash: str = Field(primary_key=True)
    window_start: datetime = Field(sa_type=UTCDateTime, index=True)
    count: int = 1


class AuthFlow(SQLModel, table=True):
    """A sign-in that went to the provider and has not come back yet."""

    __tablename__ = "auth_flow"

    state_hash: str = Field(primary_key=True)
    browser_hash: str
    verifier: str
    nonce: str
    next_path: str
    created_at: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )


class LogAction(StrEnum):
    """What was done to somebody's rights."""

    GRANTED = "granted"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    VANISHED = "vanished"


class RightsLogEntry(SQLModel, table=True):
    """A line of the public log of rights; no actor means the command line."""

    __tablename__ = "rights_log_entry"

    id: int | None = Field(default=None, primary_key=True)
    actor_id: int | None = Field(default=None, foreign_key="user.id")
    target_id: int = Field(foreign_key="user.id", index=True)
    action: LogAction = Field(sa_type=enum_type(LogAction))
    details: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
