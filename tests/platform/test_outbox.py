"""Events leave after their transaction has committed, and everybody is served once."""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event, select, update
from sqlmodel import Session, col

from app.platform import clock, outbox
from app.platform.db import Database
from app.platform.outbox import (
    FIRST_RETRY_SECONDS,
    MAX_ATTEMPTS,
    EventBus,
    OutboxEvent,
    announce,
    pending_events,
    requeue_dead_letters,
)
from tests.platform.facts import Changed, Greeted, count_up, counted, greet
from tests.platform.killing import Workers

ROUNDS = 10


@pytest.fixture
def bus(database: Database) -> EventBus:
    return EventBus(database)


def tell(database: Database, name: str = "Ama") -> None:
    with database.transaction() as session:
        announce(session, Greeted(name))


def tell_in_vain(database: Database) -> None:
    with suppress(ZeroDivisionError), database.transaction() as session:
        announce(session, Greeted("Ama"))
        session.flush()
        raise ZeroDivisionError


def make_due(database: Database) -> None:
    """Let the time go by until every event that waits is due."""
    with database.transaction() as session:
        waits = update(OutboxEvent).where(col(OutboxEvent.due_at).is_not(None))
        session.execute(waits.values(due_at=clock.now()))


def only_event(database: Database) -> OutboxEvent:
    with database.open_session() as session:
        return session.scalars(select(OutboxEvent)).one()


def effects(database: Database, name: str = "Ama") -> int:
    with database.open_session() as session:
        return counted(session, name)


def waiting(database: Database) -> int:
    with database.open_session() as session:
        return pending_events(session)


def test_an_event_leaves_only_after_its_transaction_has_committed(
    database: Database, bus: EventBus
) -> None:
    bus.subscribe(Greeted, greet)
    other = EventBus(Database(database.url))

    with database.transaction() as session:
        announce(session, Greeted("Ama"))
        session.flush()
        with other.database.open_session() as stranger:
            before = pending_events(stranger)
    served = bus.deliver_due()
    other.database.close()

    assert before == 0
    assert served == 1
    assert effects(database) == 1


def test_a_transaction_that_is_rolled_back_announces_nothing(
    database: Database, bus: EventBus
) -> None:
    bus.subscribe(Greeted, greet)

    tell_in_vain(database)

    assert bus.deliver_due() == 0
    assert waiting(database) == 0
    assert effects(database) == 0


def test_a_committed_event_wakes_the_worker_and_a_rolled_back_one_does_not(
    database: Database, bus: EventBus
) -> None:
    bus.watch_commits()

    tell_in_vain(database)
    woken_early = bus.wake.is_set()
    tell(database)

    assert not woken_early
    assert bus.wake.is_set()


def test_events_are_served_in_the_order_they_were_announced(
    database: Database, bus: EventBus
) -> None:
    heard: list[str] = []
    bus.subscribe(Greeted, lambda _, fact: heard.append(fact.name_of_person))
    names = [f"person {number}" for number in range(120)]
    with database.transaction() as session:
        for name in names:
            announce(session, Greeted(name))
            session.flush()

    bus.deliver_due()

    assert heard == names
    assert waiting(database) == 0


class Failing:
    """A subscriber that fails until it is mended."""

    def __init__(self) -> None:
        self.calls = 0
        self.mended = False

    def handle(self, session: Session, fact: Greeted) -> None:
        self.calls += 1
        count_up(session, "half done")
        if not self.mended:
            raise RuntimeError("a secret of Ama's")


def test_a_failing_subscriber_is_tried_again_and_the_others_are_served_once(
    database: Database, bus: EventBus
) -> None:
    failing = Failing()
    bus.subscribe(Greeted, failing.handle)
    bus.subscribe(Greeted, greet)
    tell(database)

    bus.deliver_due()
    after_first = effects(database)
    for _ in range(3):
        make_due(database)
        bus.deliver_due()
    failing.mended = True
    make_due(database)
    bus.deliver_due()

    assert after_first == 1, "a broken subscriber does not hold up the others"
    assert effects(database) == 1
    assert failing.calls == 5
    assert effects(database, "half done") == 1, "what a failed try wrote is undone"
    assert waiting(database) == 0


def test_each_try_waits_longer_and_the_error_is_kept_without_its_words(
    database: Database, bus: EventBus
) -> None:
    bus.subscribe(Greeted, Failing().handle)
    tell(database)
    waits = []

    for _ in range(4):
        make_due(database)
        bus.deliver_due()
        due = only_event(database).due_at
        assert due is not None
        waits.append((due - clock.now()).total_seconds())

    assert waits == pytest.approx([FIRST_RETRY_SECONDS * 4**n for n in range(4)], abs=2)
    assert only_event(database).last_error == "RuntimeError"


def test_an_event_that_is_not_due_is_left_alone(
    database: Database, bus: EventBus
) -> None:
    failing = Failing()
    bus.subscribe(Greeted, failing.handle)
    tell(database)

    bus.deliver_due()
    bus.deliver_due()

    assert failing.calls == 1


def test_after_the_last_try_an_event_waits_for_an_operator(
    database: Database, bus: EventBus
) -> None:
    failing = Failing()
    bus.subscribe(Greeted, failing.handle)
    tell(database)

    for _ in range(MAX_ATTEMPTS + 2):
        make_due(database)
        bus.deliver_due()
    dead = only_event(database)
    failing.mended = True
    with database.transaction() as session:
        requeued = requeue_dead_letters(session)
    bus.deliver_due()

    assert (dead.attempts, dead.due_at) == (MAX_ATTEMPTS, None)
    assert failing.calls == MAX_ATTEMPTS + 1
    assert requeued == 1
    assert waiting(database) == 0


