"""Events delivered after commit, from rows written in the same transaction.

A room announces a fact; `app.main` subscribes the rooms above it. Delivery is at
least once per subscriber, and once for everything a subscriber writes to the
database: its changes and the note that it was served commit together.
"""

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from sqlalchemy import (
    JSON,
    Column,
    UniqueConstraint,
    delete,
    event,
    func,
    select,
    update,
)
from sqlmodel import Field, Session, SQLModel, col

from app.platform import clock
from app.platform.db import Database, UTCDateTime

log = structlog.get_logger()

BATCH = 100
MAX_ATTEMPTS = 8
FIRST_RETRY_SECONDS = 2
LEASE_SECONDS = 60


@dataclass(frozen=True)
class Event:
    """A fact. Subclasses name it and carry only what JSON can hold."""

    name: ClassVar[str]


class OutboxEvent(SQLModel, table=True):
    """An announced event, kept until every subscriber has been served."""

    __tablename__ = "outbox_event"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    due_at: datetime | None = Field(
        default_factory=clock.now, sa_type=UTCDateTime, index=True
    )
    attempts: int = 0
    last_error: str | None = None


class OutboxDelivery(SQLModel, table=True):
    """One subscriber has been served with one event."""

    __tablename__ = "outbox_delivery"
    __table_args__ = (UniqueConstraint("event_id", "subscriber"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="outbox_event.id", ondelete="CASCADE")
    subscriber: str


Handler = Callable[[Session, Any], None]


def announce(session: Session, fact: Event) -> None:
    """Write the event into the caller's transaction; it leaves when that commits."""
    session.add(OutboxEvent(name=fact.name, payload=dataclasses.asdict(fact)))
    session.info["announced"] = True


class EventBus:
    """Who wants to hear what, and the delivery of what has been announced."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.wake = threading.Event()
        self._types: dict[str, type[Event]] = {}
        self._handlers: dict[str, dict[str, Handler]] = {}

    def subscribe(self, kind: type[Event], handler: Handler) -> None:
        """Call the handler with a session and the event, after it has committed."""
        self._types[kind.name] = kind
        name = f"{handler.__module__}.{handler.__qualname__}"
        self._handlers.setdefault(kind.name, {})[name] = handler

    def watch_commits(self) -> None:
        """Wake the worker as soon as a transaction with an event has committed."""

        @event.listens_for(Session, "after_commit")
        def _wake(session: Session) -> None:
            # Left there for other buses of this process; waking once more is nothing.
            if session.info.get("announced"):
                self.wake.set()

    def deliver_due(self) -> int:
        """Serve every event that is due, oldest first; return how many were served."""
        served = 0
        while batch := self._claim_batch():
            served += sum(self._deliver(row) for row in batch)
        return served

    def _claim_batch(self) -> list[OutboxEvent]:
        # The lease keeps a second process from serving the same event at once.
        lease_end = clock.now() + timedelta(seconds=LEASE_SECONDS)
        with self.database.transaction() as session:
            due = (
                select(OutboxEvent)
                .where(col(OutboxEvent.due_at) <= clock.now())
                .order_by(col(OutboxEvent.id))
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            rows = list(session.scalars(due))
            for row in rows:
                row.due_at = lease_end
        return rows

    def _deliver(self, row: OutboxEvent) -> int:
        failure: Exception | None = None
        for name, handler in self._handlers.get(row.name, {}).items():
            try:
                self._serve(row, name, handler)
            # A subscriber may fail in any way; the event and the others survive it.
            except Exception as error:
                log.exception("event_failed", event_name=row.name, event_id=row.id)
                failure = failure or error
        if failure is not None:
            self._postpone(row, failure)
            return 0
        self._finish(row)
        return 1

    def _serve(self, row: OutboxEvent, name: str, handler: Handler) -> None:
        served = select(col(OutboxDelivery.id)).where(
            col(OutboxDelivery.event_id) == row.id,
            col(OutboxDelivery.subscriber) == name,
        )
        with self.database.transaction() as session:
            if session.scalar(served):
                return
            handler(session, self._types[row.name](**row.payload))
            assert row.id is not None  # noqa: S101 (loaded rows have one)
            session.add(OutboxDelivery(event_id=row.id, subscriber=name))

    def _finish(self, row: OutboxEvent) -> None:
        # A worker that outlived its lease may find the event finished already.
        with self.database.transaction() as session:
            session.execute(delete(OutboxEvent).where(col(OutboxEvent.id) == row.id))

    def _postpone(self, row: OutboxEvent, error: Exception) -> None:
        attempts = row.attempts + 1
        wait = timedelta(seconds=FIRST_RETRY_SECONDS * 4 ** min(attempts - 1, 6))
        values = {
            "attempts": attempts,
            "last_error": type(error).__name__,
            # No due date: a dead letter, which an operator can see and requeue.
            "due_at": clock.now() + wait if attempts < MAX_ATTEMPTS else None,
        }
        with self.database.transaction() as session:
            session.execute(
                update(OutboxEvent).where(col(OutboxEvent.id) == row.id).values(values)
            )


def pending_events(session: Session) -> int:
    """Count the announced events that have not been delivered to everyone."""
    return session.scalar(select(func.count()).select_from(OutboxEvent)) or 0


def dead_letters(session: Session) -> int:
    """Count the events that failed too often."""
    dead = select(func.count()).where(col(OutboxEvent.due_at).is_(None))
    return session.scalar(dead) or 0


def requeue_dead_letters(session: Session) -> int:
    """Give events that failed too often another round; return how many."""
    dead = update(OutboxEvent).where(col(OutboxEvent.due_at).is_(None))
    result = session.connection().execute(dead.values(due_at=clock.now(), attempts=0))
    return result.rowcount
