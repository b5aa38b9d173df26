"""The jobs that look through what arrived, and that take it in.

Both may be killed at any moment and run again: what they find or load is there with
the new state of the row, in one transaction, or not at all.
"""

import io
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from sqlmodel import Session

from app.authoring.importing.looking import Arrival
from app.authoring.importing.models import Incoming, IncomingState
from app.authoring.importing.pandoc import Unreadable
from app.authoring.importing.reports import Report, report_of
from app.authoring.importing.sources import Wishes
from app.authoring.importing.taking import from_zip, opened, take
from app.content.publishing import ChangedTwice
from app.platform import clock
from app.platform.archives import ArchiveError
from app.platform.i18n import N_
from app.platform.jobs import RunningJob
from app.platform.storage import Storage

CHANGED = N_(
    "The same lines were changed here and in what you bring. "
    "Export the pack, put both together, and bring it in again."
)
# Nobody publishes by the way: that is what drafts and their reviews are for.
PUBLISHED = N_(
    "Readers have this pack already. Change it in drafts that are reviewed, "
    "or ask an operator to load it with the command."
)
# Shares of the whole, in percent.
BEGUN, LOOKED = 10, 60

log = structlog.get_logger()


class Importing:
    """Does both jobs with the storage that files of packs go to."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def look(self, job: RunningJob) -> None:
        """Find out what the row in the payload becomes, and note the report."""
        with job.database.open_session() as session:
            row = _row(session, job, IncomingState.LOOKING)
            if row is None:
                return
            job.report(BEGUN)
            report = _reported(session, row)
        with job.database.transaction() as session:
            if row := _row(session, job, IncomingState.LOOKING):
                row.report = report.as_json()
                is_good = report.is_good
                row.state = IncomingState.READY if is_good else IncomingState.REFUSED
                row.data = row.data if is_good else None

    def take(self, job: RunningJob) -> None:
        """Take the row in the payload in; a second run finds that it was done."""
        with job.database.open_session() as session:
            row = _row(session, job, IncomingState.TAKING)
            if row is None:
                return
            job.report(BEGUN)
            try:
                with opened(session, _files(row), _wishes(row)) as looked:
                    _refuse_published(looked.arrivals)
                    # Nothing was written yet: the long transaction begins now.
                    session.rollback()
                    job.report(LOOKED)
                    with job.database.transaction() as writing:
                        self._finish(writing, job, looked.arrivals)
                return
            except ChangedTwice as error:
                report = Report(reason=CHANGED, member=str(error)[:200])
            except ArchiveError as error:
                report = Report(reason=error.reason, member=error.member)
            except Unreadable as error:
                report = Report(reason=error.reason, member=error.file)
        with job.database.transaction() as session:
            if row := _row(session, job, IncomingState.TAKING):
                row.state, row.report = IncomingState.REFUSED, report.as_json()
                row.data = None

    def _finish(
        self, session: Session, job: RunningJob, arrivals: Sequence[Arrival]
    ) -> None:
        row = _row(session, job, IncomingState.TAKING)
        if row is None:
            return
        packs = take(session, self.storage, arrivals)
        row.state, row.taken_at, row.data = IncomingState.TAKEN, clock.now(), None
        row.packs = [pack.key for pack in packs]
        log.info("packs_brought_in", incoming=row.id, packs=len(packs))


def _reported(session: Session, row: Incoming) -> Report:
    try:
        with opened(session, _files(row), _wishes(row)) as looked:
            _refuse_published(looked.arrivals)
            return report_of(looked)
    except ArchiveError as error:
        return Report(reason=error.reason, member=error.member)
    except Unreadable as error:
        return Report(reason=error.reason, member=error.file)


def _refuse_published(arrivals: Sequence[Arrival]) -> None:
    found = next((one for one in arrivals if one.is_published), None)
    if found is not None:
        raise Unreadable(PUBLISHED, found.folder.slug)


def _files(row: Incoming) -> Callable[[Path], None]:
    return from_zip(io.BytesIO(zlib.decompress(row.data or b"")))


def _wishes(row: Incoming) -> Wishes:
    said = {**row.wishes, "skills": tuple(row.wishes.get("skills", ()))}
    return Wishes(**said)


def _row(session: Session, job: RunningJob, state: IncomingState) -> Incoming | None:
    """Return the row, waiting for whoever writes to it; None when it is past that."""
    row = session.get(Incoming, int(job.payload["incoming"]), with_for_update=True)
    return row if row is not None and row.state == state else None