def test_an_event_nobody_subscribed_to_is_not_kept(
    database: Database, bus: EventBus
) -> None:
    tell(database)

    assert bus.deliver_due() == 1
    assert waiting(database) == 0


def test_two_workers_deliver_each_event_once(database: Database) -> None:
    with database.transaction() as session:
        for number in range(60):
            announce(session, Greeted(f"person {number % 3}"))
    buses = [EventBus(Database(database.url)) for _ in range(2)]
    for bus in buses:
        bus.subscribe(Greeted, greet)

    workers = [threading.Thread(target=bus.deliver_due) for bus in buses]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    for bus in buses:
        bus.database.close()

    assert [effects(database, f"person {n}") for n in range(3)] == [20, 20, 20]
    assert waiting(database) == 0


def test_many_events_share_a_commit_and_a_failing_one_keeps_out_no_other(
    database: Database, bus: EventBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "HOLD_SECONDS", 600)
    commits: list[str] = []

    def fail_for_bo(session: Session, fact: Greeted) -> None:
        count_up(session, "half done")
        if fact.name_of_person == "Bo":
            raise RuntimeError

    bus.subscribe(Greeted, greet)
    bus.subscribe(Greeted, fail_for_bo)
    for name in ("Ama", "Bo", "Chi"):
        tell(database, name)
    listened = (database.engine, "commit", lambda _: commits.append("commit"))
    event.listen(*listened)
    first = next(bus.deliveries())
    event.remove(*listened)

    assert (first, len(commits)) == (2, 1)
    assert [effects(database, name) for name in ("Ama", "Bo", "Chi")] == [1, 1, 1]
    assert effects(database, "half done") == 2
    assert only_event(database).payload == {"name_of_person": "Bo"}


def test_whoever_saves_waits_for_few_events(
    database: Database, bus: EventBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus.subscribe(Greeted, greet)
    for _ in range(3):
        tell(database)
    monkeypatch.setattr(outbox, "HOLD_SECONDS", -1)

    assert list(bus.deliveries()) == [1, 1, 1]


def change(database: Database, *names: str) -> None:
    """Announce that something of these people has changed."""
    with database.transaction() as session:
        for name in names:
            announce(session, Changed(name))
            session.flush()


def test_events_that_say_where_to_look_are_told_at_once_and_equal_ones_once(
    database: Database, bus: EventBus
) -> None:
    heard: list[list[str]] = []

    def hear(_: Session, facts: Sequence[Changed]) -> None:
        heard.append([fact.name_of_person for fact in facts])

    bus.subscribe_to_many(Changed, hear)
    bus.subscribe(Changed, lambda s, fact: count_up(s, fact.name_of_person))
    bus.subscribe(Greeted, greet)
    change(database, "Ama", "Bo", "Ama")
    tell(database, "Chi")
    change(database, "Ama")

    served = bus.deliver_due()

    assert heard == [["Ama", "Bo"], ["Ama"]], "what comes between keeps its place"
    assert [effects(database, name) for name in ("Ama", "Bo", "Chi")] == [2, 1, 1]
    assert served == 5
    assert waiting(database) == 0


def test_one_that_fails_among_those_told_at_once_is_tried_alone(
    database: Database, bus: EventBus
) -> None:
    is_mended = False

    def fail_for_bo(session: Session, fact: Changed) -> None:
        count_up(session, f"slowly {fact.name_of_person}")
        if fact.name_of_person == "Bo" and not is_mended:
            raise RuntimeError

    bus.subscribe(Changed, lambda s, fact: count_up(s, fact.name_of_person))
    bus.subscribe(Changed, fail_for_bo)
    names = ("Ama", "Bo", "Chi")
    change(database, *names)

    served = bus.deliver_due()
    failed = only_event(database)
    is_mended = True
    make_due(database)
    bus.deliver_due()

    assert (served, failed.payload, failed.attempts) == (2, {"name_of_person": "Bo"}, 1)
    assert [effects(database, name) for name in names] == [1, 1, 1]
    assert [effects(database, f"slowly {name}") for name in names] == [1, 1, 1]
    assert waiting(database) == 0


def test_whoever_saves_waits_for_few_of_those_told_at_once(
    database: Database, bus: EventBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus.subscribe(Changed, lambda s, fact: count_up(s, fact.name_of_person))
    monkeypatch.setattr(outbox, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(outbox, "HOLD_SECONDS", -1)
    change(database, "Ama", "Bo", "Chi")

    assert list(bus.deliveries()) == [2, 1]


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["inside", "between"])
def test_a_worker_killed_while_it_delivers_leaves_the_effect_exactly_once(
    database: Database, bus: EventBus, nursery: Workers, tmp_path: Path, moment: str
) -> None:
    """Killed while its first subscriber writes, or between that and the next."""
    bus.subscribe(Greeted, greet)
    names = [f"{moment} {number}" for number in range(ROUNDS)]

    for name in names:
        tell(database, name)
        nursery.kill_worker(database.url, moment, tmp_path)
        deadline = time.monotonic() + 60
        while waiting(database) and time.monotonic() < deadline:
            # PostgreSQL takes a moment to see that the dead one is gone.
            bus.deliver_due()

    assert [effects(database, name) for name in names] == [1] * ROUNDS
    assert waiting(database) == 0
