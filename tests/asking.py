"""Test clients that go to the event loop's thread once a request, not twenty times.

Starlette's transport lets a test read an answer as it comes: each event, scope and
piece of a body is asked for from another thread, which costs more than many an answer.
Our tests want whole answers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

import anyio
import httpx2
import pytest
from anyio import from_thread
from anyio.lowlevel import EventLoopToken, current_token
from starlette.testclient import TestClient, _TestClientTransport
from starlette.types import Message, Scope

_PORTS = {"http": 80, "https": 443}
_tokens: WeakKeyDictionary[from_thread.BlockingPortal, EventLoopToken] = (
    WeakKeyDictionary()
)


@contextmanager
def whole_answers() -> Iterator[None]:
    """Let all test clients ask in one event loop, and get whole answers from it."""
    sockets = _TestClientTransport.handle_request

    def handle(
        transport: _TestClientTransport, request: httpx2.Request
    ) -> httpx2.Response:
        if request.url.scheme in _PORTS:
            return _answered(transport, request)
        return sockets(transport, request)

    with (
        from_thread.start_blocking_portal() as portal,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TestClient, "portal", portal)
        patch.setattr(_TestClientTransport, "handle_request", handle)
        yield


def _answered(
    transport: _TestClientTransport, request: httpx2.Request
) -> httpx2.Response:
    """Return the answer of a transport's program; raise what the program raised."""
    exchange = _Exchange(request)
    scope = _scope(transport, request)
    # A client that runs the whole life of a program has a loop of its own.
    with transport.portal_factory() as portal:
        if portal not in _tokens:
            _tokens[portal] = portal.call(current_token)
        token = _tokens[portal]
        raised = from_thread.run(exchange.run, transport.app, scope, token=token)
    if transport.raise_server_exceptions:
        if raised:
            raise raised
        assert exchange.status, "no answer came"
    body = b"" if request.method == "HEAD" else b"".join(exchange.pieces)
    return httpx2.Response(
        exchange.status or 500,
        headers=exchange.headers,
        # Packed as it was sent: whoever reads it unpacks it.
        stream=httpx2.ByteStream(body),
        request=request,
    )


@dataclass
class _Exchange:
    """A request, and what a program sent for it in the order ASGI demands."""

    request: httpx2.Request
    is_read: bool = False
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    # Works in the loop that first waits for it.
    whole: anyio.Event = field(default_factory=anyio.Event)

    async def run(self, app: Any, scope: Scope) -> Exception | None:
        """Ask the program; return what it raised in the end."""
        try:
            await app(scope, self.receive, self.send)
        except Exception as error:  # noqa: BLE001 - the client's thread raises it
            return error
        return None

    async def receive(self) -> Message:
        if self.is_read:
            await self.whole.wait()
            return {"type": "http.disconnect"}
        self.is_read = True
        return {"type": "http.request", "body": self.request.read()}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not self.status, "the answer began twice"
            self.status = message["status"]
            pairs = message.get("headers", [])
            self.headers = [(name.decode(), value.decode()) for name, value in pairs]
        elif message["type"] == "http.response.body":
            assert self.status, "a body came before its answer began"
            assert not self.whole.is_set(), "a body went on after its end"
            self.pieces.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                self.whole.set()


def _scope(transport: _TestClientTransport, request: httpx2.Request) -> Scope:
    url = request.url
    pairs = request.headers.multi_items()
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": unquote(url.path),
        "raw_path": url.raw_path.split(b"?", 1)[0],
        "root_path": transport.root_path,
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [(name.lower().encode(), value.encode()) for name, value in pairs],
        "client": transport.client,
        "server": [url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]],
        "extensions": {},
        "state": transport.app_state.copy(),
    }
