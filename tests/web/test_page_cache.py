"""Ready pages: the same for everybody who may see them, and never for anybody else."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import brotli
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.platform.db import Database
from app.platform.states import CONTENT, bump
from app.web.page_cache import MAX_KEY_BYTES, PageStore
from tests.conventions.sources import ROOT
from tests.databases import HOST
from tests.web.ready_site import Site


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_public_page_is_made_once(site: Site) -> None:
    pages = {site.get("/en/public/a") for _ in range(3)}

    assert len(pages) == 1
    assert site.made == {"/en/public/a": 1}


def test_a_page_that_is_not_marked_is_made_every_time(site: Site) -> None:
    pages = {site.get("/en/private") for _ in range(3)}

    assert len(pages) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "session=1"},
        {"cookie": "x"},
        {"authorization": "Bearer x"},
        {"hx_request": "true"},
    ],
)
def test_whoever_shows_who_they_are_gets_a_page_of_their_own(
    site: Site, headers: dict[str, str]
) -> None:
    site.get("/en/public/a")

    site.get("/en/public/a", **headers)
    site.get("/en/public/a", **headers)
    site.get("/en/public/a")

    assert site.made == {"/en/public/a": 3}


@pytest.mark.parametrize("path", ["/en/cookie", "/en/missing"])
def test_answers_with_cookies_and_errors_are_not_kept(site: Site, path: str) -> None:
    for _ in range(2):
        site.get(path)

    assert site.made == {path: 2}


def test_pages_of_languages_hosts_queries_and_savers_do_not_mix(site: Site) -> None:
    asked: list[tuple[str, dict[str, str]]] = [
        ("/en/public/a", {}),
        ("/ar/public/a", {}),
        ("/en/public/b", {}),
        ("/en/public/a?page=2", {}),
        ("/en/public/a", {"save_data": "on"}),
        ("/en/public/a", {"host": "other.example"}),
    ]

    first = [site.get(path, **headers) for path, headers in asked]
    again = [site.get(path, **headers) for path, headers in asked]

    assert first == again
    assert len(set(first)) == len(asked)


@pytest.mark.parametrize(
    "query", ["?utm=1", "?page=4", "?uselang=ar", "?page=1&page=2"]
)
def test_other_queries_are_answered_and_not_kept(site: Site, query: str) -> None:
    for _ in range(2):
        site.get(f"/en/public/a{query}")

    assert site.made == {"/en/public/a": 2}


def test_each_encoding_gets_its_own_bytes(site: Site) -> None:
    def raw(accepted: str) -> tuple[str | None, bytes]:
        path = f"http://{HOST}/en/public/a"
        with site.client.stream(
            "GET", path, headers={"accept-encoding": accepted}
        ) as r:
            return r.headers.get("content-encoding"), b"".join(r.iter_raw())

    for _ in range(2):
        plain, packed, zipped = raw("identity"), raw("br, gzip"), raw("gzip")
        assert plain[0] is None
        assert (packed[0], zipped[0]) == ("br", "gzip")
        assert zipped[1][:2] == b"\x1f\x8b"
        assert brotli.decompress(packed[1]) != plain[1], "each was made for itself"
        assert brotli.decompress(packed[1])[-500:] == plain[1][-500:]


def test_a_header_sent_twice_does_not_spoil_the_page_for_others(site: Site) -> None:
    """One reader of headers takes the first, another the last."""
    twice = [("accept-encoding", "br"), ("accept-encoding", "identity")]
    site.client.get("/en/public/a", headers=twice)

    answer = site.client.get("/en/public/a", headers={"accept-encoding": "identity"})

    assert "content-encoding" not in answer.headers
    assert answer.text.startswith("<h1>")


def test_who_has_the_page_gets_no_body(site: Site) -> None:
    site.get("/en/public/a")
    kept = site.client.get("/en/public/a")

    for tags in (kept.headers["etag"], f'"x", W/{kept.headers["etag"]}', "*"):
        answer = site.client.get("/en/public/a", headers={"if-none-match": tags})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == kept.headers["etag"]
        assert "cookie" in answer.headers["vary"].lower()
    other = site.client.get("/en/public/a", headers={"if-none-match": '"other"'})
    assert other.status_code == 200


def test_the_tag_changes_when_the_page_does(site: Site) -> None:
    site.get("/en/public/a")
    before = site.client.get("/en/public/a").headers["etag"]
    site.store.clear()
    site.get("/en/public/a")

    after = site.client.get("/en/public/a", headers={"if-none-match": before})

    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_head_gets_the_headers_of_the_page_without_its_body(site: Site) -> None:
    first = site.client.head("/en/public/a")
    page = site.client.get("/en/public/a")
    kept = site.client.head("/en/public/a")

    assert (first.status_code, first.content) == (200, b"")
    assert (kept.status_code, kept.content) == (200, b"")
    assert kept.headers["content-type"] == page.headers["content-type"]
    assert site.made["/en/public/a"] == 2, "a HEAD is not kept as a page"


def test_a_kept_page_has_the_headers_that_protect_it(site: Site) -> None:
    fresh = site.client.get("/en/public/a").headers
    kept = site.client.get("/en/public/a").headers

    for name in ("content-security-policy", "x-content-type-options", "cache-control"):
        assert kept[name] == fresh[name]
    assert kept["cache-control"] == "public, max-age=0, must-revalidate"
    assert "set-cookie" not in kept
    assert kept.get("x-request-id") is None


def test_a_page_begun_before_a_change_is_not_kept(site: Site) -> None:
    """It may show what was there before."""
    site.during = site.store.clear
    site.get("/en/public/a")
    site.during = str

    site.get("/en/public/a")
    site.get("/en/public/a")

    assert site.made == {"/en/public/a": 2}


def test_the_least_recently_read_pages_go_when_memory_is_used_up() -> None:
    small = Site(budget=16_000)
    names = [f"/en/public/{number}" for number in range(12)]

    for name in names:
        small.get(name, accept_encoding="br")
        small.get(names[0], accept_encoding="br")
    before = dict(small.made)
    small.get(names[0], accept_encoding="br")
    small.get(names[1], accept_encoding="br")

    assert small.made[names[0]] == before[names[0]] == 1
    assert small.made[names[1]] == 2


def test_a_page_that_is_too_large_for_the_memory_is_not_kept() -> None:
    tiny = Site(budget=8_000)

    for _ in range(2):
        tiny.get("/en/public/a", accept_encoding="identity")

    assert tiny.made == {"/en/public/a": 2}


def test_without_a_budget_nothing_is_kept() -> None:
    none = Site(budget=0)

    for _ in range(2):
        none.get("/en/public/a")

    assert none.made == {"/en/public/a": 2}


def test_an_address_too_long_to_be_ours_is_not_kept(site: Site) -> None:
    path = "/en/public/" + "a" * MAX_KEY_BYTES

    for _ in range(2):
        site.get(path)

    assert site.made == {path: 2}


# The whole program.


@pytest.fixture
def running(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The program with its watcher, as a server runs it, once that has looked."""
    store: PageStore = app.state.pages
    clear, has_looked = store.clear, threading.Event()

    def clear_and_tell() -> None:
        clear()
        has_looked.set()

    monkeypatch.setattr(store, "clear", clear_and_tell)
    with TestClient(app, base_url=f"http://{HOST}", follow_redirects=False) as client:
        assert has_looked.wait(60)
        yield client


