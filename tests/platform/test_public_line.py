"""Several messages to one host go over one connection, and nowhere they may not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from app.platform.public_line import MOST_READ, Line
from app.platform.public_web import NotReached, PublicWeb

SECRET = {"X-Secret": "s"}


@dataclass
class Host:
    """A server that counts who calls: `connections`, and what each has said."""

    url: str = ""
    connections: list[list[str]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


class Answering(BaseHTTPRequestHandler):
    """Answers by what the address says."""

    protocol_version = "HTTP/1.1"
    host: ClassVar[Host]

    def setup(self) -> None:
        super().setup()
        self.said: list[str] = []
        self.host.connections.append(self.said)

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.said.append(text)
        # As servers that restart: without a word to who has been there before.
        is_old = len(self.said) > 1
        if self.path == "/never" or (self.path == "/hangs-up" and is_old):
            self.close_connection = True
        elif self.path == "/drip":
            self._drip()
        else:
            self._answer()

    def _answer(self) -> None:
        body = b"x" * (MOST_READ * 9 if self.path == "/long" else 2)
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "http://127.0.0.1:1/inside")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        # Whoever has read enough of it hangs up.
        with suppress(OSError):
            self.wfile.write(body)

    def _drip(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.host.ended.wait(0.1):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[Host]:
    found = Host()
    Answering.host = found
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://localhost:{server.server_port}"
    yield found
    found.ended.set()
    server.shutdown()
    server.server_close()


def web(seconds: float = 60) -> PublicWeb:
    return PublicWeb("Test", lambda address, _: address == "127.0.0.1", seconds)


@dataclass
class Names:
    """Who is who: what every name leads to, and how often that was asked."""

    address: str = "127.0.0.1"
    asked: int = 0


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    known = Names()

    def look_up(_host: str, port: int, **_: Any) -> list[Any]:
        known.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known.address, port))]

    # Of this module alone: connections are opened to addresses by number.
    asked = SimpleNamespace(getaddrinfo=look_up, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr("app.platform.public_web.socket", asked)
    return known


def test_messages_to_one_host_share_a_connection(host: Host, names: Names) -> None:
    with Line(web()) as line:
        said = [line.send(f"{host.url}/a", b"%d" % n, SECRET).status for n in range(5)]

    assert said == [200] * 5
    assert host.connections == [["0", "1", "2", "3", "4"]]


@pytest.mark.parametrize(("path", "then"), [("a", "other"), ("hangs-up", "hangs-up")])
def test_a_name_that_comes_to_lead_inside_is_not_followed_there(
    host: Host, names: Names, path: str, then: str
) -> None:
    """What is looked at anew, and what needs another connection, goes nowhere."""
    with Line(web()) as line:
        line.send(f"{host.url}/{path}", b"1", SECRET)
        names.address = "10.0.0.1"

        with pytest.raises(NotReached, match="private"):
            line.send(f"{host.url}/{then}", b"2", SECRET)


def test_another_name_at_the_same_machine_gets_a_connection_of_its_own(
    host: Host, names: Names
) -> None:
    with Line(web()) as line:
        line.send(f"{host.url}/a", b"1", SECRET)
        line.send(f"{host.url.replace('localhost', 'other.org')}/a", b"2", SECRET)

    assert host.connections == [["1"], ["2"]]
    assert names.asked == 2


def test_what_met_a_connection_just_hung_up_is_sent_again_over_a_new_one(
    host: Host, names: Names
) -> None:
    with Line(web()) as line:
        for text in (b"1", b"2", b"3"):
            assert line.send(f"{host.url}/hangs-up", text, SECRET).status == 200

    assert host.connections == [["1", "2"], ["2", "3"], ["3"]]


def test_a_host_that_hangs_up_at_once_is_not_asked_again(
    host: Host, names: Names
) -> None:
    with Line(web()) as line, pytest.raises(NotReached):
        line.send(f"{host.url}/never", b"1", SECRET)

    assert host.connections == [["1"]]


def test_a_redirect_is_an_answer_and_a_long_answer_is_not_read(
    host: Host, names: Names
) -> None:
    with Line(web()) as line:
        assert line.send(f"{host.url}/moved", b"1", SECRET).status == 302
        assert line.send(f"{host.url}/long", b"2", SECRET).status == 200
        assert line.send(f"{host.url}/long", b"3", SECRET).status == 200

    assert host.connections == [["1"], ["2"], ["3"]]


def test_a_host_that_drips_letters_does_not_keep_us_nor_those_after_it(
    host: Host, names: Names
) -> None:
    with Line(web(seconds=1)) as line:
        with pytest.raises(NotReached):
            line.send(f"{host.url}/drip", b"1", SECRET)
        assert line.send(f"{host.url}/a", b"2", SECRET).status == 200
