"""The table of what was split and joined."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, ForeignKey
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class ReshapingKind(StrEnum):
    """What was done to modules."""

    SPLIT = "split"
    JOIN = "join"


class Reshaping(SQLModel, table=True):
    """A module was split in two, or two were joined.

    `before` and `after` are the published versions of the modules there were, by
    their ids; one that is missing was not there.
    """

    id: int | None = Field(default=None, primary_key=True)
    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", index=True)
    kind: ReshapingKind = Field(sa_type=enum_type(ReshapingKind))
    before: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    title: str
    author_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("user.id", ondelete="SET NULL"), nullable=True),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
