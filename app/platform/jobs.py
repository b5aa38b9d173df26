"""Work outside a request, as rows with a lease; huey runs it.

The row is written in the same transaction as the change that asks for it. A
worker claims it by a conditional update, so a job runs once at a time; when a
worker dies, its lease runs out and the job is taken up again. The moment a lease
ends is also the proof of who holds it: a worker that was too slow finds another
there and may write nothing any more. huey only ever carries the id of the row.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

import structlog
from msgspec import Struct, field
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Insert,
    and_,
    case,
    select,
    update,
)
from sqlmodel import Field, Session, SQLModel, col

from app.platform import clock
from app.platform.db import Database, UTCDateTime, enum_type
from app.platform.upserts import insert_for

log = structlog.get_logger()

LEASE_SECONDS = 60


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(SQLModel, table=True):
    """A piece of work that somebody can watch."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    key: str | None = Field(default=None, unique=True)
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: JobState = Field(default=JobState.QUEUED, sa_type=enum_type(JobState))
    attempts: int = 0
    run_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime, index=True)
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    progress: int = 0
    error: str | None = None
    created_by: int | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


def request_job(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    delay: timedelta = timedelta(0),
) -> None:
    """Ask for a job in the caller's transaction.

    A job with the same key that is still waiting is not asked for twice; one that
    has finished is queued again, and one that is running runs once more after that,
    not before the delay is over.
    """
    run_at = clock.now() + delay
    if key is None:
        session.add(Job(kind=kind, payload=payload, run_at=run_at))
        return
    session.flush()  # What was asked for in this session counts too.
    row = {"kind": kind, "key": key, "payload": payload, "run_at": run_at}
    fresh = {"state": JobState.QUEUED, "attempts": 0, "progress": 0}
    session.connection().execute(
        _asking(session.get_bind().dialect.name),
        {**row, **fresh, "created_at": clock.now()},
    )


@cache
def _asking(dialect: str) -> Insert:
    """Return what asks for a job with a key: building it costs as much as doing it.

    It is one statement: two requests at a time must not both find no row.
    """
    statement = insert_for(dialect, Job)
    is_running = col(Job.state) == JobState.RUNNING
    is_due_first = and_(
        col(Job.state) == JobState.QUEUED, col(Job.run_at) < statement.excluded.run_at
    )
    again = {
        "payload": statement.excluded.payload,
        # What is asked for again and again does not lose its place by that.
        "run_at": case((is_due_first, Job.run_at), else_=statement.excluded.run_at),
        "state": case((is_running, Job.state), else_=JobState.QUEUED),
        "attempts": case((is_running, Job.attempts), else_=0),
        "error": None,
    }
    asking: Insert = statement.on_conflict_do_update(index_elements=["key"], set_=again)
    return asking


def is_queued(session: Session, key: str) -> bool:
    """Tell whether a job waits for its time; it is not begun before the caller ends."""
    found = select(col(Job.state)).where(col(Job.key) == key).with_for_update()
    return session.scalar(found) == JobState.QUEUED


def _go_on() -> None:
    """Rest for no time at all."""


class RunningJob(Struct):
    """What a job's function gets: its payload and a way to show progress.

    `rest` is called between two pieces of it, where others may have to go first.
    """

    id: int
    payload: dict[str, Any]
    database: Database
    lease: datetime
    run_at: datetime
    stopping: threading.Event = field(default_factory=threading.Event)
    rest: Callable[[], None] = _go_on

    def report(self, percent: int) -> None:
        """Show progress and keep the lease; raise LostLease when it was taken over.

        A worker that ends gives the job back: whoever comes next begins it anew.
        """
        if self.stopping.is_set():
            self._give_back()
            raise LostLease
        lease = lease_end()
        with self.database.transaction(is_repeatable=True) as session:
            kept = session.connection().execute(
                update(Job)
                .where(self.is_mine)
                .values(progress=percent, lease_until=lease)
            )
        if not kept.rowcount:
            raise LostLease
        self.lease = lease
        self.rest()

    def _give_back(self) -> None:
        again = {
            "state": JobState.QUEUED,
            "attempts": Job.attempts - 1,
            "lease_until": None,
            "progress": 0,
        }
        with self.database.transaction() as session:
            session.connection().execute(
                update(Job).where(self.is_mine).values(**again)
            )

    @property
    def is_mine(self) -> ColumnElement[bool]:
        """The row of this job, as long as nobody else has taken it up."""
        return and_(
            col(Job.id) == self.id,
            col(Job.state) == JobState.RUNNING,
            col(Job.lease_until) == self.lease,
        )


def lease_end() -> datetime:
    return clock.now() + timedelta(seconds=LEASE_SECONDS)


class LostLease(Exception):
    """Another worker has this job now: stop, and write nothing."""
