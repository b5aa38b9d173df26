"""Events delivered after commit, from rows written in the same transaction.

A room announces a fact; `app.main` subscribes the rooms above it. Delivery is at
least once per subscriber, and once for everything a subscriber writes to the
database: its changes and the end of the event, or the note that it was served while
another failed, commit together.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, ClassVar

import structlog
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import (
    JSON,
    Column,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
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
# At most so many are told at once: whoever saves meanwhile waits for that.
MOST_AT_ONCE = 25
# Of PostgreSQL's advisory locks: who has it delivers.
DELIVERING = 0x0B0C


class Event(Struct, frozen=True):
    """A fact. Subclasses name it and carry only what JSON can hold.

    What `gathers` only says where to look, and whoever looks finds all that was done
    there: several in a row are told at once, and what was said twice once.
    """

    name: ClassVar[str]
    gathers: ClassVar[bool] = False


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


# Built once, as those below: they are run for every change somebody makes.
_ANNOUNCING = insert(OutboxEvent)

Handler = Callable[[Session, Any], None]
# The same for all facts that are told at once.
ManyHandler = Callable[[Session, Sequence[Any]], None]


def announce(session: Session, fact: Event) -> None:
    """Write the event into the caller's transaction; it leaves when that commits."""
    now = clock.now()
    row = {"name": fact.name, "payload": asdict(fact), "attempts": 0}
    session.connection().execute(_ANNOUNCING, {**row, "created_at": now, "due_at": now})
    session.info["announced"] = True


class EventBus:
    """Who wants to hear what, and the delivery of what has been announced."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.wake = threading.Event()
        self._types: dict[str, type[Event]] = {}
        self._handlers: dict[str, dict[str, ManyHandler]] = {}

    def subscribe(self, kind: type[Event], handler: Handler) -> None:
        """Call the handler with a session and the event, after it has committed."""

        def each(session: Session, facts: Sequence[Any]) -> None:
            for fact in facts:
                handler(session, fact)

        self._call(kind, each, _name(handler))

    def subscribe_to_many(self, kind: type[Event], handler: ManyHandler) -> None:
        """Call it with all events that are told at once, for a kind that gathers."""
        self._call(kind, handler, _name(handler))

    def _call(self, kind: type[Event], handler: ManyHandler, name: str) -> None:
        self._types[kind.name] = kind
        self._handlers.setdefault(kind.name, {})[name] = handler

    def watch_commits(self) -> None:
        """Wake the worker as soon as a transaction with an event has committed."""

        def wake(session: Session) -> None:
            # Waking once more is nothing.
            if session.info.get("announced"):
                self.wake.set()

        self.database.after_commit(wake)

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
            handled, served = 0, 0
            for together in self._gathered(rows):
                # Whoever saves something meanwhile waits for this transaction.
                if handled and time.monotonic() - began > HOLD_SECONDS:
                    break
                served += self._deliver(session, together, deliveries)
                handled += len(together)
        return served if handled else None

    def _gathered(self, rows: Sequence[OutboxEvent]) -> Iterator[list[OutboxEvent]]:
        """Yield the events in their order, with those together that are told so."""
        for _, some in groupby(rows, key=self._told_with):
            alike = list(some)
            for start in range(0, len(alike), MOST_AT_ONCE):
                yield alike[start : start + MOST_AT_ONCE]

    def _told_with(self, row: OutboxEvent) -> str | int | None:
        # What has failed is tried alone, so that it keeps back no other.
        kind = self._types.get(row.name)
        return row.name if kind and kind.gathers and not row.attempts else row.id

    def _deliver(
        self,
        session: Session,
        rows: Sequence[OutboxEvent],
        deliveries: set[tuple[int, str]],
    ) -> int:
        """Tell everybody what these events say; return how many are served."""
        failure: Exception | None = None
        ids = [row.id or 0 for row in rows]
        served = []
        for name, handler in self._handlers.get(rows[0].name, {}).items():
            if (ids[0], name) in deliveries:
                continue
            try:
                with session.begin_nested():
                    handler(session, self._facts(rows))
            # A subscriber may fail in any way; the event and the others survive it.
            except Exception as error:
                log.exception("event_failed", event_name=rows[0].name, event_id=ids[0])
                failure = failure or error
            else:
                served += [(number, name) for number in ids]
        if failure is None:
            session.connection().execute(_ENDING, {"ids": ids})
            return len(rows)
        session.add_all(
            OutboxDelivery(event_id=n, subscriber=name) for n, name in served
        )
        if len(rows) == 1:
            _postpone(rows[0], failure)
            return 0
        # Each alone, so that what fails keeps back no other.
        told = deliveries.union(served)
        return sum(self._deliver(session, [row], told) for row in rows)

    def _facts(self, rows: Sequence[OutboxEvent]) -> list[Event]:
        kind = self._types[rows[0].name]
        facts = [kind(**row.payload) for row in rows]
        # Of one, there need be no hash: it may carry what has none.
        return list(dict.fromkeys(facts)) if len(facts) > 1 else facts


def _name(handler: Handler | ManyHandler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


_DUE = (
    select(OutboxEvent)
    .where(col(OutboxEvent.due_at) <= bindparam("now", type_=UTCDateTime))
    .order_by(col(OutboxEvent.id))
    .limit(BATCH)
    .with_for_update()
)
_ENDING = delete(OutboxEvent).where(
    col(OutboxEvent.id).in_(bindparam("ids", expanding=True))
)


def _due_events(session: Session) -> Sequence[OutboxEvent]:
    # SQLite's lock lets in one at a time. Elsewhere two who serve at once could wait
    # for the rows of each other's subscribers crosswise.
    if session.get_bind().dialect.name == "postgresql":
        is_free = session.scalar(select(func.pg_try_advisory_xact_lock(DELIVERING)))
        if not is_free:
            return []
    return session.scalars(_DUE, {"now": clock.now()}).all()


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
