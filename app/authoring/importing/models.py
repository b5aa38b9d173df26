"""Table of what somebody brings in: files that wait to be looked at, and what came."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class IncomingState(StrEnum):
    """Where something that arrived stands."""

    LOOKING = "looking"
    READY = "ready"
    TAKING = "taking"
    TAKEN = "taken"
    REFUSED = "refused"
    FORGOTTEN = "forgotten"


class Incoming(SQLModel, table=True):
    """A ZIP that somebody sent, or a pack that somebody began from a report.

    `data` is kept until it was taken in or forgotten. `wishes` are what its sender said
    of it, `report` is what it would become, `packs` are the keys of what it became.
    """

    __tablename__ = "incoming"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    state: IncomingState = Field(
        default=IncomingState.LOOKING, sa_type=enum_type(IncomingState)
    )
    data: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    wishes: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    report: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    packs: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    author_id: int | None = Field(
        default=None,
        sa_column=Column(
            ForeignKey("user.id", ondelete="SET NULL"), nullable=True, index=True
        ),
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    taken_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
