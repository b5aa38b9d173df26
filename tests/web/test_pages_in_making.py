"""A page that is made just now: others who want it wait for it, for a while."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.responses import StreamingResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web import page_cache
from tests.conftest import MUCH_SECONDS
from tests.databases import HOST
from tests.web.ready_site import Site


@pytest.fixture
def site() -> Site:
    return Site()


class Arrivals:
    """Counts requests that have come, in front of all that may hold them up."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.number = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.number += scope["type"] == "http"
        await self.app(scope, receive, send)

    def wait_for(self, number: int) -> None:
        ends = time.monotonic() + MUCH_SECONDS
        while self.number < number and time.monotonic() < ends:
            time.sleep(0.005)
        assert self.number == number


def asked_at_once(site: Site, path: str, readers: int) -> list[str]:
    """Let many ask for a page while the first answer to it is made."""
    arrivals = Arrivals(site.app)
    site.during = lambda: arrivals.wait_for(readers)

    def ask(_: int) -> str:
        client = TestClient(arrivals, base_url=f"http://{HOST}")
        return client.get(path).text

    with ThreadPoolExecutor(readers) as threads:
        return list(threads.map(ask, range(readers)))


def test_readers_who_come_at_once_get_one_page_that_is_made_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "PATIENCE_SECONDS", MUCH_SECONDS)
    pages = asked_at_once(site, "/en/public/a", readers=8)

    assert len(set(pages)) == 1
    assert site.made == {"/en/public/a": 1}


def test_a_page_that_is_not_kept_is_waited_for_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waited in vain makes it too; the next ones do not wait."""
    monkeypatch.setattr(page_cache, "PATIENCE_SECONDS", MUCH_SECONDS)
    asked_at_once(site, "/en/private", readers=4)
    assert site.made == {"/en/private": 4}

    together = threading.Barrier(4)
    site.during = lambda: together.wait(MUCH_SECONDS)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(site.get, ["/en/private"] * 4))

    assert site.made == {"/en/private": 8}


def test_a_page_whose_maker_takes_long_is_made_for_who_waits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one may have failed, or have a slow line."""
    monkeypatch.setattr(page_cache, "PATIENCE_SECONDS", 0.01)
    others = threading.Event()

    def made() -> None:
        # The first waits for the second, who would wait for the first.
        others.set() if site.made["/en/public/a"] > 1 else others.wait(MUCH_SECONDS)

    site.during = made
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(site.get, ["/en/public/a"] * 2))

    assert site.made == {"/en/public/a": 2}


def test_a_page_that_failed_is_made_by_who_waited(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "PATIENCE_SECONDS", MUCH_SECONDS)

    pages = asked_at_once(site, "/en/missing", readers=3)

    assert len(set(pages)) == 3
    assert site.made == {"/en/missing": 3}


def test_nobody_waits_for_the_end_of_what_is_not_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A film that goes over a slow line, or a stream that never ends."""
    monkeypatch.setattr(page_cache, "PATIENCE_SECONDS", MUCH_SECONDS)
    begun, other, waited = threading.Event(), threading.Event(), list[bool]()

    def film() -> Iterator[str]:
        yield "beginning"
        if begun.is_set():
            other.set()
        begun.set()
        waited.append(other.wait(MUCH_SECONDS))

    site.app.add_api_route("/en/film", lambda: StreamingResponse(film()), name="film")
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(site.client.get, "/en/film")
        assert begun.wait(MUCH_SECONDS)
        assert site.client.get("/en/film").text == "beginning"
        assert first.result().text == "beginning"

    assert waited == [True, True]
