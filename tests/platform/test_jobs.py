"""Jobs are done once, shown while they run, and taken up again when a worker dies."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job, JobState, LostLease, RunningJob, request_job
from app.platform.outbox import EventBus, announce
from app.platform.worker import MAX_ATTEMPTS, RETRY_SECONDS, Worker
from tests.platform.facts import Greeted, count_up, counted
from tests.platform.killing import Workers

pytestmark = pytest.mark.smoke

ROUNDS = 3


def new_worker(database: Database) -> Worker:
    return Worker(database, EventBus(database))


@pytest.fixture
def worker(database: Database) -> Worker:
    return new_worker(database)


def ask(database: Database, key: str | None = None, **payload: object) -> None:
    with database.transaction() as session:
        request_job(session, "count", payload, key=key)


def only_job(database: Database) -> Job:
    with database.open_session() as session:
        return session.scalars(select(Job)).one()


def change_jobs(database: Database, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(Job).values(values))


def make_due(database: Database) -> None:
    """Let the time go by until waiting jobs are due and leases have run out."""
    a_moment_ago = clock.now() - timedelta(seconds=1)
    with database.transaction() as session:
        session.execute(update(Job).values(run_at=a_moment_ago))
        leased = update(Job).where(col(Job.lease_until).is_not(None))
        session.execute(leased.values(lease_until=a_moment_ago))


def count(job: RunningJob) -> None:
    with job.database.transaction() as session:
        count_up(session, "done")


def times_done(database: Database) -> int:
    with database.open_session() as session:
        return counted(session, "done")


def test_a_job_is_done_with_its_payload(database: Database, worker: Worker) -> None:
    seen: list[object] = []
    worker.register("count", lambda job: seen.append(job.payload))
    ask(database, number=7)

    assert worker.run_due() == 1
    done = only_job(database)

    assert seen == [{"number": 7}]
    assert (done.state, done.progress, done.attempts) == (JobState.DONE, 100, 1)
    assert done.finished_at is not None
    assert worker.run_due() == 0


def test_a_job_asked_for_in_a_transaction_that_fails_is_never_done(
    database: Database, worker: Worker
) -> None:
    worker.register("count", count)

    with database.open_session(write=True) as session:
        request_job(session, "count", {})
        session.rollback()

    assert worker.run_due() == 0


def test_a_job_is_not_begun_before_its_time(database: Database, worker: Worker) -> None:
    worker.register("count", count)
    ask(database)
    change_jobs(database, run_at=clock.now() + timedelta(hours=1))

    assert worker.run_due() == 0
    assert only_job(database).state == JobState.QUEUED


def test_two_workers_do_each_job_once(database: Database) -> None:
    for _ in range(20):
        ask(database)
    workers = [new_worker(Database(database.url)) for _ in range(2)]
    for worker in workers:
        worker.register("count", count)

    threads = [threading.Thread(target=worker.run_due) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for worker in workers:
        worker.database.close()

    assert times_done(database) == 20


def test_progress_is_shown_while_a_job_runs(database: Database, worker: Worker) -> None:
    shown: list[tuple[JobState, int]] = []

    def work(job: RunningJob) -> None:
        job.report(40)
        row = only_job(database)
        shown.append((row.state, row.progress))

    worker.register("count", work)
    ask(database)
    worker.run_due()

    assert shown == [(JobState.RUNNING, 40)]


def test_a_failing_job_is_tried_again_later_and_then_given_up(
    database: Database, worker: Worker
) -> None:
    def fail(job: RunningJob) -> None:
        raise RuntimeError("a secret of Ama's")

    worker.register("count", fail)
    ask(database)
    worker.run_due()
    first = only_job(database)
    for _ in range(MAX_ATTEMPTS + 1):
        make_due(database)
        worker.run_due()
    last = only_job(database)

    wait = (first.run_at - clock.now()).total_seconds()
    assert first.state == JobState.QUEUED
    assert 0 < wait <= RETRY_SECONDS
    assert (last.state, last.attempts) == (JobState.FAILED, MAX_ATTEMPTS)
    assert last.error == "RuntimeError"
    assert last.finished_at is not None


def test_a_job_of_a_kind_nobody_does_fails_and_the_others_are_done(
    database: Database, worker: Worker
) -> None:
    worker.register("count", count)
    with database.transaction() as session:
        request_job(session, "unheard-of", {}, key="unheard-of")
    ask(database)

    worker.run_due()

    assert times_done(database) == 1
    with database.open_session() as session:
        found = session.scalars(select(Job).where(col(Job.key) == "unheard-of")).one()
    assert found.error == "KeyError"


def test_a_key_that_waits_is_not_asked_for_twice(
    database: Database, worker: Worker
) -> None:
    seen: list[object] = []
    worker.register("count", lambda job: seen.append(job.payload["version"]))

    for version in (1, 2, 3):
        ask(database, "pack:1", version=version)
    worker.run_due()

    assert seen == [3]


def test_a_key_that_is_done_can_be_asked_for_again(
    database: Database, worker: Worker
) -> None:
    worker.register("count", count)

    for _ in range(2):
        ask(database, "pack:1")
        worker.run_due()

    assert times_done(database) == 2
    assert only_job(database).attempts == 1


def test_a_key_that_was_given_up_can_be_asked_for_again(
    database: Database, worker: Worker
) -> None:
    worker.register("count", count)
    ask(database, "pack:1")
    change_jobs(database, state=JobState.FAILED, attempts=MAX_ATTEMPTS, error="Oops")

    ask(database, "pack:1")
    worker.run_due()

    assert times_done(database) == 1
    assert only_job(database).error is None


def test_a_key_asked_for_while_it_runs_runs_once_more_afterwards(
    database: Database, worker: Worker
) -> None:
    """Never two at a time: the second run begins when the first has ended."""
    other = new_worker(database)
    other.register("count", count)
    seen: list[tuple[object, int]] = []

    def work(job: RunningJob) -> None:
        if job.payload["version"] == 1:
            ask(database, "pack:1", version=2)
        seen.append((job.payload["version"], other.run_due()))
        job.report(50)

    worker.register("count", work)
    ask(database, "pack:1", version=1)
    worker.run_due()

    assert seen == [(1, 0), (2, 0)]
    assert only_job(database).state == JobState.DONE


def test_a_key_asked_for_while_the_clock_stands_still_runs_once_more_all_the_same(
    database: Database, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does while a time service sets it right."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", clock.Clock(lambda: moment).now)
    seen: list[object] = []

    def work(job: RunningJob) -> None:
        if not seen:
            ask(database, "pack:1", version=2)
        seen.append(job.payload["version"])

    worker.register("count", work)
    ask(database, "pack:1", version=1)
    worker.run_due()

    assert seen == [1, 2]


def test_many_requests_for_one_key_at_a_time_make_one_job(database: Database) -> None:
    failures: list[Exception] = []
    barrier = threading.Barrier(4)

    def ask_at_once() -> None:
        barrier.wait()
        try:
            ask(database, "pack:1")
        # Whatever goes wrong in the thread has to reach the test.
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=ask_at_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert only_job(database).state == JobState.QUEUED


def test_a_worker_that_was_too_slow_may_write_nothing_any_more(
    database: Database, worker: Worker
) -> None:
    """Its lease ran out, another has the job: its report and its end change nothing."""
    other = new_worker(database)
    reports: list[str] = []

    def work_slowly(job: RunningJob) -> None:
        make_due(database)
        claimed = other._claim(job.id)
        assert claimed is not None
        try:
            job.report(90)
        except LostLease:
            reports.append("lost")
        raise RuntimeError

    worker.register("count", work_slowly)
    ask(database)
    worker.run_due()
    row = only_job(database)

    assert reports == ["lost"]
    assert (row.state, row.progress, row.error) == (JobState.RUNNING, 0, None)


@pytest.mark.slow
def test_a_job_whose_worker_was_killed_is_taken_up_again_and_done_once(
    database: Database, worker: Worker, nursery: Workers, tmp_path: Path
) -> None:
    worker.register("count", count)

    for number in range(ROUNDS):
        ask(database)
        nursery.kill_worker(database.url, "job", tmp_path)
        assert worker.run_due() == 0, "its lease has not run out"
        make_due(database)
        assert worker.run_due() == 1
        assert times_done(database) == number + 1


def test_a_job_that_ends_every_worker_is_given_up(
    database: Database, worker: Worker
) -> None:
    worker.register("count", count)
    ask(database)

    for _ in range(MAX_ATTEMPTS):
        assert worker._claim(only_job(database).id or 0)
        make_due(database)
    worker.run_due()
    row = only_job(database)

    assert (row.state, row.error) == (JobState.FAILED, "WorkerDied")
    assert times_done(database) == 0


def test_a_started_worker_delivers_does_jobs_and_stops(
    database: Database, worker: Worker
) -> None:
    before = set(threading.enumerate())
    worker.bus.subscribe(Greeted, lambda session, _: count_up(session, "heard"))
    worker.register("count", count)
    worker.bus.watch_commits()

    worker.start()
    with database.transaction() as session:
        request_job(session, "count", {})
        announce(session, Greeted("Ama"))
    until = time.monotonic() + 60
    while time.monotonic() < until and only_job(database).state != JobState.DONE:
        time.sleep(0.05)
    began = time.monotonic()
    worker.stop()

    assert time.monotonic() - began < 30
    assert times_done(database) == 1
    with database.open_session() as session:
        assert counted(session, "heard") == 1
    left = {t for t in threading.enumerate() if t.is_alive()} - before
    assert not left, f"still running: {left}"


def test_a_worker_that_stops_finishes_the_job_it_is_at(
    database: Database, worker: Worker
) -> None:
    begun = threading.Event()

    def work(job: RunningJob) -> None:
        begun.set()
        time.sleep(0.5)
        count(job)

    worker.register("count", work)
    ask(database)
    worker.start()
    assert begun.wait(60)
    worker.stop()

    assert only_job(database).state == JobState.DONE
    assert times_done(database) == 1
