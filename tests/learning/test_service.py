"""The same operations with and without an account, on a real database."""

import secrets

import pytest
from sqlalchemy import event, func
from sqlmodel import Session, SQLModel, col, select

from app.accounts.models import User
from app.learning.device import Device
from app.learning.events import ModuleCompleted, PackCompleted, PackStarted
from app.learning.learner import Learner
from app.learning.models import Answer, Completion, PackTotal, PackVisit, Tick
from app.learning.scoring import mark
from app.learning.service import (
    complete_module,
    module_state,
    pack_progress,
    progress_of_packs,
    record_answer,
    record_ticks,
    record_visit,
    started_packs,
)
from app.learning.totals import told_number, total_of
from app.platform.db import Database
from app.platform.outbox import OutboxEvent, announce
from app.platform.worker import Worker
from tests.accounts.people import person
from tests.learning.places import KEYS, checklist, lesson, place, question

SECRETS = ["the key that signs these tests, 32+"]


@pytest.fixture(params=["account", "device"])
def who(request: pytest.FixtureRequest, learner: User) -> Learner:
    """Somebody learning, in each of the two ways."""
    return Learner(learner.id if request.param == "account" else None, keys=SECRETS)


def announced(session: Session, kind: type) -> int:
    found = select(func.count()).where(col(OutboxEvent.name) == kind.name)  # type: ignore[attr-defined]
    return session.scalar(found) or 0


def test_nothing_is_done_before_one_begins(session: Session, who: Learner) -> None:
    progress = pack_progress(session, who, "pack01")

    assert not progress.is_started
    assert progress.next_module(KEYS) == "m1"
    assert started_packs(session, who) == {}


def test_a_visit_is_where_one_goes_on(session: Session, who: Learner) -> None:
    record_visit(session, who, place(module_key="m2", language="sw"))

    progress = pack_progress(session, who, "pack01")

    assert progress.next_module(KEYS) == "m2"
    assert progress.last_language == "sw"


def test_the_pack_touched_last_comes_first(session: Session, who: Learner) -> None:
    for key in ("packaa", "packbb", "packaa"):
        record_visit(session, who, place(key))

    assert list(started_packs(session, who)) == ["packaa", "packbb"]


def test_progress_of_many_packs_names_those_not_begun(
    session: Session, who: Learner
) -> None:
    complete_module(session, who, place("packaa"))

    found = progress_of_packs(session, who, ["packaa", "packbb"])

    assert found["packaa"].done == {"m1"}
    assert not found["packbb"].is_started


def test_completing_twice_stores_and_announces_once(
    session: Session, who: Learner
) -> None:
    results = [complete_module(session, who, place()) for _ in range(2)]

    assert [one.is_new for one in results] == [True, False]
    assert announced(session, PackStarted) == 1
    assert announced(session, ModuleCompleted) == 1
    assert announced(session, PackCompleted) == 0


def test_a_pack_is_complete_when_every_live_module_is(
    session: Session, who: Learner
) -> None:
    results = [complete_module(session, who, place(module_key=k)) for k in KEYS]
    complete_module(session, who, place(module_key="m1"))

    assert [one.is_pack_finished for one in results] == [False, False, True]
    assert announced(session, PackCompleted) == 1
    assert pack_progress(session, who, "pack01").next_module(KEYS) is None


def test_events_name_no_person(session: Session, who: Learner) -> None:
    for key in KEYS:
        complete_module(session, who, place(module_key=key))
    session.flush()

    allowed = {"key", "pack_key", "module_key", "language", "revision_number"}
    for row in session.scalars(select(OutboxEvent)):
        # Not a name: by its sign a room above knows who has told it that they learn.
        assert row.payload.get("learner", who.sign) == who.sign
        assert set(row.payload) - {"learner"} <= allowed


def test_an_answer_replaces_the_one_before_and_counts_tries(
    session: Session, who: Learner
) -> None:
    quiz = question("quiz1")
    for chosen in ("quiz1-1", "quiz1-0"):
        marked = mark(quiz, [chosen])
        record_answer(session, who, place(), quiz=quiz, marked=marked)

    state = module_state(session, who, place(), lesson=lesson(quiz))

    assert state.answers["quiz1"].chosen == ("quiz1-0",)
    assert state.answers["quiz1"].is_right
    assert state.answers["quiz1"].tries == 2


