"""nginx sends by itself what every reader may have, says what the program would say,
and has it exactly as long as readers do.
"""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select
from sqlmodel import col
from typer.testing import CliRunner

from app.cli import app as cli
from app.main import create_app
from app.media import showing
from app.media.models import MediaFile, MediaItem
from app.media.placing import take_newest
from app.media.showing import ENDINGS, hide_wrongly_shown, withdraw
from app.platform.db import Database
from app.platform.settings import get_settings
from app.platform.storage import FolderStorage
from tests.databases import HOST, make_settings
from tests.media.samples import picture
from tests.media.test_serving import FILM, show
from tests.security.serving import own_origin, served
from tests.services.nginx import start_nginx
from tests.services.process import RunningServer

pytestmark = pytest.mark.service
KINDS = {
    **{f"look.{ending}": kind for ending, kind in ENDINGS.items()},
    "look.en.vtt": "text/vtt",
    "sheet.pdf": "application/pdf",
    "table.csv": "text/csv",
    "page.html": "text/html",
    # Its name lies about its type.
    "page.png": "text/html",
    "noending": "image/png",
}
# What pages need: a file is no page, whatever it turns out to be.
OF_PAGES = {
    *("referrer-policy", "permissions-policy", "cross-origin-opener-policy"),
    # Of one answer, or of whoever sends it.
    *("date", "server", "connection", "x-request-id", "vary", "keep-alive"),
}


@dataclass
class Site:
    """The program, nginx in front of it, and the folder that both read."""

    app: FastAPI
    own: str
    nginx: str

    @property
    def storage(self) -> FolderStorage:
        storage = self.app.state.storage
        assert isinstance(storage, FolderStorage)
        return storage

    @property
    def shown(self) -> list[str]:
        return list(self.storage.shown.keys())

    def seen(self, data: bytes = FILM, name: str = "look.webm") -> str:
        """Let a pack show a file that somebody has asked for."""
        address = show(self.app, data, KINDS[name], name)
        assert self.get(address).status_code == 200
        return address

    def get(self, path: str, **headers: str) -> httpx2.Response:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return httpx2.get(self.nginx + path, headers=named)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Site]:
    own, port = own_origin()
    media = tmp_path / "media"
    media.mkdir()
    more: dict[str, object] = {"allowed_hosts": ("127.0.0.1", HOST)}
    settings = make_settings(database.url, media, media_accel="/kept/", **more)
    app = create_app(settings)
    folder = tmp_path / "nginx"
    folder.mkdir()
    nginx: RunningServer = start_nginx(folder, port, media)
    with served(app, port):
        yield Site(app, own, nginx.url)
    nginx.stop()


@pytest.fixture
def alone(database: Database, site: Site, tmp_path: Path) -> Iterator[str]:
    """The same site without nginx."""
    url, port = own_origin()
    more: dict[str, object] = {"allowed_hosts": ("127.0.0.1", HOST), "worker": False}
    app = create_app(make_settings(database.url, site.storage.folder, **more))
    with served(app, port):
        yield url


def told(answer: httpx2.Response) -> dict[str, str]:
    return {
        name: text
        for name, text in answer.headers.items()
        if name not in OF_PAGES and name != "etag"
    }


@pytest.mark.parametrize("name", KINDS)
def test_nginx_says_of_a_file_what_the_program_says(
    site: Site, alone: str, name: str
) -> None:
    address = show(site.app, FILM, KINDS[name], name)
    plain = {"accept-encoding": "identity"}

    by_leave = site.get(address, **plain)
    by_itself = site.get(address, **plain)
    program = httpx2.get(alone + address, headers=plain)

    is_told = ENDINGS.get(name.rpartition(".")[2]) == KINDS[name]
    assert bool(site.shown) is is_told
    assert told(by_itself) == told(program)
    assert told(by_leave) == told(program)
    assert by_itself.content == by_leave.content == program.content == FILM
    assert by_itself.headers["etag"] == by_leave.headers["etag"]
    for header in ("if_none_match", "if_range"):
        asked = {header: by_itself.headers["etag"], "range": "bytes=5-9"}
        again = site.get(address, **asked)
        assert (again.status_code, again.content) == (
            (304, b"") if header == "if_none_match" else (206, FILM[5:10])
        )


def test_the_program_is_asked_once(site: Site) -> None:
    address = site.seen()
    with site.app.state.database.transaction() as session:
        session.execute(delete(MediaFile))

    # It would not know the file any more: nobody told nginx, and it does not ask.
    assert site.get(address).content == FILM
    assert site.get(address, range="bytes=-7").content == FILM[-7:]
    head = httpx2.head(site.nginx + address)
    assert (head.status_code, head.headers["content-length"]) == (200, "102400")


def test_it_takes_no_room_and_its_folder_goes_with_it(site: Site) -> None:
    address = site.seen()
    (key,) = site.shown

    assert site.storage.path(key).stat().st_nlink == 2
    assert [file.key for file in site.storage.listed()] == [key]
    site.storage.delete(key)

    assert site.get(address).status_code == 404
    assert [path for path in site.storage.folder.rglob("*") if path.is_file()] == []
    assert not (site.storage.folder / f".shown{address}").parent.exists()


