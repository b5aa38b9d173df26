"""Addresses that people wrote are asked politely, and only in the public internet."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.platform.public_web import NotReached, PublicWeb, find, is_public

LEADS = {
    "/loop": "/loop",
    "/inside": "http://169.254.169.254/latest/meta-data",
    "/file": "file:///etc/passwd",
    "/moved": "/there",
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


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://224.0.0.1/",
        "https://8.8.8.8:22/",
    ],
)
def test_nothing_inside_is_asked(url: str) -> None:
    with pytest.raises(NotReached, match=r"private|name"):
        find(url)


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
