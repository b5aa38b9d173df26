"""Tables of host sites, of who learns there, and of messages to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type

MAX_SUBJECT = 128


class HostSite(SQLModel, table=True):
    """A site of an organisation. `key` names it in learner keys (`iss`).

    Its secret is derived from `salt` and the program's own keys, so a copy of the
    database signs nothing. After a change the one before is good until `former_until`.
    """

    __tablename__ = "host_site"
    __table_args__ = (UniqueConstraint("organisation_id", "origin"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", ondelete="CASCADE")
    key: str = Field(unique=True)
    origin: str
    salt: str
    former_salt: str = ""
    former_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    webhook_url: str = ""
    # Where xAPI statements go, and what opens it: name and word, sealed.
    records_url: str = ""
    records_sealed: str = ""
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)

    @property
    def ways(self) -> list["Way"]:
        """How it wants to be told."""
        wanted = {Way.WEBHOOK: self.webhook_url, Way.RECORDS: self.records_url}
        return [way for way, address in wanted.items() if address]

    @property
    def number(self) -> int:
        """The id of a stored site."""
        assert self.id is not None, "the site has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class HostLearner(SQLModel, table=True):
    """Somebody who learns in the frames of one site, under a sign the site chose.

    `mark` is random and ours: numbers of rows are given again, this is not.
    `progress` is what the cookie of a device would hold (`app.learning.device_format`).
    """

    __tablename__ = "host_learner"
    __table_args__ = (UniqueConstraint("site_id", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="host_site.id", ondelete="CASCADE")
    subject: str = Field(max_length=MAX_SUBJECT)
    mark: str = Field(unique=True)
    progress: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    seen_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)

    @property
    def number(self) -> int:
        """The id of a stored learner."""
        assert self.id is not None, "the learner has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class UsedKey(SQLModel, table=True):
    """A learner key that was used, kept until it could not be used any more."""

    __tablename__ = "used_learner_key"

    key_hash: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)


class HostLink(SQLModel, table=True):
    """Somebody has said that what they learn on a site is kept in their account too.

    Of one learner there is one account; nothing goes from it to the site.
    """

    __tablename__ = "host_link"

    learner_id: int = Field(
        foreign_key="host_learner.id", ondelete="CASCADE", primary_key=True
    )
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class HostLinkAsking(SQLModel, table=True):
    """Somebody who learns on a site was asked for an account; one answer, soon."""

    __tablename__ = "host_link_asking"

    token_hash: str = Field(primary_key=True)
    learner_id: int = Field(
        foreign_key="host_learner.id", ondelete="CASCADE", index=True
    )
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)


class PackRestriction(SQLModel, table=True):
    """Only sites of this organisation, and others named so, may frame a pack."""

    __tablename__ = "pack_restriction"

    pack_id: int = Field(foreign_key="pack.id", ondelete="CASCADE", primary_key=True)
    organisation_id: int = Field(
        foreign_key="organisation.id", ondelete="CASCADE", primary_key=True, index=True
    )


class DeliveryState(StrEnum):
    """Where a message to a site is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Way(StrEnum):
    """How a message goes: to the site's own server, or to its records (xAPI)."""

    WEBHOOK = "webhook"
    RECORDS = "records"


class HostDelivery(SQLModel, table=True):
    """A message to a site, kept with what became of it.

    `message_id` is the same at every try, so that the site can count it once.
    """

    __tablename__ = "host_delivery"
    __table_args__ = (
        Index("ix_host_delivery_due", "state", "due_at"),
        Index("ix_host_delivery_site", "site_id", "id"),
        # What is due is found however much was delivered before.
        Index(
            "ix_host_delivery_waiting",
            "site_id",
            "way",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    site_id: int = Field(foreign_key="host_site.id", ondelete="CASCADE")
    learner_id: int | None = Field(
        default=None, foreign_key="host_learner.id", ondelete="CASCADE", index=True
    )
    way: Way = Field(
        default=Way.WEBHOOK,
        sa_type=enum_type(Way),
        sa_column_kwargs={"server_default": Way.WEBHOOK.value},
    )
    kind: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: DeliveryState = Field(
        default=DeliveryState.WAITING, sa_type=enum_type(DeliveryState)
    )
    attempts: int = 0
    # What the site answered to the last try, or why there was no answer.
    status: int = 0
    problem: str = ""
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    due_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
