"""Answers only under the names we serve, so that no address is built from a lie.

Files that readers have may be on a host of their own, where there is nothing else.
"""

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.media_settings import readers_files

FILES_PREFIX = "/media/"
_PERSONAL = frozenset({b"cookie", b"authorization"})
_ERRORS_FROM = 400


class AllowedHosts:
    """Refuses requests whose Host header is missing, doubled or not ours."""

    def __init__(self, app: ASGIApp, *, allowed: Iterable[str]) -> None:
        self.app = app
        self.allowed = frozenset(host.lower() for host in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_ours(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = PlainTextResponse("This host is not served here.", 400)
            await refusal(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        values = [value for key, value in scope["headers"] if key == b"host"]
        if len(values) != 1:
            return False
        host = values[0].decode("latin-1").lower()
        return "*" in self.allowed or without_port(host) in self.allowed


class HostOfFiles:
    """Lets pages name readers' files at another origin, and answers for them there.

    Stands behind AllowedHosts. On that host nobody is known, and no page is shown:
    what a file may turn out to be, it is never on the host where people sign in.
    """

    def __init__(self, app: ASGIApp, *, origin: str, name: str) -> None:
        self.app = app
        self.origin = origin
        self.name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_site(scope):
            before = readers_files.set(self.origin)
            try:
                await self.app(scope, receive, send)
            finally:
                readers_files.reset(before)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif not scope["path"].startswith(FILES_PREFIX):
            await _only_files(404)(scope, receive, send)
        else:
            await self._send_file(scope, receive, send)

    def _is_site(self, scope: Scope) -> bool:
        return without_port(Headers(scope=scope)["host"].lower()) != self.name

    async def _send_file(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = 0
        headers = [pair for pair in scope["headers"] if pair[0] not in _PERSONAL]

        async def without_pages(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and _is_error_page(message):
                refused = message["status"]
            if not refused:
                await send(message)

        await self.app({**scope, "headers": headers}, receive, without_pages)
        if refused:
            await _only_files(refused)(scope, receive, send)


def _only_files(status: int) -> PlainTextResponse:
    return PlainTextResponse("Only files of readers are here.", status)


def _is_error_page(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return bool(message["status"] >= _ERRORS_FROM and kind.startswith("text/html"))


def without_port(host: str) -> str:
    """Return the name in a Host header: `[::1]:8000` gives `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