def etag(client: TestClient) -> str | None:
    client.get("/en/packs")
    return client.get("/en/packs").headers.get("etag")


def kept_pages(app: FastAPI) -> int:
    store: PageStore = app.state.pages
    return len(store._pages)


def test_public_pages_of_the_program_are_kept_and_dropped_by_a_change_here(
    app: FastAPI, running: TestClient
) -> None:
    assert etag(running)
    assert kept_pages(app) == 1

    with app.state.database.transaction() as session:
        bump(session, CONTENT)

    assert kept_pages(app) == 0


@pytest.mark.slow
def test_a_change_made_by_another_process_drops_the_pages(
    app: FastAPI, running: TestClient, starter_url: str
) -> None:
    assert etag(running)
    change = (
        "import sys; from app.platform.db import Database;"
        "from app.platform.states import CONTENT, bump\n"
        "with Database(sys.argv[1]).transaction() as session: bump(session, CONTENT)"
    )
    subprocess.run([sys.executable, "-c", change, starter_url], cwd=ROOT, check=True)

    until = time.monotonic() + 60
    while kept_pages(app) and time.monotonic() < until:
        time.sleep(0.05)

    assert kept_pages(app) == 0


def test_a_reader_with_progress_never_leaves_a_page_for_others(
    app: FastAPI, running: TestClient
) -> None:
    running.post(
        "/en/packs/welcome-newcomers/1/done",
        headers={"origin": f"http://{HOST}"},
    )
    assert running.cookies
    own = running.get("/en/packs/welcome-newcomers")
    kept = kept_pages(app)
    running.cookies.clear()

    others = running.get("/en/packs/welcome-newcomers")

    assert own.status_code == others.status_code == 200
    assert kept == 0
    assert own.text != others.text


def test_database_is_not_asked_for_a_kept_page(
    app: FastAPI, running: TestClient
) -> None:
    first = running.get("/en/packs")
    database: Database = app.state.database
    closed = database.engine
    database.engine = None  # type: ignore[assignment]

    again = running.get("/en/packs")
    database.engine = closed

    assert again.status_code == 200
    assert again.text == first.text
