"""Forgets rows of documents that are gone, a while after the index has taken them out.

Until then each is a mark that tells an index and other processes to drop it. What an
index refused is forgotten too, once there is a newer wording of it or none.
"""

from datetime import timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.jobs import RunningJob, is_queued, request_job
from app.search.models import SearchDocument, SearchRefusal
from app.search.upkeep.indexing import watermark

PURGE = "search.purge"
# Longer than any server or worker is away that goes on with the same index.
KEPT = timedelta(days=7)


def request_purge(session: Session) -> None:
    """Ask for what is gone by now to be forgotten later, if nobody has asked yet."""
    if not is_queued(session, PURGE):
        request_job(session, PURGE, {}, key=PURGE, delay=KEPT)


class Purging(Struct, frozen=True):
    """The job, for one index."""

    name: str

    def __call__(self, job: RunningJob) -> None:
        """Forget what the index has followed long ago."""
        is_gone = col(SearchDocument.is_removed)
        with job.database.transaction(is_repeatable=True) as session:
            session.execute(
                delete(SearchDocument).where(
                    is_gone,
                    col(SearchDocument.version) <= watermark(session, self.name),
                    col(SearchDocument.changed_at) < clock.now() - KEPT,
                )
            )
            session.execute(delete(SearchRefusal).where(~_is_refused_still()))
            if session.scalar(select(col(SearchDocument.id)).where(is_gone).limit(1)):
                request_purge(session)


def count_refused(session: Session, name: str) -> int:
    """Return how many documents an index would not take as they are now."""
    own = col(SearchRefusal.name) == name
    found = select(func.count()).select_from(SearchRefusal)
    return session.scalar(found.where(own, _is_refused_still())) or 0


def _is_refused_still() -> ColumnElement[bool]:
    return exists().where(
        and_(
            col(SearchDocument.id) == col(SearchRefusal.document_id),
            col(SearchDocument.version) == col(SearchRefusal.version),
            ~col(SearchDocument.is_removed),
        )
    )
