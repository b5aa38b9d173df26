"""Which job comes first, and which of them wait for others."""

import os
import threading
from pathlib import Path

import pytest

from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.platform.leisure import (
    MOST_PAUSE_AT_LEISURE,
    MOST_PAUSE_SECONDS,
    NICENESS,
    PAUSE,
    Pausing,
    at_leisure,
)
from app.platform.outbox import EventBus
from app.platform.worker import Worker


@pytest.fixture
def worker(database: Database) -> Worker:
    return Worker(database, EventBus(database))


def test_beside_a_server_only_urgent_jobs_are_as_important_as_requests(
    database: Database, worker: Worker
) -> None:
    found: dict[str, int] = {}
    done = threading.Event()

    def look(job: RunningJob) -> None:
        found[str(job.payload["kind"])] = os.getpriority(
            os.PRIO_PROCESS, threading.get_native_id()
        )
        if len(found) == 2:
            done.set()

    worker.register("long", look)
    worker.register("short", look, urgent=True)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    with database.transaction() as session:
        for kind in ("long", "short"):
            request_job(session, kind, {"kind": kind})

    worker.start()
    is_done = done.wait(30)
    worker.stop()

    assert is_done
    assert found == {"short": own, "long": min(own + NICENESS, 19)}


@pytest.mark.parametrize("niceness", [0, 5, 15])
def test_what_takes_long_steps_back_from_a_program_that_already_did(
    niceness: int,
) -> None:
    """Nobody but root may take back what a program was started with."""
    found: list[int] = []

    def look(_task: None) -> None:
        found.append(own_niceness())

    def serve() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), begun)
        at_leisure(look, None)

    begun = min(own_niceness() + niceness, 19)
    server = threading.Thread(target=serve)
    server.start()
    server.join()

    assert found == [min(begun + NICENESS, 19)]


def own_niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.parametrize("kind_of_job", [{}, {"urgent": True, "apart": True}])
def test_an_urgent_job_does_not_wait_behind_one_that_takes_long(
    database: Database, worker: Worker, kind_of_job: dict[str, bool]
) -> None:
    begun, done = threading.Event(), threading.Event()
    was_done: list[bool] = []

    def take_long(_job: RunningJob) -> None:
        begun.set()
        was_done.append(done.wait(30))

    worker.register("long", take_long, **kind_of_job)
    worker.register("short", lambda _job: done.set(), urgent=True)
    with database.transaction() as session:
        request_job(session, "long", {})
    worker.start()
    is_begun = begun.wait(30)
    with database.transaction() as session:
        request_job(session, "short", {})
    done.wait(30)
    worker.stop()

    assert is_begun
    assert was_done == [True]


def test_what_is_not_urgent_is_done_while_urgent_jobs_come_all_the_time(
    database: Database, worker: Worker
) -> None:
    done, last = threading.Event(), threading.Event()

    def ask_again(_job: RunningJob) -> None:
        if done.is_set():
            last.set()
            return
        with database.transaction() as session:
            request_job(session, "short", {}, key="short")

    def go_on(job: RunningJob) -> None:
        for percent in range(5):
            job.report(percent)
        done.set()

    worker.register("long", go_on)
    worker.register("short", ask_again, urgent=True)
    with database.transaction() as session:
        request_job(session, "short", {}, key="short")
        request_job(session, "long", {})
    worker.start()
    is_done = done.wait(30) and last.wait(30)
    worker.stop()

    assert is_done


def test_what_was_asked_for_first_is_done_first(
    database: Database, worker: Worker
) -> None:
    """Though its row is the newer one, and it was asked for once more since."""
    order: list[str] = []
    worker.register("note", lambda job: order.append(str(job.payload["key"])))

    def ask_for(*keys: str) -> None:
        for key in keys:
            with database.transaction() as session:
                request_job(session, "note", {"key": key}, key=key)

    ask_for("first", "second")
    worker.run_due()
    order.clear()
    ask_for("second", "first", "second")
    worker.run_due()

    assert order == ["second", "first"]


def test_what_was_done_just_now_waits_some_times_as_long_as_it_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("app.platform.leisure.time.monotonic", lambda: now)
    pausing = Pausing()

    pausing.note(1, seconds=0.01)
    pausing.note(2, seconds=60)

    assert [pausing.pauses(job) for job in (1, 2, 3)] == [True, True, False]
    now += 0.01 * PAUSE + 0.001
    assert [pausing.pauses(job) for job in (1, 2, 3)] == [False, True, False]
    now += MOST_PAUSE_SECONDS
    assert not pausing.pauses(2)


def test_what_nobody_waits_for_is_left_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("app.platform.leisure.time.monotonic", lambda: now)
    pausing = Pausing()

    pausing.note(1, seconds=60, most=MOST_PAUSE_AT_LEISURE)

    now += MOST_PAUSE_SECONDS + 0.001
    assert pausing.pauses(1)
    now += MOST_PAUSE_AT_LEISURE
    assert not pausing.pauses(1)


@pytest.mark.parametrize("is_urgent", [True, False])
def test_what_is_asked_for_while_it_pauses_is_done_after_that(
    database: Database, worker: Worker, is_urgent: bool
) -> None:
    done = threading.Semaphore(0)
    seen: list[int] = []

    def count(job: RunningJob) -> None:
        seen.append(int(job.payload["number"]))
        done.release()

    worker.register("count", count, urgent=is_urgent)
    worker.start()
    for number in range(5):
        with database.transaction() as session:
            request_job(session, "count", {"number": number}, key="count")
        assert done.acquire(timeout=30)
    worker.stop()

    assert seen == list(range(5))


def test_jobs_of_one_kind_are_done_before_all_others_and_once(
    database: Database, worker: Worker
) -> None:
    """A new index is built by a rebuild, not first by what else is due."""
    done: list[str] = []
    for kind in ("small steps", "rebuild"):
        worker.register(kind, lambda job: done.append(str(job.payload["kind"])))
    with database.transaction() as session:
        for kind in ("small steps", "rebuild"):
            request_job(session, kind, {"kind": kind})

    for _ in range(2):
        worker.run_first("rebuild")
    assert done == ["rebuild"]

    worker.run_due()
    assert done == ["rebuild", "small steps"]


def test_slow_jobs_can_be_left_for_another_worker(
    database: Database, worker: Worker
) -> None:
    done: list[object] = []

    def note(job: RunningJob) -> None:
        done.append(job.payload["number"])

    worker.register("long", note, slow=True)
    worker.register("short", note)
    with database.transaction() as session:
        for number, kind in enumerate(("long", "short", "long")):
            request_job(session, kind, {"number": number})

    assert worker.run_due(slow=False) == 1
    assert done == [1]
    assert worker.run_due() == 2


def test_what_a_job_at_leisure_took_is_given_back_to_the_system() -> None:
    """Freed in between what is in use, it would stay with us for days."""
    kept: list[bytes] = []
    most: list[int] = []

    def take(_task: None) -> None:
        taken = [bytes(2_000) for _ in range(30_000)]
        most.append(resident_kib())
        kept.extend(taken[::100])

    at_leisure(take, None)

    assert kept
    assert most[0] - resident_kib() > 30_000


def resident_kib() -> int:
    """Return how much memory this process has now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