def test_ticks_are_kept_per_list_and_foreign_ones_ignored(
    session: Session, who: Learner
) -> None:
    first, second = checklist("a", "b"), checklist("c")
    record_ticks(session, who, place(), checklist=first, ticked=["a", "b", "evil"])
    record_ticks(session, who, place(), checklist=second, ticked=["c"])
    record_ticks(session, who, place(), checklist=first, ticked=["b"])

    state = module_state(session, who, place(), lesson=lesson(first, second))

    assert state.ticks == {"b", "c"}


def test_answers_stay_in_their_module(session: Session, who: Learner) -> None:
    quiz = question("quiz1")
    record_answer(session, who, place(), quiz=quiz, marked=mark(quiz, ["quiz1-0"]))

    other = place(module_key="m2")
    state = module_state(session, who, other, lesson=lesson(question("quiz2")))

    assert state.answers == {}


def test_a_module_page_costs_an_account_at_most_three_queries(
    session: Session, database: Database, learner: User
) -> None:
    who = Learner(learner.id)
    quiz, ticks = question("quiz1"), checklist("a")
    record_answer(session, who, place(), quiz=quiz, marked=mark(quiz, ["quiz1-0"]))
    session.flush()
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    progress = pack_progress(session, who, "pack01")
    blocks = lesson(quiz, ticks)
    module_state(session, who, place(), lesson=blocks, progress=progress)

    assert len(statements) == 3, statements


def replay(database: Database, people: list[int], packs: list[str]) -> None:
    for user_id in people:
        with database.transaction() as session:
            for pack_key in packs:
                complete_module(session, Learner(user_id), place(pack_key))


def count(database: Database, table: type[SQLModel]) -> int:
    with database.open_session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.slow
def test_a_thousand_completions_replayed_are_stored_and_counted_once(
    database: Database, worker: Worker
) -> None:
    people = [person(database, f"Learner {name}").number for name in "abcdefghij"]
    packs = [f"pk{number:04}" for number in range(100)]

    replay(database, people, packs)
    worker.run_due()
    replay(database, people, packs)
    worker.run_due()

    assert count(database, Completion) == 1000
    assert count(database, PackVisit) == 1000
    assert count(database, OutboxEvent) == 0
    with database.open_session() as session:
        totals = session.scalars(select(PackTotal)).all()
    assert len(totals) == 100
    assert {(one.started, one.modules_done, one.finished) for one in totals} == {
        (10, 10, 0)
    }


def test_an_event_that_is_delivered_again_is_counted_once(
    database: Database, worker: Worker
) -> None:
    facts = [
        PackStarted("a", "pack01", "en"),
        ModuleCompleted("b", "pack01", "m1", "en", 1),
        PackCompleted("c", "pack01", "en"),
    ]
    for _ in range(3):
        with database.transaction() as session:
            for fact in facts:
                announce(session, fact)
        worker.run_due()

    with database.open_session() as session:
        total = total_of(session, "pack01")
    assert (total.started, total.modules_done, total.finished) == (1, 1, 1)


def test_a_device_that_sends_a_form_twice_is_counted_once(
    database: Database, worker: Worker
) -> None:
    nonce = secrets.token_bytes(6)
    for _ in range(2):
        # The second request left before the answer to the first had arrived.
        device = Learner(None, Device(nonce), SECRETS)
        with database.transaction() as session:
            complete_module(session, device, place())
    worker.run_due()

    with database.open_session() as session:
        assert total_of(session, "pack01").modules_done == 1


def test_two_learners_do_not_see_each_other(
    session: Session, database: Database, learner: User
) -> None:
    session.commit()
    other = person(database, "Kofi")
    quiz = question("quiz1")
    mine, theirs = Learner(learner.id), Learner(other.id)
    record_answer(session, mine, place(), quiz=quiz, marked=mark(quiz, ["quiz1-0"]))
    record_ticks(session, mine, place(), checklist=checklist("a"), ticked=["a"])
    complete_module(session, mine, place())

    state = module_state(session, theirs, place(), lesson=lesson(quiz, checklist("a")))

    assert not state.is_done
    assert state.answers == {}
    assert state.ticks == frozenset()
    assert session.scalar(select(func.count()).select_from(Answer)) == 1
    assert session.scalar(select(func.count()).select_from(Tick)) == 1


@pytest.mark.parametrize(
    ("finished", "told"),
    [(0, 0), (5, 0), (6, 5), (10, 5), (11, 10), (50, 20), (51, 50), (1_001, 1_000)],
)
def test_what_is_told_of_finishes_is_a_round_number_below_and_not_below_five(
    finished: int, told: int
) -> None:
    assert told_number(finished) == told
