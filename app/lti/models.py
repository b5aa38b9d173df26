"""Tables of platforms, of launches under way, of grades owed, and of our keys."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class Platform(SQLModel, table=True):
    """A learning system as an organisation has connected it.

    `origins` are the sites it may show us on. `site_id` is the one of them that keeps
    its learners (`app.hosts`).
    """

    __tablename__ = "lti_platform"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    organisation_id: int = Field(
        foreign_key="organisation.id", ondelete="CASCADE", index=True
    )
    site_id: int = Field(foreign_key="host_site.id", ondelete="CASCADE", index=True)
    name: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    # Whom our proof for a token is made for; empty: the address of the tokens.
    audience: str = ""
    origins: list[str] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    tested_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    # One word each for what did not work then: its keys, and a token for us.
    keys_problem: str = ""
    token_problem: str = ""

    @property
    def number(self) -> int:
        """The id of a stored platform."""
        assert self.id is not None, "the platform has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class Deployment(SQLModel, table=True):
    """A deployment of a platform: allowed, or one that only asked to be."""

    __tablename__ = "lti_deployment"

    platform_id: int = Field(
        foreign_key="lti_platform.id", ondelete="CASCADE", primary_key=True
    )
    deployment_id: str = Field(primary_key=True)
    is_allowed: bool = False
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Invitation(SQLModel, table=True):
    """An address by which a platform may connect itself, once."""

    __tablename__ = "lti_invitation"

    token_hash: str = Field(primary_key=True)
    organisation_id: int = Field(
        foreign_key="organisation.id", ondelete="CASCADE", index=True
    )
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)


class Flow(SQLModel, table=True):
    """A launch under way: it ends with its first answer, or after ten minutes.

    `asked` is what the platform sent, to begin once more elsewhere. `claims` are there
    when the launch is proven and only the browser is not.
    """

    __tablename__ = "lti_flow"

    state_hash: str = Field(primary_key=True)
    platform_id: int = Field(
        foreign_key="lti_platform.id", ondelete="CASCADE", index=True
    )
    nonce: str
    browser_hash: str
    asked: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    claims: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    created_at: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )


class GradeState(StrEnum):
    """Where a grade is."""

    NONE = "none"
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Placement(SQLModel, table=True):
    """A link of a platform, with somebody who opened it, and the grade it is owed.

    There is one grade a placement, so that only the newest is ever sent. `person` is
    what the platform calls them; nothing else here does. A link leads to a pack, or by
    `way` to a whole path: its sign (`app.onboarding.ways`). `line_items` is
    where a column may be made for a link that has none.
    """

    __tablename__ = "lti_placement"
    __table_args__ = (
        UniqueConstraint("platform_id", "learner_id", "resource_link_id"),
        Index("ix_lti_placement_due", "state", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    platform_id: int = Field(foreign_key="lti_platform.id", ondelete="CASCADE")
    learner_id: int = Field(
        foreign_key="host_learner.id", ondelete="CASCADE", index=True
    )
    resource_link_id: str
    person: str
    pack_key: str
    module_key: str = ""
    way: str = ""
    line_item: str = ""
    line_items: str = ""
    percent: int = 0
    is_finished: bool = False
    earned_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    state: GradeState = Field(default=GradeState.NONE, sa_type=enum_type(GradeState))
    attempts: int = 0
    status: int = 0
    problem: str = ""
    due_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class SigningKey(SQLModel, table=True):
    """A key of ours. What signs is sealed with the program's own keys."""

    __tablename__ = "lti_signing_key"

    kid: str = Field(primary_key=True)
    public: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    sealed: str
    created_at: datetime = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )
