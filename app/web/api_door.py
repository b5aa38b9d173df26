"""The door for programs: open to pages of other sites, counted by network.

Counts live in this process. They keep one client from taking what others need; a
server with several processes lets in as many times more.
"""

import time
from collections import OrderedDict

from msgspec import Struct
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.networks import address_prefix
from app.web.errors import respond

API_PREFIX = "/api/"
WINDOW_SECONDS = 60
MAX_NETWORKS = 10_000
# Reading for everybody and without cookies: nothing here differs by who asks.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class _Window(Struct):
    started: float
    count: int = 0


class Count(Struct, frozen=True):
    """How much a network has left, and when it begins anew."""

    limit: int
    remaining: int
    reset: int

    @property
    def is_over(self) -> bool:
        """Whether this request was one too many."""
        return self.remaining < 0

    @property
    def headers(self) -> dict[str, str]:
        """What the client is told."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.remaining)),
            "RateLimit-Reset": str(self.reset),
        }


class Meter:
    """Counts requests by network in windows of a minute; 0 is no limit."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def count(self, network: str, now: float) -> Count:
        """Count one request."""
        window = self._windows.get(network)
        if window is None or now - window.started >= WINDOW_SECONDS:
            window = self._windows[network] = _Window(now)
        self._windows.move_to_end(network)
        while len(self._windows) > MAX_NETWORKS:
            self._windows.popitem(last=False)
        window.count += 1
        left = WINDOW_SECONDS - (now - window.started)
        return Count(self.per_minute, self.per_minute - window.count, max(1, int(left)))


class ApiDoor:
    """Answers preflights, counts, and says on every answer who may read it."""

    def __init__(self, app: ASGIApp, *, per_minute: int) -> None:
        self.app = app
        self.meter = Meter(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(API_PREFIX):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(None, 204, {**OPEN, **PREFLIGHT})(scope, receive, send)
            return
        told = dict(OPEN)
        answer: ASGIApp = self.app
        if self.meter.per_minute:
            client = scope.get("client") or ("",)
            count = self.meter.count(address_prefix(client[0]), time.monotonic())
            told.update(count.headers)
            if count.is_over:
                answer = respond(Request(scope), 429)
                told["Retry-After"] = str(count.reset)

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(told)
            await send(message)

        await answer(scope, receive, tell)
