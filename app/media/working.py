"""Work on an upload that a job does: begun, told of, and ended while it is its own."""

import time

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.media.kinds import Refused
from app.media.models import AT_WORK, Upload, UploadState
from app.platform import clock
from app.platform.jobs import Job, LostLease, RunningJob

PAUSE_SECONDS = 1.0


class Cancelled(Exception):
    """Whoever uploaded it does not want it any more."""


class Reporter:
    """Shows progress, keeps the lease, and ends the work when nobody wants it."""

    def __init__(self, job: RunningJob, upload: Upload) -> None:
        self._job = job
        self._upload = upload
        self._told = 0.0

    def __call__(self, percent: int) -> None:
        now = time.monotonic()
        # Each telling is a write.
        if now - self._told < PAUSE_SECONDS:
            return
        self._told = now
        self._job.report(percent)
        with self._job.database.open_session() as session:
            state = session.scalar(
                select(col(Upload.state)).where(col(Upload.id) == self._upload.id)
            )
        if state != UploadState.PROCESSING:
            raise Cancelled


def begin_work(job: RunningJob) -> Upload | None:
    """Return the upload, or None when it has ended already."""
    token = str(job.payload["upload"])
    with job.database.transaction() as session:
        upload = session.scalar(select(Upload).where(col(Upload.token) == token))
        if upload is None or upload.state not in AT_WORK:
            return None
        upload.state, upload.started_at = UploadState.PROCESSING, clock.now()
        return upload


def own_row(session: Session, job: RunningJob, upload: Upload) -> Upload:
    """Return the row while the job is ours and it is wanted; both stay so until the
    transaction ends.
    """
    if session.scalar(select(Job).where(job.is_mine).with_for_update()) is None:
        raise LostLease
    row = session.scalar(
        select(Upload).where(col(Upload.id) == upload.id).with_for_update()
    )
    if row is None or row.state is not UploadState.PROCESSING:
        raise Cancelled
    return row


def refuse(job: RunningJob, upload: Upload, refusal: Refused) -> None:
    """End the work with the reason why nothing came of it; raise LostLease."""
    with job.database.transaction() as session:
        if session.scalar(select(Job).where(job.is_mine).with_for_update()) is None:
            raise LostLease
        session.execute(
            update(Upload)
            .where(
                col(Upload.id) == upload.id,
                col(Upload.state) == UploadState.PROCESSING,
            )
            .values(
                state=UploadState.REFUSED,
                reason=refusal.message,
                params=refusal.params,
                finished_at=clock.now(),
            )
        )
