"""How far search is behind what readers see."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.jobs import Job, JobState
from app.platform.outbox import OutboxEvent
from app.search.models import SearchDocument
from app.search.upkeep.indexing import DERIVE_GROUP, EVENTS, watermark


def lag_seconds(session: Session, index: str) -> int:
    """Return how long ago the oldest change was made that cannot be found yet."""
    announced = select(func.min(col(OutboxEvent.created_at))).where(
        col(OutboxEvent.name).in_([event.name for event in EVENTS])
    )
    waiting = select(func.min(col(Job.run_at))).where(
        col(Job.kind) == DERIVE_GROUP,
        col(Job.state).in_((JobState.QUEUED, JobState.RUNNING)),
    )
    derived = select(func.min(col(SearchDocument.changed_at))).where(
        col(SearchDocument.version) > watermark(session, index)
    )
    moments = [session.scalar(found) for found in (announced, waiting, derived)]
    oldest = min(filter(None, moments), default=None)
    if oldest is None:
        return 0
    return max(0, round((clock.now() - oldest).total_seconds()))
