"""Copies that a worker makes: asked for, watched, taken along, tried again, swept."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.media.models import MediaFile
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job, JobState
from app.platform.states import CONTENT, bump
from app.platform.storage import FolderStorage
from app.takeout import sizes
from app.takeout.archive import StoredFile
from app.takeout.flavours import folder_files
from app.takeout.job_names import MAKE
from app.takeout.models import PackCopy
from app.takeout.sweeping import FOLDER, GRACE, KEPT
from tests.browser.pages import PACK, VIDEO_PACK
from tests.conftest import MUCH_SECONDS
from tests.conventions.sources import ROOT
from tests.databases import HOST
from tests.services.process import Program, start
from tests.takeout.workers import app_of, work

PLACE = f"/en/packs/{VIDEO_PACK}/offline"
FILM = f"{PLACE}/pages/copy?with=film"
POLL_SECONDS = 0.02


@pytest.fixture
def client(worked: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A visitor of a site where nothing is made while one waits."""
    monkeypatch.setattr(sizes, "QUICK_BYTES", 0)
    return worked


def copies(client: TestClient) -> list[PackCopy]:
    with app_of(client).state.database.open_session() as session:
        return list(session.scalars(select(PackCopy)))


def stored(client: TestClient) -> list[str]:
    storage: FolderStorage = app_of(client).state.storage
    folder = storage.folder / FOLDER
    return sorted(one.name for one in folder.rglob("*") if one.is_file())


def change(client: TestClient) -> None:
    """Change the pack, as far as anybody else can see."""
    with app_of(client).state.database.transaction() as session:
        pack = get_pack(session, VIDEO_PACK)
        bump(session, CONTENT, about=f"pack:{pack.key}")


def pass_time(client: TestClient, length: timedelta) -> None:
    """Let copies, the files of copies and jobs be as old as that."""
    app = app_of(client)
    then = clock.now() - length
    with app.state.database.transaction() as session:
        made = col(PackCopy.made_at).is_not(None)
        session.execute(update(PackCopy).where(made).values(made_at=then))
        session.execute(update(Job).values(run_at=then))
    for path in (app.state.storage.folder / FOLDER).rglob("*"):
        if path.is_file():
            os.utime(path, (then.timestamp(), then.timestamp()))


def test_what_takes_long_is_asked_for_made_once_and_taken_along(
    client: TestClient,
) -> None:
    choices = client.get(PLACE).text
    assert f'<form method="post" action="{FILM}">' in choices
    assert client.get(f"{PLACE}/pages?with=film").headers["location"] == FILM
    assert 'data-state="not-made"' in client.get(FILM).text

    answers = [client.post(FILM) for _ in range(2)]
    assert [one.headers["location"] for one in answers] == [FILM, FILM]
    waiting = client.get(FILM).text
    assert 'data-state="at-work"' in waiting
    assert 'data-hx-trigger="every 2s"' in waiting
    work(client)
    ready = client.get(FILM).text
    taken = client.get(f"{PLACE}/pages?with=film")

    assert 'data-state="ready"' in ready
    assert "hx-trigger" not in ready
    assert taken.status_code == 200
    assert len(stored(client)) == 1
    assert taken.headers["content-disposition"].endswith(
        f'filename="{stored(client)[0]}"'
    )
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert not archive.testzip()
        names = archive.namelist()
        index = archive.read(f"{VIDEO_PACK}/index.html").decode()
    assert any(name.endswith(".mp4") for name in names)
    assert "CC BY-SA 4.0" in index
    etag = {"If-None-Match": taken.headers["etag"]}
    assert client.get(f"{PLACE}/pages?with=film", headers=etag).status_code == 304
    part = client.get(f"{PLACE}/pages?with=film", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, taken.content[:4])


