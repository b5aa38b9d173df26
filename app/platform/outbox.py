"""Events delivered after commit, from rows written in the same transaction.

A room announces a fact; `app.main` subscribes the rooms above it. Delivery is at
least once per subscriber, and once for everything a subscriber writes to the
database: its changes and the end of the event, or the note that it was served while
another failed, commit together.
"""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from sqlalchemy import (
    JSON,
    Column,
    UniqueConstraint,
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
HOLD_SECONDS = 0.05
# Of PostgreSQL's advisory locks: who has it delivers.
DELIVERING = 0x0B0C


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
        return sum(self.deliveries())

    def deliveries(self) -> Iterator[int]:
        """Serve what is due, some at a time; yield how many were served each time.

        A commit takes longer than most subscribers, so several events share one.
        """
        while (served := self._deliver_some()) is not None:
            yield served

    def _deliver_some(self) -> int | None:
        began = time.monotonic()
        with self.database.transaction(is_repeatable=True) as session:
            rows = _due_events(session)
            deliveries = _deliveries(session, rows)
            handled: list[int] = []
            served = 0
            for row in rows:
                # Whoever saves something meanwhile waits for this transaction.
                if handled and time.monotonic() - began > HOLD_SECONDS:
                    break
                served += self._deliver(session, row, deliveries)
                handled.append(row.id or 0)
        return served if handled else None

    def _deliver(
        self, session: Session, row: OutboxEvent, deliveries: set[tuple[int, str]]
    ) -> bool:
        assert row.id is not None  # noqa: S101 (loaded rows have one)
        failure: Exception | None = None
        served = []
        for name, handler in self._handlers.get(row.name, {}).items():
            if (row.id, name) in deliveries:
                continue
            try:
                with session.begin_nested():
                    handler(session, self._types[row.name](**row.payload))
            # A subscriber may fail in any way; the event and the others survive it.
            except Exception as error:
                log.exception("event_failed", event_name=row.name, event_id=row.id)
                failure = failure or error
            else:
                served.append(OutboxDelivery(event_id=row.id, subscriber=name))
        if failure is None:
            session.delete(row)
            return True
        session.add_all(served)
        _postpone(row, failure)
        return False


def _due_events(session: Session) -> Sequence[OutboxEvent]:
    # SQLite's lock lets in one at a time. Elsewhere two who serve at once could wait
    # for the rows of each other's subscribers crosswise.
    if session.get_bind().dialect.name == "postgresql":
        is_free = session.scalar(select(func.pg_try_advisory_xact_lock(DELIVERING)))
        if not is_free:
            return []
    due = select(OutboxEvent).where(col(OutboxEvent.due_at) <= clock.now())
    ordered = due.order_by(col(OutboxEvent.id)).limit(BATCH)
    return session.scalars(ordered.with_for_update()).all()


def _deliveries(session: Session, rows: Sequence[OutboxEvent]) -> set[tuple[int, str]]:
    """Return who was served with which event before it failed elsewhere."""
    failed = [row.id for row in rows if row.attempts]
    if not failed:
        return set()
    found = select(col(OutboxDelivery.event_id), col(OutboxDelivery.subscriber)).where(
        col(OutboxDelivery.event_id).in_(failed)
    )
    return {(event_id, name) for event_id, name in session.execute(found)}


def _postpone(row: OutboxEvent, error: Exception) -> None:
    row.attempts += 1
    row.last_error = type(error).__name__
    wait = timedelta(seconds=FIRST_RETRY_SECONDS * 4 ** min(row.attempts - 1, 6))
    # No due date: a dead letter, which an operator can see and requeue.
    row.due_at = clock.now() + wait if row.attempts < MAX_ATTEMPTS else None


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
