"""Takes copies away whose pack has changed, or that nobody wanted for long."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.jobs import RunningJob, is_queued, request_job
from app.platform.storage import Storage
from app.takeout.job_names import SWEEP
from app.takeout.models import PackCopy
from app.takeout.queries import version_of

# Where copies lie in storage, beside files that are named by what they hold.
FOLDER = "copies/"
# Whoever has begun to take one along may finish.
GRACE = timedelta(hours=1)
KEPT = timedelta(days=30)


def request_sweep(session: Session) -> None:
    """Ask for a sweep soon, unless one is asked for."""
    if not is_queued(session, SWEEP):
        request_job(session, SWEEP, {}, key=SWEEP, delay=GRACE)


class Sweeping:
    """The job, with the storage it sweeps."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def run(self, job: RunningJob) -> None:
        """Forget old copies, delete what no row names; come back if any is left."""
        until = clock.now() - GRACE
        with job.database.transaction() as session:
            _forget_old(session, until)
        job.report(20)
        listed = [file for file in self.storage.listed(FOLDER) if file.modified < until]
        with job.database.open_session() as session:
            named = set(session.scalars(select(col(PackCopy.key))))
        self.storage.delete_many(one.key for one in listed if one.key not in named)
        with job.database.transaction() as session:
            if session.scalar(select(col(PackCopy.slot)).limit(1)):
                request_job(session, SWEEP, {}, key=SWEEP, delay=GRACE)


def _forget_old(session: Session, until: datetime) -> None:
    made = col(PackCopy.made_at)
    rows = session.scalars(select(PackCopy).where(made < until)).all()
    newest = {key: version_of(session, key) for key in {row.pack_key for row in rows}}
    for row in rows:
        is_kept = row.made_at and row.made_at > clock.now() - KEPT
        if not is_kept or row.version != newest[row.pack_key]:
            session.delete(row)
    # Never made, and nobody tried again.
    asked = col(PackCopy.asked_at)
    left = delete(PackCopy).where(made.is_(None), asked < clock.now() - KEPT)
    session.execute(left)
