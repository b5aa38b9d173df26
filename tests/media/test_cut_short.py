"""What the machine does is not the file's fault: it is done again, and then said."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import col

from app.media import programs
from app.media.drawing import telling
from app.media.job_names import SWEEP
from app.media.kinds import Refused
from app.media.models import UploadState
from app.media.programs import Allowance, Watch, run_program
from app.platform import clock
from app.platform.jobs import Job, JobState, request_job
from app.platform.limited import CutShort, LimitedProcess, Limits, TookTooLong
from app.platform.worker import MAX_ATTEMPTS
from tests.media.authors import Author, author_of
from tests.media.samples import film, picture
from tests.security.greedy import busy, sleep

AGAIN = "Try again"


@pytest.fixture
def author(empty_app: FastAPI) -> Iterator[Author]:
    author = author_of(empty_app)
    yield author
    author.outside.close()


def run(code: str, folder: Path, **allowed: int) -> None:
    words = (sys.executable, "-c", code)
    run_program(words, folder, Allowance(**allowed), lambda _: None)


def test_a_program_that_was_killed_says_nothing_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(CutShort):
        run("import os; os.kill(os.getpid(), 9)", tmp_path)


def test_a_program_that_gets_no_cpu_says_nothing_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(CutShort):
        run("import time; time.sleep(600)", tmp_path, stuck_seconds=1)


def test_a_program_that_fails_or_takes_too_much_tells_of_the_file(
    tmp_path: Path,
) -> None:
    for code, seconds in (("1/0", 60), ("while True: pass", 1)):
        with pytest.raises(Refused):
            run(code, tmp_path, cpu_seconds=seconds)
    grow = "held = []\nwhile True: held.append(bytes(10_000_000))"
    with pytest.raises(Refused):
        run(grow, tmp_path, memory=200_000_000)


def test_only_the_worker_ends_a_program(tmp_path: Path) -> None:
    """A service manager asks everything that runs to end, and a terminal, too."""
    ask = "import os, signal\n"
    ask += "for one in (15, 2, 1, 3): os.kill(os.getpid(), one)\n"
    ask += "open('ended', 'w').close()"

    run(ask, tmp_path)

    assert (tmp_path / "ended").exists()


def test_a_long_line_of_progress_is_no_fault(tmp_path: Path) -> None:
    """ffmpeg tells of itself twice a second for as long as it needs."""
    run("for _ in range(300_000): print('out_time_us=1')", tmp_path)


def test_a_full_disk_says_nothing_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.media.programs.LEAST_FREE_BYTES", 1 << 60)

    with pytest.raises(CutShort):
        run("1/0", tmp_path)


def test_the_process_that_reads_pictures_tells_what_ended_it() -> None:
    process = LimitedProcess(Limits(cpu_seconds=0.3, wall_seconds=60))
    with pytest.raises(TookTooLong) as took:
        process.run(busy)
    process.close()
    late = LimitedProcess(Limits(wall_seconds=0.5))
    with pytest.raises(CutShort):
        late.run(sleep, 60)
    late.close()

    assert not isinstance(took.value, CutShort)


def test_who_works_long_tells_so_meanwhile_and_ends_with_what_was_said() -> None:
    told: list[float] = []
    came = threading.Event()

    def tell() -> None:
        told.append(time.monotonic())
        came.set()

    def cancel() -> None:
        raise ValueError("given up")

    assert telling(tell, lambda: came.wait(60)) is True
    assert told
    with pytest.raises(ValueError, match="given up"):
        telling(cancel, lambda: time.sleep(1.5))


def failing(author: Author, data: bytes, times: int) -> str:
    """Bring a file while every attempt is cut short; return its upload's address."""
    here = author.begin()
    author.send_parts(here, data)
    author.client.post(f"{here}/finish")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.media.processing._made_of", cut_short)
        for _ in range(times):
            author.app.state.worker.run_due()
            due_now(author)
    return here


def cut_short(*_: object) -> None:
    raise CutShort


def due_now(author: Author) -> None:
    with author.app.state.database.transaction() as session:
        waits = col(Job.state) == JobState.QUEUED
        session.execute(update(Job).where(waits).values(run_at=clock.now()))


def test_an_upload_that_was_cut_short_is_done_again_by_itself(author: Author) -> None:
    here = failing(author, picture("PNG"), times=1)
    page = author.client.get(here).text

    author.app.state.worker.run_due()

    assert "It is kept and will be tried again" in page
    assert author.upload(here).state is UploadState.DONE


def test_cut_short_too_often_its_author_is_told_and_tries_again(
    author: Author,
) -> None:
    here = failing(author, picture("PNG"), times=MAX_ATTEMPTS)
    page = author.client.get(here).text
    kept = author.upload(here)

    answer = author.client.post(f"{here}/finish")
    author.app.state.worker.run_due()

    assert AGAIN in page
    assert "it is not its fault" in page
    assert kept.state is UploadState.PROCESSING
    assert answer.status_code == 303
    assert author.upload(here).state is UploadState.DONE
    assert AGAIN not in author.client.get("/en/files").text


def test_what_nobody_tried_again_is_swept_up_after_a_day(author: Author) -> None:
    here = failing(author, picture("PNG"), times=MAX_ATTEMPTS)
    with author.app.state.database.transaction() as session:
        failed = col(Job.state) == JobState.FAILED
        long_ago = clock.now() - timedelta(hours=25)
        session.execute(update(Job).where(failed).values(finished_at=long_ago))
        request_job(session, SWEEP, {}, key=SWEEP)
    due_now(author)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.media.sweeping.ORPHAN_AFTER", timedelta(hours=-1))
        author.app.state.worker.run_due()

    assert author.upload(here).state is UploadState.CANCELLED
    assert author.stored() == []


def test_killed_between_its_last_word_and_tidying_up_nothing_stays(
    author: Author,
) -> None:
    upload = author.bring(picture("PNG"))
    with author.storage.open(author.files()[0].key) as source:
        author.storage.put(upload.key, source)
    with author.app.state.database.transaction() as session:
        request_job(
            session, "media.process", {"upload": upload.token}, key=upload.job_key
        )

    author.app.state.worker.run_due()

    assert not [key for key in author.stored() if key.startswith("quarantine/")]
    assert author.upload(upload.token).version == 1


@pytest.mark.slow
def test_programs_that_are_killed_by_others_refuse_no_film(author: Author) -> None:
    """As a machine without memory does: ffprobe at first, then ffmpeg."""
    here = author.begin()
    author.send_parts(here, film("mp4"))
    author.client.post(f"{here}/finish")
    whole, worked = programs._follow, 0

    def follow(
        process: subprocess.Popen[bytes], allowed: Allowance, watch: Watch
    ) -> None:
        nonlocal worked
        if not worked:
            process.kill()
        worked -= 1
        whole(process, allowed, watch)

    for spared in (0, 1):
        worked = spared
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(programs, "_follow", follow)
            author.app.state.worker.run_due()
        assert author.upload(here).state is UploadState.PROCESSING
        due_now(author)

    author.app.state.worker.run_due()

    assert author.upload(here).state is UploadState.DONE
