"""Answers only under the names we serve, so that no address is built from a lie."""

from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


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


def without_port(host: str) -> str:
    """Return the name in a Host header: `[::1]:8000` gives `[::1]`."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