def test_the_same_bytes_are_made_behind_a_page_and_while_one_waits(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(f"{PLACE}/epub/copy?with=film")
    work(client)
    behind = client.get(f"{PLACE}/epub?with=film")
    monkeypatch.setattr(sizes, "QUICK_BYTES", 10**9)
    waited = client.get(f"{PLACE}/epub?with=film")

    assert behind.content == waited.content


def test_another_version_is_another_copy_and_the_old_one_goes(
    client: TestClient,
) -> None:
    client.post(FILM)
    work(client)
    change(client)
    assert 'data-state="not-made"' in client.get(FILM).text
    client.post(FILM)
    work(client)

    assert 'data-state="ready"' in client.get(FILM).text
    assert len(copies(client)) == 1
    assert len(stored(client)) == 2
    pass_time(client, GRACE * 2)
    work(client)
    assert len(stored(client)) == 1
    assert client.get(f"{PLACE}/pages?with=film").status_code == 200

    change(client)
    pass_time(client, GRACE * 2)
    work(client)
    assert (copies(client), stored(client)) == ([], [])


def test_a_copy_whose_older_version_is_swept_meanwhile_is_there(
    client: TestClient,
) -> None:
    client.post(FILM)
    with app_of(client).state.database.transaction() as session:
        session.execute(delete(PackCopy))
    work(client)

    assert 'data-state="ready"' in client.get(FILM).text


def test_what_nobody_asked_for_anew_in_a_month_goes(client: TestClient) -> None:
    client.post(FILM)
    work(client)
    pass_time(client, KEPT * 2)
    work(client)

    assert (copies(client), stored(client)) == ([], [])
    assert 'data-state="not-made"' in client.get(FILM).text


def test_another_packs_change_leaves_a_copy_as_it_is(client: TestClient) -> None:
    client.post(FILM)
    work(client)
    with app_of(client).state.database.transaction() as session:
        other = get_pack(session, PACK)
        bump(session, CONTENT, about=f"pack:{other.key}")

    assert 'data-state="ready"' in client.get(FILM).text


def test_a_failure_says_why_and_can_be_tried_again(client: TestClient) -> None:
    app = app_of(client)
    storage: FolderStorage = app.state.storage
    (storage.folder / FOLDER.rstrip("/")).write_text("a file where a folder has to be")
    client.post(FILM)
    for _ in range(6):
        work(client)
        with app.state.database.transaction() as session:
            session.execute(update(Job).values(run_at=clock.now()))

    page = client.get(FILM).text
    assert 'data-state="failed"' in page
    assert "Something unexpected went wrong." in page
    assert "Try again" in page

    (storage.folder / FOLDER.rstrip("/")).unlink()
    client.post(FILM)
    work(client)
    assert 'data-state="ready"' in client.get(FILM).text


def test_a_first_failure_is_told_and_tried_again_by_itself(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FolderStorage, "put", full)
        client.post(FILM)
        app_of(client).state.worker.run_due()
    page = client.get(FILM).text

    assert 'data-state="at-work"' in page
    assert "This site has no room for it." in page
    assert "It is tried again by itself." in page


def test_no_file_of_a_folder_is_read_whole(client: TestClient) -> None:
    app = app_of(client)
    with app.state.database.open_session() as session:
        pack = get_pack(session, VIDEO_PACK)
        files = dict(folder_files(session, app.state.storage, pack))

    media = {name for name, one in files.items() if isinstance(one, StoredFile)}
    assert {Path(name).suffix for name in media} >= {".mp4", ".vtt"}
    texts = {Path(name).suffix for name in files.keys() - media}
    assert texts == {".toml", ".md", ".po", ".json"}


def begin_worker(app: FastAPI, log: Path) -> subprocess.Popen[bytes]:
    settings = app.state.settings
    given = {
        "ENVIRONMENT": "test",
        "PUBLIC_URL": f"http://{HOST}",
        "DATABASE_URL": settings.database_url,
        "MEDIA_FOLDER": str(settings.media_folder),
        "SEARCH_FILE": str(settings.search_file),
        "LOG_LEVEL": "error",
    }
    env = {name: text for name, text in os.environ.items() if "PASSALONG" not in name}
    env |= {f"PASSALONG_{name}": text for name, text in given.items()}
    return start(
        Program([sys.executable, "-m", "app", "worker"], log, env=env, cwd=ROOT)
    )


def wait_until_it_runs(database: Database) -> None:
    until = time.monotonic() + MUCH_SECONDS
    while time.monotonic() < until:
        with database.open_session() as session:
            state = select(col(Job.state)).where(col(Job.kind) == MAKE)
            if session.scalar(state) is JobState.RUNNING:
                return
        time.sleep(POLL_SECONDS)
    raise TimeoutError("no worker has begun")


@pytest.mark.slow
def test_a_worker_killed_at_it_leaves_one_copy_in_the_end(
    client: TestClient, tmp_path: Path
) -> None:
    app = app_of(client)
    database = app.state.database
    storage: FolderStorage = app.state.storage
    # Whoever opens this waits for its other end: there the worker is when it is killed.
    pipe = storage.folder / "ab" / "pipe" / "film.mp4"
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)
    with database.transaction() as session:
        film = col(MediaFile.content_type) == "video/mp4"
        rows = select(col(MediaFile.id), col(MediaFile.key)).where(film)
        kept = [tuple(row) for row in session.execute(rows)]
        session.execute(update(MediaFile).where(film).values(key="ab/pipe/film.mp4"))
    client.post(f"{PLACE}/folder/copy")

    worker = begin_worker(app, tmp_path / "worker.log")
    wait_until_it_runs(database)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    with database.transaction() as session:
        for number, key in kept:
            mine = col(MediaFile.id) == number
            session.execute(update(MediaFile).where(mine).values(key=key))
        running = col(Job.state) == JobState.RUNNING
        past = clock.now() - timedelta(seconds=1)
        session.execute(update(Job).where(running).values(lease_until=past))
    assert stored(client) == []
    work(client)
    work(client)

    assert len(copies(client)) == len(stored(client)) == 1
    assert client.get(f"{PLACE}/folder").status_code == 200
