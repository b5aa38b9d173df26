"""Asking for a copy that takes longer to make than somebody waits."""

from sqlmodel import Session

from app.platform import clock
from app.platform.jobs import JobState, request_job
from app.platform.rows import insert_once
from app.takeout.job_names import MAKE
from app.takeout.models import PackCopy, job_key
from app.takeout.queries import find_copy, find_making, version_of
from app.takeout.wanted import Wanted

AT_WORK = frozenset({JobState.QUEUED, JobState.RUNNING})


def ask_for_copy(session: Session, wanted: Wanted, pack_key: str) -> None:
    """Have a copy made, unless it is there or being made; a failed one anew."""
    if find_copy(session, wanted.slot, version=version_of(session, pack_key)):
        return
    making = find_making(session, wanted.slot)
    if making and making.state in AT_WORK and not making.error:
        return
    row = {"slot": wanted.slot, "pack_key": pack_key, "asked_at": clock.now()}
    empty = {"version": 0, "key": "", "name": "", "content_type": "", "bytes": 0}
    insert_once(session, PackCopy, row | empty)
    request_job(session, MAKE, wanted.as_payload(), key=job_key(wanted.slot))
