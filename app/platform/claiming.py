"""What a worker asks of the rows of jobs, as statements.

Built once: for a short job, building them costs as much as the job.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    case,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import col

from app.platform.db import UTCDateTime, enum_type
from app.platform.jobs import Job, JobState

BATCH = 50


@cache
def due() -> Select[int | None, str]:
    """Return what asks for the first jobs `now`, urgent kinds first, slow ones last."""
    turn = case(
        (col(Job.kind).in_(bindparam("urgent", expanding=True)), 0),
        (col(Job.kind).in_(bindparam("slow", expanding=True)), 2),
        else_=1,
    )
    # By time: a key keeps its row, and those of low ids come again and again.
    order = (turn, col(Job.run_at), col(Job.id))
    found = select(col(Job.id), col(Job.kind)).where(_is_free())
    return found.order_by(*order).limit(BATCH)


@cache
def claiming() -> ReturningUpdate[Any]:
    """Return what takes a free job `now` until `lease`, and tells what it is."""
    taken = {
        "state": JobState.RUNNING,
        "attempts": Job.attempts + 1,
        "lease_until": bindparam("lease", type_=UTCDateTime),
    }
    free = update(Job).where(col(Job.id) == bindparam("number"), _is_free())
    return free.values(**taken).returning(
        col(Job.kind), col(Job.payload), col(Job.attempts), col(Job.run_at)
    )


@cache
def ending() -> Update:
    """Return what notes that a job is done, or is to be done once more.

    It was asked for again when its time is not the one it was begun with.
    """
    asked = col(Job.run_at) == bindparam("asked_at", type_=UTCDateTime)
    kind = enum_type(JobState)

    def if_done(done: object, else_: object) -> ColumnElement[Any]:
        return case((asked, done), else_=else_)

    ended = {
        "state": if_done(literal(JobState.DONE, kind), literal(JobState.QUEUED, kind)),
        "attempts": if_done(Job.attempts, 0),
        "progress": if_done(100, Job.progress),
        "finished_at": if_done(bindparam("now", type_=UTCDateTime), Job.finished_at),
        "lease_until": None,
        "error": None,
    }
    mine = (
        col(Job.id) == bindparam("number"),
        col(Job.state) == JobState.RUNNING,
        col(Job.lease_until) == bindparam("lease", type_=UTCDateTime),
    )
    return update(Job).where(*mine).values(**ended)


def _is_free() -> ColumnElement[bool]:
    """A job nobody runs: its time has come, or its worker's lease has run out."""
    now = bindparam("now", type_=UTCDateTime)
    return or_(
        and_(col(Job.state) == JobState.QUEUED, col(Job.run_at) <= now),
        and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) < now),
    )
