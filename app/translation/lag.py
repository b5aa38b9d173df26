"""How far what is counted of translations is behind what was saved.

Readers get a translation with the transaction that saves it; how far a language has
come, and what follows from that, is counted by the worker.
"""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.packs.events import PackTranslated
from app.platform import clock
from app.platform.jobs import Job, JobState
from app.platform.outbox import OutboxEvent
from app.translation.effects import COUNT_LANGUAGE
from app.translation.events import TranslationSaved

_EVENTS = (TranslationSaved.name, PackTranslated.name)


def lag_seconds(session: Session) -> int:
    """Return how long ago the oldest translation was saved that is not counted yet."""
    announced = select(func.min(col(OutboxEvent.created_at))).where(
        col(OutboxEvent.name).in_(_EVENTS)
    )
    waiting = select(func.min(col(Job.run_at))).where(
        col(Job.kind) == COUNT_LANGUAGE,
        col(Job.state).in_((JobState.QUEUED, JobState.RUNNING)),
    )
    moments = [session.scalar(found) for found in (announced, waiting)]
    oldest = min(filter(None, moments), default=None)
    if oldest is None:
        return 0
    return max(0, round((clock.now() - oldest).total_seconds()))
