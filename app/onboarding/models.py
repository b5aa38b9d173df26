"""Tables of paths, their steps, cohorts and join links, and of who has joined."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class Path(SQLModel, table=True):
    """An organisation's way for newcomers; its words are in `PathWords`.

    Whoever has its address can take it; `is_listed`: it stands on the organisation's
    page, too.
    """

    __tablename__ = "learning_path"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(
        foreign_key="organisation.id", ondelete="CASCADE", index=True
    )
    slug: str = Field(unique=True)
    language: str
    is_listed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)

    @property
    def number(self) -> int:
        """The id of a stored path."""
        assert self.id is not None, "the path has not been flushed yet"  # noqa: S101 - a mistake in our code, not input
        return self.id


class PathWords(SQLModel, table=True):
    """What a path is called in a language, its welcome, and where to ask."""

    __tablename__ = "path_words"

    path_id: int = Field(
        foreign_key="learning_path.id", ondelete="CASCADE", primary_key=True
    )
    language: str = Field(primary_key=True)
    title: str
    welcome: str = Field(default="", sa_type=Text)
    ask: str = Field(default="", sa_type=Text)


class Step(SQLModel, table=True):
    """A pack or a course of a path, by the id of its folder: exactly one is given.

    `pin` holds a version of the pack (`app.onboarding.pinning`); None: the newest.
    A step that was taken out is kept, so that this can be taken back.
    """

    __tablename__ = "path_step"

    id: int | None = Field(default=None, primary_key=True)
    path_id: int = Field(foreign_key="learning_path.id", ondelete="CASCADE", index=True)
    position: int
    pack_key: str = ""
    course_key: str = ""
    pin: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    pinned_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Cohort(SQLModel, table=True):
    """A dated run of a path."""

    __tablename__ = "path_cohort"

    id: int | None = Field(default=None, primary_key=True)
    path_id: int = Field(foreign_key="learning_path.id", ondelete="CASCADE", index=True)
    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class JoinLink(SQLModel, table=True):
    """An address that lets people join a cohort, from one day to another.

    Whoever has it can join, `most` people at the most; nobody can guess `token`.
    """

    __tablename__ = "join_link"

    id: int | None = Field(default=None, primary_key=True)
    cohort_id: int = Field(foreign_key="path_cohort.id", ondelete="CASCADE", index=True)
    token: str = Field(unique=True)
    opens_on: date | None = None
    closes_on: date | None = None
    most: int | None = None
    joined: int = 0
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Sharing(StrEnum):
    """What an organisation sees of somebody on its path."""

    NOTHING = "nothing"
    TOTALS = "totals"
    STEPS = "steps"


class PathLearner(SQLModel, table=True):
    """Somebody who takes a path: an account, a browser, or a learner of a site.

    `mark` is random and ours. A browser is known by a hash that only its cookie gives.
    """

    __tablename__ = "path_learner"
    __table_args__ = (
        UniqueConstraint("path_id", "user_id"),
        UniqueConstraint("path_id", "device_hash"),
        UniqueConstraint("path_id", "host_learner_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    path_id: int = Field(foreign_key="learning_path.id", ondelete="CASCADE")
    cohort_id: int | None = Field(
        default=None, foreign_key="path_cohort.id", ondelete="SET NULL", index=True
    )
    mark: str = Field(unique=True)
    user_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="CASCADE", index=True
    )
    device_hash: str | None = Field(default=None, index=True)
    host_learner_id: int | None = Field(
        default=None, foreign_key="host_learner.id", ondelete="CASCADE", index=True
    )
    language: str
    sharing: Sharing = Field(default=Sharing.TOTALS, sa_type=enum_type(Sharing))
    wants_reminders: bool = False
    reminded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    joined_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class PathProgress(SQLModel, table=True):
    """How far somebody who takes a path is in a pack of it."""

    __tablename__ = "path_progress"

    learner_id: int = Field(
        foreign_key="path_learner.id", ondelete="CASCADE", primary_key=True
    )
    pack_key: str = Field(primary_key=True)
    last_done: str = ""
    started_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
