"""The jobs of this room, by name: whoever asks for one need not do it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from app.packs.events import PackLoaded
from app.platform.jobs import is_queued, request_job

MAKE, SWEEP, DUMP = "takeout.make", "takeout.sweep", "takeout.dump"
FIRST_DUMP = timedelta(hours=1)


def request_dumps(session: Session, _facts: Sequence[PackLoaded]) -> None:
    """Ask for the first dumps after something was published; they go on alone."""
    if not is_queued(session, DUMP):
        request_job(session, DUMP, {}, key=DUMP, delay=FIRST_DUMP)
