"""Addresses that people wrote are asked politely, and only in the public internet."""

import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.platform.public_web import NotReached, PublicWeb, find, is_public
from tests.platform.inside import INSIDE

LEADS = {
    "/loop": "/loop",
    "/inside": "http://169.254.169.254/latest/meta-data",
    "/file": "file:///etc/passwd",
    "/moved": "/there",
    "/whole-moved": "/whole",
}


class Hostile(BaseHTTPRequestHandler):
    """Answers by what the address says."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str]] = []  # noqa: RUF012 - the class is the server's memory
    ended = threading.Event()

    def do_HEAD(self) -> None:
        self.asked.append(("HEAD", self.path))
        if self.path == "/drip":
            self._drip()
        elif self.path in LEADS:
            self._say(302, Location=LEADS[self.path])
        elif self.headers.get("If-None-Match") == '"a"':
            self._say(304)
        else:
            self._say({"/no-head": 405, "/gone": 404}.get(self.path, 200), ETag='"a"')

    def do_GET(self) -> None:
        self.asked.append(("GET", self.path))
        if self.path in LEADS:
            self._say(302, Location=LEADS[self.path])
            return
        if self.path == "/whole":
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"whole")
            return
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()

    def _say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.ended.wait(0.1):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Hostile.asked.clear()
    Hostile.ended.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Hostile.ended.set()
    server.shutdown()
    server.server_close()


def _loopback(address: str, _port: int) -> bool:
    return address == "127.0.0.1"


PUBLIC = PublicWeb("Test")
WEB = PublicWeb("Test", allowed=_loopback, seconds=60)
HURRIED = PublicWeb("Test", allowed=_loopback, seconds=1.0)


def test_a_page_that_is_there_is_asked_for_without_its_text(site: str) -> None:
    seen = WEB.look(f"{site}/page?a=b")

    assert (seen.status, seen.etag) == (200, '"a"')
    assert Hostile.asked == [("HEAD", "/page?a=b")]


def test_a_server_that_knows_no_head_is_asked_again_and_its_text_not_read(
    site: str,
) -> None:
    assert WEB.look(f"{site}/no-head").status == 200
    assert [method for method, _ in Hostile.asked] == ["HEAD", "GET"]


def test_what_has_not_changed_is_told_by_its_tag(site: str) -> None:
    assert WEB.look(f"{site}/tag", etag='"a"').status == 304


def test_a_page_that_is_gone_says_so(site: str) -> None:
    assert WEB.look(f"{site}/gone").status == 404


def test_a_page_that_moved_is_followed(site: str) -> None:
    assert WEB.look(f"{site}/moved").url == f"{site}/there"


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/loop", "redirects"), ("/inside", "private"), ("/file", "address")],
)
def test_a_redirect_leads_neither_inside_nor_on_for_ever(
    site: str, path: str, reason: str
) -> None:
    with pytest.raises(NotReached, match=reason):
        WEB.look(f"{site}{path}")


@pytest.mark.slow
def test_a_server_that_drips_letters_does_not_keep_us(site: str) -> None:
    before = time.monotonic()

    with pytest.raises(NotReached):
        HURRIED.look(f"{site}/drip")

    assert time.monotonic() - before < 30


def test_there_are_eighty_spellings_of_what_is_inside() -> None:
    assert len(set(INSIDE)) == 80


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_inside_is_asked_however_it_is_spelt(url: str) -> None:
    into = io.BytesIO()
    for ask in (PUBLIC.look, lambda one: PUBLIC.fetch(one, into, most=9)):
        # Any other reason would mean that a connection was tried.
        with pytest.raises(NotReached, match=r"^(private|name)$"):
            ask(url)


def test_a_file_is_fetched_whole_but_never_more_than_was_said(site: str) -> None:
    into = io.BytesIO()
    seen = WEB.fetch(f"{site}/whole", into, most=5)

    assert (seen.status, into.getvalue()) == (200, b"whole")
    with pytest.raises(NotReached, match="too_long"):
        WEB.fetch(f"{site}/whole", io.BytesIO(), most=4)


def test_of_a_file_that_moved_the_new_place_is_fetched_and_of_none_nothing(
    site: str,
) -> None:
    into = io.BytesIO()
    assert WEB.fetch(f"{site}/whole-moved", into, most=99).url == f"{site}/whole"
    assert into.getvalue() == b"whole"

    nothing = io.BytesIO()
    assert WEB.fetch(f"{site}/gone", nothing, most=99).status == 404
    assert nothing.getvalue() == b""


@pytest.mark.parametrize("path", ["/inside", "/file", "/loop"])
def test_a_file_leads_neither_inside_nor_on_for_ever(site: str, path: str) -> None:
    with pytest.raises(NotReached, match=r"private|address|redirects"):
        WEB.fetch(f"{site}{path}", io.BytesIO(), most=99)


def test_only_the_operators_own_server_may_be_inside(site: str) -> None:
    own = PublicWeb("Test", own=f"{site}/api.php")

    assert own.fetch(f"{site}/whole", io.BytesIO(), most=9).status == 200
    with pytest.raises(NotReached, match="private"):
        own.fetch("http://127.0.0.1:1/", io.BytesIO(), most=9)


def test_a_server_at_another_port_than_the_webs_is_not_asked() -> None:
    with pytest.raises(NotReached, match="private"):
        find("https://8.8.8.8:22/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.org/",
        "file:///etc/passwd",
        "http://",
        "http://a@b.org/",
        "//a.org",
        "http://a.org:99999/",
        "http://[zz]/",
        "https://a.org/" + "a" * 2_000,
    ],
)
def test_what_is_no_address_of_a_page_is_not_asked(url: str) -> None:
    with pytest.raises(NotReached, match="address"):
        find(url)


def test_a_web_server_for_everybody_may_be_asked() -> None:
    assert is_public("8.8.8.8", 443)
    assert not is_public("8.8.8.8", 6379)
