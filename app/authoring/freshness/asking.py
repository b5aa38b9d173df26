"""Asking for links to be looked at."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from app.packs.events import PackLoaded
from app.platform.jobs import is_queued, request_job

CHECK_LINKS = "freshness.links"
FIRST = timedelta(hours=1)


def request_check(session: Session, _facts: Sequence[PackLoaded]) -> None:
    """Ask for the first check after something was published; it goes on by itself."""
    if not is_queued(session, CHECK_LINKS):
        request_job(session, CHECK_LINKS, {}, key=CHECK_LINKS, delay=FIRST)
