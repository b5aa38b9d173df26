"""Tables of badges, and of the keys that have signed any."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class BadgeKind(StrEnum):
    """What a badge is about."""

    PACK = "pack"
    COURSE = "course"


class Badge(SQLModel, table=True):
    """A badge. `document` and `jwt` are the credential as it was signed, once.

    `once` keeps two requests from making the same badge; it is free again when that
    is revoked. A revoked badge is a place in the status list and what it was about:
    name, evidence and credential are deleted. `reason` is what an operator wrote; a
    badge its holder withdrew has none.
    """

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True)
    user_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL", index=True
    )
    once: str | None = Field(default=None, unique=True)
    kind: BadgeKind = Field(sa_type=enum_type(BadgeKind))
    thing_key: str
    path: str
    skill: str
    title: str
    description: str
    criteria: str
    language: str
    version: str
    version_on: date
    completed_on: date
    holder: str
    evidence: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    narrative: str
    document: str
    jwt: str
    status_index: int = Field(unique=True)
    is_listed: bool = False
    issued_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    reason: str = ""


class BadgeKey(SQLModel, table=True):
    """The public half of a key that has signed badges: they stay verifiable with it."""

    __tablename__ = "badge_key"

    name: str = Field(primary_key=True)
    public: str
    first_used_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