def by_hand(site: Site) -> None:
    (key,) = site.shown
    with site.app.state.database.transaction() as session:
        session.execute(delete(MediaFile))
        withdraw(session, [key])


def by_a_newer_version(site: Site) -> None:
    with site.app.state.database.transaction() as session:
        placed = session.scalars(select(MediaItem)).one()
        take_newest(session, placed, MediaItem(**placed.model_dump() | {"id": 4711}))


@pytest.mark.parametrize("lose", [by_hand, by_a_newer_version])
def test_what_readers_lose_is_gone_with_the_commit(
    site: Site, lose: Callable[[Site], None]
) -> None:
    address = site.seen()

    lose(site)

    assert site.shown == []
    assert site.get(address).status_code == 404


def test_what_another_process_took_from_readers_is_hidden_by_a_job(
    site: Site, database: Database
) -> None:
    address = site.seen()
    (key,) = site.shown
    with database.transaction() as session:
        session.execute(delete(MediaFile))
        withdraw(session, [key])
    # That process ended with its commit, and nobody heard of it.
    site.storage.shown.show(key)
    assert site.get(address).status_code == 200

    site.app.state.worker.run_due()

    assert site.shown == []
    assert site.get(address).status_code == 404


def test_a_file_that_is_deleted_while_it_is_asked_for_is_not_left_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = show(site.app, FILM, "video/webm", "look.webm")
    may_go_on, has_looked = threading.Event(), threading.Event()
    really = showing.show

    def later(*what: object) -> None:
        has_looked.set()
        assert may_go_on.wait(60)
        really(*what)  # type: ignore[arg-type]

    monkeypatch.setattr("app.media.routes.public.show", later)
    reader = threading.Thread(target=site.get, args=(address,))
    reader.start()
    assert has_looked.wait(60)
    with site.app.state.database.transaction() as session:
        session.execute(delete(MediaFile))
        withdraw(session, ["3f/" + "3f" * 32 + "/another.webm"])
    may_go_on.set()
    reader.join(60)

    assert site.shown == []


def test_drafts_are_never_shown(site: Site) -> None:
    address = show(site.app, FILM, "video/webm", "look.webm")
    with site.app.state.database.transaction() as session:
        for item in session.scalars(select(MediaItem)):
            item.token = "a-token-of-a-draft"

    assert site.get(address).status_code == 404
    assert site.shown == []


def test_a_disk_without_second_names_is_asked_for_leave_each_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refused)
    address = site.seen()

    assert site.get(address).content == FILM
    assert site.shown == []


def test_a_database_that_was_restored_is_believed(
    site: Site, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = site.seen(name="look.mp4")
    other = site.seen(picture("PNG"), "look.png")
    with database.transaction() as session:
        session.execute(delete(MediaFile).where(col(MediaFile.key).contains("mp4")))
    environment = {
        "PASSALONG_DATABASE_URL": database.url,
        "PASSALONG_MEDIA_FOLDER": str(site.storage.folder),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()

    doctor = CliRunner().invoke(cli, ["doctor"])
    check = CliRunner().invoke(cli, ["media", "check"])
    again = CliRunner().invoke(cli, ["media", "check"])

    assert "nginx sends 1 files that no pack shows" in " ".join(doctor.output.split())
    assert check.exit_code == 1
    assert "look.mp4 could be had from nginx" in check.output
    assert again.exit_code == 0, again.output
    assert site.get(address).status_code == 404
    assert site.get(other).status_code == 200


def test_a_start_hides_what_is_not_public(site: Site, database: Database) -> None:
    address = site.seen()
    with database.transaction() as session:
        session.execute(delete(MediaFile))
    _, port = own_origin()
    folder = site.storage.folder

    with served(create_app(make_settings(database.url, folder, worker=False)), port):
        pass

    assert site.get(address).status_code == 404
    assert hide_wrongly_shown(database, site.storage) == []


def test_nothing_stays_with_nginx_when_files_are_in_a_bucket(
    site: Site, database: Database
) -> None:
    site.seen()
    bucket = {
        "media_url": "http://127.0.0.1:9/bucket",
        "media_key_id": "KEY",
        "media_secret": "SECRET",
    }

    create_app(make_settings(database.url, site.storage.folder, **bucket))

    assert site.shown == []


def test_a_missing_file_and_one_that_was_cut_short_are_told(
    site: Site, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.seen(name="look.mp4")
    site.seen(FILM * 2, "look.webm")
    missing, short = sorted(site.shown, key=lambda key: key.endswith("webm"))
    site.storage.delete(missing)
    site.storage.path(short).write_bytes(FILM)
    monkeypatch.setenv("PASSALONG_DATABASE_URL", database.url)
    monkeypatch.setenv("PASSALONG_MEDIA_FOLDER", str(site.storage.folder))
    get_settings.cache_clear()

    check = CliRunner().invoke(cli, ["media", "check"])

    assert check.exit_code == 1
    assert f"{missing} is missing; it had 102,400 bytes." in check.output
    assert f"{short} has 102,400 bytes; it had 204,800 bytes." in check.output
