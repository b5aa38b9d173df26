"""The worker inside the server: there from the first request to the last."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.db import Database
from app.platform.jobs import Job, JobState, RunningJob, request_job
from app.platform.outbox import EventBus
from app.platform.worker import Worker
from tests.databases import HOST, make_settings


def wait_for(database: Database, state: JobState) -> JobState:
    """Wait until the only job has a state, and return the one it has."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with database.open_session() as session:
            found = session.scalars(select(Job)).one().state
        if found == state:
            break
        time.sleep(0.05)
    return found


def test_the_server_does_jobs_and_leaves_nothing_running(
    database: Database, tmp_path: Path
) -> None:
    app = create_app(make_settings(database.url, tmp_path, worker=True))
    worker: Worker = app.state.worker
    done = threading.Event()
    worker.register("ring", lambda _: done.set())
    before = set(threading.enumerate())

    with TestClient(app, base_url=f"http://{HOST}") as client:
        health = client.get("/healthz").status_code
        with database.transaction() as session:
            request_job(session, "ring", {})
        rang = done.wait(60)
        state = wait_for(database, JobState.DONE)

    left = {t.name for t in set(threading.enumerate()) - before if not t.daemon}
    assert (health, rang, state) == (200, True, JobState.DONE)
    assert not {name for name in left if "pulse" in name or "Worker" in name}


def test_a_server_without_a_worker_leaves_jobs_to_another_process(
    database: Database, tmp_path: Path
) -> None:
    app = create_app(make_settings(database.url, tmp_path, worker=False))
    elsewhere = Worker(database, EventBus(database))
    elsewhere.register("ring", lambda _: None)

    with TestClient(app, base_url=f"http://{HOST}"):
        with database.transaction() as session:
            request_job(session, "ring", {})
        time.sleep(0.8)
        before = wait_for(database, JobState.QUEUED)
        done = elsewhere.run_due()

    assert (before, done) == (JobState.QUEUED, 1)


def test_a_database_that_goes_away_for_a_while_does_not_end_the_worker(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(database, EventBus(database))
    done = threading.Event()

    def ring(job: RunningJob) -> None:
        done.set()

    worker.register("ring", ring)
    with database.transaction() as session:
        request_job(session, "ring", {})
    real, left = worker._due_jobs, [OSError()] * 2

    def sometimes() -> list[tuple[int, str]]:
        if left:
            raise left.pop()
        return real()

    monkeypatch.setattr(worker, "_due_jobs", sometimes)
    worker.start()
    rang = done.wait(60)
    worker.stop()

    assert rang
    assert not left
