"""How far a copy is, in words for people."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct
from sqlmodel import Session

from app.platform.i18n import N_, gettext
from app.platform.jobs import Job
from app.takeout.models import PackCopy
from app.takeout.queries import find_copy, find_making, version_of
from app.takeout.service import AT_WORK
from app.takeout.wanted import Wanted

REASONS: Mapping[str, str] = {
    "StorageUnavailable": N_("The place where files are kept does not answer."),
    "FileNotFoundError": N_("A file of this pack is missing."),
    "OSError": N_("This site has no room for it."),
    "Refused": N_("It takes more time or memory than this site gives to one copy."),
    "WorkerDied": N_("It was begun several times and never finished."),
}
UNKNOWN = N_(
    "Something unexpected went wrong. The people who run this site can see it."
)


class CopyState(StrEnum):
    """Where a copy stands."""

    NOT_MADE = "not-made"
    AT_WORK = "at-work"
    FAILED = "failed"
    READY = "ready"


class Progress(Struct, frozen=True):
    """How far a copy is: percent while it is made, why not, or the copy itself.

    `why` is also said of one at work that failed once and is tried again.
    """

    state: CopyState
    percent: int = 0
    why: str = ""
    copy: PackCopy | None = None


def progress_of(session: Session, wanted: Wanted, pack_key: str) -> Progress:
    """Return how far the newest version of a copy is."""
    copy = find_copy(session, wanted.slot, version=version_of(session, pack_key))
    if copy:
        return Progress(CopyState.READY, 100, copy=copy)
    making = find_making(session, wanted.slot)
    if making is None:
        return Progress(CopyState.NOT_MADE)
    if making.state in AT_WORK:
        return Progress(CopyState.AT_WORK, making.progress, _why(making))
    if making.error:
        return Progress(CopyState.FAILED, why=_why(making))
    return Progress(CopyState.NOT_MADE)


def _why(making: Job) -> str:
    return gettext(REASONS.get(making.error, UNKNOWN)) if making.error else ""
