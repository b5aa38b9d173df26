"""Files for everybody are answered in front of the program, until content changes."""

import os
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.middleware import Middleware
from starlette.requests import Request as AnyRequest
from starlette.testclient import TestClient

from app.platform.errors import NotFound
from app.web import ready_files, sent_files
from app.web.page_cache import PageStore
from app.web.ready_files import ReadyFiles, public_file
from app.web.sent_files import PIECE_BYTES, FileAnswer
from app.web.wiring import add_web
from tests.conventions.sources import ROOT
from tests.databases import HOST, make_settings

FILM = bytes(range(251)) * (5 * PIECE_BYTES // 251)
SAID = {"Content-Type": "video/webm", "ETag": '"3f"', "Cache-Control": "public"}


class Site:
    """A site with one film that counts how often it was looked up."""

    def __init__(self, folder: Path) -> None:
        self.looked_up = 0
        self.is_public = True
        self.film = folder / "film"
        self.film.write_bytes(FILM)
        self.pages = PageStore()
        app = FastAPI()
        app.add_api_route("/media/{name}", self.serve, name="media.file")
        settings = make_settings("sqlite:///unused.db", ROOT)
        settings = settings.model_copy(
            update={"allowed_hosts": (HOST, "other.example")}
        )
        add_web(app, settings, caches=[Middleware(ReadyFiles, pages=self.pages)])
        self.client = TestClient(app, base_url=f"http://{HOST}")

    def serve(self, request: Request, name: str) -> Response:
        self.looked_up += 1
        if not self.is_public:
            raise NotFound("Gone")
        public_file(request, self.film)
        own = {"Set-Cookie": "a=b"} if name == "cookie" else {}
        return FileAnswer(self.film, SAID | own)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_film_is_looked_up_once_and_sent_in_every_way(site: Site) -> None:
    first = site.client.get("/media/film")
    again = site.client.get("/media/film")
    part = site.client.get("/media/film", headers={"range": "bytes=-300000"})
    known = site.client.get("/media/film", headers={"if-none-match": '"3f"'})
    outside = site.client.get("/media/film", headers={"range": "bytes=9999999-"})
    head = site.client.head("/media/film")

    assert site.looked_up == 1
    assert first.content == again.content == FILM
    first.headers.pop("x-request-id")
    assert again.headers == first.headers
    assert (part.status_code, part.content) == (206, FILM[-300_000:])
    assert part.headers["content-length"] == "300000"
    assert (known.status_code, known.content) == (304, b"")
    assert (outside.status_code, outside.content) == (416, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(FILM))


def test_what_comes_first_may_be_a_part_or_a_head(site: Site) -> None:
    part = site.client.get("/media/film", headers={"range": "bytes=0-9"})
    whole = site.client.get("/media/film")

    assert part.content == FILM[:10]
    assert (whole.status_code, whole.content) == (200, FILM)
    assert "content-range" not in whole.headers
    assert site.looked_up == 1


def test_when_content_changes_it_is_looked_up_again(site: Site) -> None:
    site.client.get("/media/film")
    site.is_public = False
    site.pages.clear()

    assert site.client.get("/media/film").status_code == 404
    assert site.looked_up == 2


def test_a_file_that_is_gone_is_asked_for_where_one_knows_more(site: Site) -> None:
    site.client.get("/media/film")
    site.film.unlink()
    site.is_public = False

    assert site.client.get("/media/film").status_code == 404


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/media/film?x=1", {}),
        ("/media/film", {"host": "other.example"}),
        ("/media/cookie", {}),
    ],
)
def test_what_may_be_another_answer_is_looked_up(
    site: Site, path: str, headers: dict[str, str]
) -> None:
    site.client.get("/media/film")
    site.client.get(path, headers=headers)
    before = site.looked_up

    site.client.get("/media/film", headers={"host": "nobody.example"})
    answer = site.client.get("/media/cookie")

    assert before == 2
    assert site.looked_up == 3
    assert answer.headers["set-cookie"] == "a=b"


def test_a_disk_that_has_to_be_asked_is_asked_in_a_thread(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_in_memory(*_: object) -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "preadv", not_in_memory)

    assert site.client.get("/media/film").content == FILM


def test_few_of_many_files_are_remembered(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready_files, "MOST_FILES", 5)
    for number in range(6):
        site.client.head(f"/media/{number}")
    before = site.looked_up

    site.client.head("/media/5")
    assert site.looked_up == before
    site.client.head("/media/0")
    assert site.looked_up == before + 1


def test_nothing_is_read_for_who_has_gone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    really = sent_files._at_hand

    def noted(handle: int, size: int, at: int) -> bytearray:
        read.append(at)
        return really(handle, size, at)

    async def has_gone(_: object) -> bool:
        return True

    monkeypatch.setattr(sent_files, "_at_hand", noted)
    monkeypatch.setattr(AnyRequest, "is_disconnected", has_gone)

    site.client.get("/media/film")

    assert len(read) < len(FILM) // PIECE_BYTES
