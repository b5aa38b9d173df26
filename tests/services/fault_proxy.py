"""A proxy in front of a server that can go wrong in every way a server does."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from tests.services.process import free_port

# Far longer than anybody waits, on a busy machine too; mending it ends the wait.
SLOW_SECONDS = 60
# What has to do with one connection only, and must not be handed on.
OF_A_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Fault(StrEnum):
    """What goes wrong."""

    NONE = "none"
    REFUSED = "nobody listens"
    SLOW = "answers after 10 s"
    HALF_OPEN = "takes the connection and never reads"
    SILENT = "reads the question and never answers"
    BAD_REQUEST = "400"
    FORBIDDEN = "403"
    BROKEN = "500"
    BUSY = "503"
    NOT_JSON = "200 with a page of HTML"
    OTHER_JSON = "200 with JSON of something else"
    WRONG_ITEMS = "200 with hits of another shape"
    TOO_DEEP = "200 with JSON a hundred thousand lists deep"
    CUT = "an answer that ends in the middle"
    WRONG_KEY = "the server is asked with another key"


STATUS = {
    Fault.BAD_REQUEST: 400,
    Fault.FORBIDDEN: 403,
    Fault.BROKEN: 500,
    Fault.BUSY: 503,
}
BODIES = {
    Fault.NOT_JSON: b"<!doctype html><title>Welcome</title>",
    Fault.OTHER_JSON: b'{"message": "hello", "results": 3}',
    Fault.WRONG_ITEMS: b'{"hits": [{"id": "x"}, 7, null], "results": [{"hits": [1]}]}',
    Fault.TOO_DEEP: b"[" * 100_000,
}
REFUSAL = b'{"message": "no", "code": "internal", "type": "internal", "link": ""}'


class FaultProxy:
    """Listens on a loopback port and hands requests on, or does as its fault says."""

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.port = free_port()
        self.fault = Fault.NONE
        # How many questions came, whatever became of them.
        self.asked = 0
        self.released = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._listen()

    @property
    def url(self) -> str:
        """Where to ask instead of at the server."""
        return f"http://127.0.0.1:{self.port}"

    def break_as(self, fault: Fault) -> None:
        """Go wrong from now on, on connections that are open too."""
        self.released.set()
        self.released = threading.Event()
        self.fault = fault
        if fault is Fault.REFUSED:
            self._deafen()
        elif self._server is None:
            self._listen()

    def mend(self) -> None:
        """Hand everything on again."""
        self.break_as(Fault.NONE)

    def close(self) -> None:
        """Stop, and let go of whoever waits."""
        self.break_as(Fault.REFUSED)

    def _listen(self) -> None:
        kind = type("Handler", (_Handler,), {"proxy": self})
        self._server = _Server(("127.0.0.1", self.port), kind)
        threading.Thread(target=self._server.serve_forever, args=(0.01,)).start()

    def _deafen(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Closing must not wait for connections that are kept for later questions.
    block_on_close = False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: ClassVar[FaultProxy]
    # Or a body waits 40 ms for whoever got its headers to say so.
    disable_nagle_algorithm = True
    # Whoever is silent gives up in the end, so that no thread outlives the tests.
    timeout = 30

    def handle_one_request(self) -> None:
        if self.proxy.fault is Fault.HALF_OPEN:
            self._stare()
            return
        super().handle_one_request()

    def _stare(self) -> None:
        self.proxy.asked += 1
        self.proxy.released.wait(SLOW_SECONDS)
        self.close_connection = True

    def answer(self) -> None:
        fault, released = self.proxy.fault, self.proxy.released
        if fault is Fault.HALF_OPEN:
            # Kept from before, and already waited at.
            self._stare()
            return
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if fault is Fault.REFUSED:
            self.close_connection = True
            return
        self.proxy.asked += 1
        if fault in STATUS:
            self._send(STATUS[fault], REFUSAL)
        elif fault in BODIES:
            self._send(200, BODIES[fault])
        elif fault is Fault.SILENT:
            released.wait(SLOW_SECONDS)
            self.close_connection = True
        else:
            if fault is Fault.SLOW:
                released.wait(SLOW_SECONDS)
            self._hand_on(body, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

    def _hand_on(self, body: bytes, fault: Fault) -> None:
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in OF_A_CONNECTION
        }
        if fault is Fault.WRONG_KEY:
            headers["Authorization"] = "Bearer nobody"
        target = http.client.HTTPConnection("127.0.0.1", self.proxy.target_port)
        try:
            target.request(self.command, self.path, body or None, headers)
            answer = target.getresponse()
            self._send(answer.status, answer.read(), is_cut=fault is Fault.CUT)
        except OSError:
            # The server behind is away: so are we.
            self.close_connection = True
        finally:
            target.close()

    def _send(self, status: int, body: bytes, *, is_cut: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if is_cut else body)
        self.close_connection = self.close_connection or is_cut

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def fault_proxy(target_port: int) -> Iterator[FaultProxy]:
    """Give a proxy for a while."""
    proxy = FaultProxy(target_port)
    try:
        yield proxy
    finally:
        proxy.close()
