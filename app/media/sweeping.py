"""Takes away what nobody came back for: a day after it was left, at the latest two."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.job_names import COPY, PROCESS, SWEEP
from app.media.models import AT_WORK, DELETED, Captions, MediaFile, Upload, UploadState
from app.media.showing import hide_wrongly_shown
from app.platform import clock
from app.platform.i18n import N_
from app.platform.jobs import Job, JobState, RunningJob, is_queued, request_job
from app.platform.storage import Storage
from app.platform.storage.interface import (
    ORPHAN_AFTER,
    QUARANTINE,
    is_content_key,
)

PAUSE = timedelta(hours=1)
AT_ONCE = 500


def request_sweep(session: Session) -> None:
    """Ask for a sweep soon, unless one is asked for: it asks for the next itself."""
    if not is_queued(session, SWEEP):
        request_job(session, SWEEP, {}, key=SWEEP, delay=PAUSE)


class Sweeping:
    """The job, with the storage it sweeps."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def run(self, job: RunningJob) -> None:
        """Give up old uploads and delete what no row names; come back in an hour."""
        until = clock.now() - ORPHAN_AFTER
        with job.database.transaction() as session:
            _give_up(session)
        hide_wrongly_shown(job.database, self.storage)
        for unfinished in list(self.storage.unfinished()):
            if unfinished.begun < until:
                self.storage.drop_parts(unfinished.ref)
        job.report(10)
        old = (file for file in self.storage.listed() if file.modified < until)
        while some := list(islice(old, AT_ONCE)):
            with job.database.open_session() as session:
                orphans = list(_orphans(session, [file.key for file in some]))
            self.storage.delete_many(orphans)
            job.report(50)
        with job.database.transaction() as session:
            request_job(session, SWEEP, {}, key=SWEEP, delay=PAUSE)


class Forgetting:
    """The job that takes deleted files from the storage."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def run(self, job: RunningJob) -> None:
        """Delete the keys of the payload that no row names any more."""
        keys = [str(key) for key in job.payload["keys"]]
        with job.database.open_session() as session:
            orphans = list(_orphans(session, keys))
        self.storage.delete_many(orphans)


def _give_up(session: Session) -> None:
    until = clock.now() - ORPHAN_AFTER
    left = select(Upload).where(
        col(Upload.state) == UploadState.SENDING, col(Upload.created_at) < until
    )
    failed = select(col(Job.payload)).where(
        col(Job.kind).in_((PROCESS, COPY)),
        col(Job.state) == JobState.FAILED,
        col(Job.finished_at) < until,
    )
    tokens = [str(payload["upload"]) for payload in session.scalars(failed)]
    stuck = select(Upload).where(
        col(Upload.token).in_(tokens), col(Upload.state).in_(AT_WORK)
    )
    for upload in [*session.scalars(left), *session.scalars(stuck)]:
        upload.state = UploadState.CANCELLED
        upload.reason = N_("It was not finished within a day, so it was taken away.")


def _orphans(session: Session, keys: list[str]) -> Iterator[str]:
    files = select(col(MediaFile.key)).where(
        col(MediaFile.key).in_(keys), col(MediaFile.version) != DELETED
    )
    named = set(session.scalars(files))
    said = select(col(Captions.key)).where(col(Captions.key).in_(keys))
    named |= set(session.scalars(said))
    waiting = col(Upload.state).in_(AT_WORK)
    named |= set(
        session.scalars(
            select(col(Upload.key)).where(col(Upload.key).in_(keys), waiting)
        )
    )
    for key in keys:
        # What lies beside ours in a bucket is not ours to take away.
        is_ours = key.startswith(QUARANTINE) or is_content_key(key)
        if is_ours and key not in named:
            yield key
