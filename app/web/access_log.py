"""A request id and one log line per request, without anything a reader wrote.

No query text, no address of the reader, no names: the line holds the route's
template, not the path.
"""

import re
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.ids import secret_token

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
UNMATCHED = "(no route)"

log = structlog.get_logger("passalong.access")


class AccessLog:
    """Names the request, binds the name to every log line, and logs the outcome."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        status = 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, note)
        finally:
            elapsed = round((time.perf_counter() - started) * 1000, 1)
            log.info(
                "request",
                method=_method(scope),
                route=route_template(scope),
                status=status,
                ms=elapsed,
            )
            structlog.contextvars.unbind_contextvars("request_id")


def route_template(scope: Scope) -> str:
    """Return the matched route with its placeholders, never the path itself."""
    if scope["path"].startswith("/static/"):
        return "/static/{path}"
    route = scope.get("route")
    return getattr(route, "path", UNMATCHED)


def _request_id(scope: Scope) -> str:
    """Take over the id a proxy gave, if it is harmless."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _GIVEN_ID.fullmatch(given) else secret_token()[:16]


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "(other)"
