"""How far search is behind what readers see."""

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.outbox import OutboxEvent
from app.search.indexing import EVENTS, watermark
from app.search.models import SearchDocument


def lag_seconds(session: Session, index: str) -> int:
    """Return how long ago the oldest change was made that cannot be found yet."""
    announced = select(func.min(col(OutboxEvent.created_at))).where(
        col(OutboxEvent.name).in_([event.name for event in EVENTS])
    )
    derived = select(func.min(col(SearchDocument.changed_at))).where(
        col(SearchDocument.version) > watermark(session, index)
    )
    oldest: list[datetime] = [
        moment for found in (announced, derived) if (moment := session.scalar(found))
    ]
    if not oldest:
        return 0
    return max(0, round((clock.now() - min(oldest)).total_seconds()))
