"""A worker that is killed at any moment leaves exactly one finished result in the end.

`make soak` kills it fifty times; a run of all tests does it a few times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlmodel import col

from app.media.models import MediaItem, Upload, UploadState
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job, JobState
from tests.conventions.sources import ROOT
from tests.media.authors import Author, author_of
from tests.media.killing import worker_environment
from tests.media.samples import film
from tests.services.process import Program, start

KILLS = 50 if os.environ.get("TESTS_SOAK") else 3
PATIENCE_SECONDS = 240
POLL_SECONDS = 0.02
ENDING_SECONDS = 1.0

pytestmark = [pytest.mark.slow]


@pytest.fixture
def author(empty_app: FastAPI) -> Iterator[Author]:
    author = author_of(empty_app)
    yield author
    author.outside.close()


def start_worker(app: FastAPI, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app", "worker"]
    return start(Program(command, log, env=worker_environment(app), cwd=ROOT))


def job_of(database: Database, upload: Upload) -> Job:
    with database.open_session() as session:
        return session.scalars(select(Job).where(col(Job.key) == upload.job_key)).one()


def wait_for(database: Database, upload: Upload, percent: int) -> None:
    """Wait until the worker has come so far, or has done it."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        job = job_of(database, upload)
        begun = job.state is JobState.RUNNING and job.progress >= percent
        if begun or job.state in {JobState.DONE, JobState.FAILED}:
            return
        time.sleep(POLL_SECONDS)
    raise TimeoutError(f"the worker did not come to {percent} %")


def end_lease(database: Database) -> None:
    """Let the lease of who was killed run out, without waiting a minute for it."""
    with database.transaction() as session:
        session.execute(
            update(Job)
            .where(col(Job.state) == JobState.RUNNING)
            .values(lease_until=clock.now() - timedelta(seconds=1), attempts=0)
        )


def children_left(folder: Path) -> list[str]:
    """Return the programs that still work on what lies below a folder of ours."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if "ffmpeg" in words and str(folder) in words:
            lines.append(words)
    return lines


def none_is_left(folder: Path) -> bool:
    """Wait until they have ended, shorter than any takes that works on by itself."""
    until = time.monotonic() + ENDING_SECONDS
    while children_left(folder) and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
    return not children_left(folder)


@pytest.mark.timeout(60 + 90 * KILLS)
def test_killed_at_any_moment_there_is_one_result_in_the_end(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What it was at lies in the usual place for such files: give it one of its own.
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    chance = random.Random(KILLS)  # noqa: S311 - the same moments each time
    database: Database = author.app.state.database
    moments = []
    for number in range(1, KILLS + 1):
        here = author.begin()
        # Another file each time, or it would be known.
        data = film("mp4", seconds=2) + number.to_bytes(2, "big")
        author.send_parts(here, data)
        assert author.client.post(f"{here}/finish").status_code == 303
        upload = author.upload(here)
        worker = start_worker(author.app, tmp_path / "worker.log")
        wait_for(database, upload, chance.choice((0, 0, 5, 20, 40, 60, 80, 94)))
        time.sleep(chance.random() / 4)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        moments.append(job_of(database, upload).state)
        end_lease(database)
        assert none_is_left(tmp_path), "ffmpeg ends with its worker"

        author.app.state.worker.run_due()

        assert author.upload(here).state is UploadState.DONE
        with database.open_session() as session:
            versions = [item.version for item in session.scalars(select(MediaItem))]
        assert versions == [1] * number
        names = [file.key for file in author.files()]
        assert len(names) == 5 * number
        assert set(names) <= set(author.stored())
        assert not [key for key in author.stored() if key.startswith("quarantine/")]
    assert moments.count(JobState.RUNNING) >= KILLS // 2, "it was killed at its work"


def test_a_worker_that_is_asked_to_end_gives_the_film_back(
    author: Author, tmp_path: Path
) -> None:
    database: Database = author.app.state.database
    here = author.begin()
    author.send_parts(here, film("mp4", seconds=8, size="640x480"))
    author.client.post(f"{here}/finish")
    upload = author.upload(here)

    worker = start_worker(author.app, tmp_path / "worker.log")
    wait_for(database, upload, 5)
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)

    job = job_of(database, upload)
    assert job.state in {JobState.QUEUED, JobState.DONE}
    author.app.state.worker.run_due()
    assert author.upload(here).state is UploadState.DONE


def test_cancelled_while_it_is_made_it_ends_and_leaves_nothing(
    author: Author, tmp_path: Path
) -> None:
    database: Database = author.app.state.database
    here = author.begin()
    author.send_parts(here, film("mp4", seconds=30, size="640x480"))
    author.client.post(f"{here}/finish")
    upload = author.upload(here)

    worker = start_worker(author.app, tmp_path / "worker.log")
    wait_for(database, upload, 5)
    page = author.client.get(f"{here}/_state").text
    author.client.post(f"{here}/cancel")
    until = time.monotonic() + 60
    while job_of(database, upload).state is JobState.RUNNING:
        assert time.monotonic() < until
        time.sleep(POLL_SECONDS)
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)

    assert "<progress" in page
    assert author.upload(here).state is UploadState.CANCELLED
    assert author.stored() == []
    assert author.files() == []
