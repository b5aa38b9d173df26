"""Ready pages for readers without cookies, in front of everything else.

A page is kept only when its handler marks it `public_page`; the key holds all that
may change it: host, address, allowed query, data saver, encoding. When content
changes, every page is dropped; a page that was being made meanwhile is not kept.

Whoever asks for a page while it is made for another waits for that one: after a start
or a change, all readers of a busy page would make it at once, each in a thread.
"""

import asyncio
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import brotli
from msgspec import Struct
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.negotiation import accepted_encoding, etag_matches

CACHEABLE_QUERY = frozenset({b"", b"page=1", b"page=2", b"page=3"})
CACHE_CONTROL = b"public, max-age=0, must-revalidate"
VARY = b"Accept-Encoding, Cookie, Save-Data"
MAX_KEY_BYTES = 400
# Longer, and whoever waits makes the page too: the other may have a slow line.
PATIENCE_SECONDS = 2.0
MAX_NOT_KEPT = 1_000
BROTLI_QUALITY = 6
_MARK = "public_page"
_PERSONAL = frozenset({b"cookie", b"authorization", b"hx-request"})
_NOT_KEPT = frozenset({b"x-request-id", b"cache-control", b"vary"})

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, ...]


def public_page(request: Request) -> None:
    """Mark the answer as the same for every reader without cookies."""
    request.state.public_page = True


class ReadyPage(Struct, frozen=True):
    """A whole answer, packed, with its 304."""

    body: bytes
    headers: Headers
    etag: str
    unchanged: Headers

    @property
    def cost(self) -> int:
        """Bytes this page takes, about."""
        return len(self.body) + 2_000


class PageCache:
    """Answers from memory; keeps the least recently used pages within a budget."""

    def __init__(self, app: ASGIApp, *, budget: int, store: "PageStore") -> None:
        self.app = app
        self.budget = budget
        self.store = store
        self.making = PagesInMaking()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key, known_tag = (None, None)
        if scope["type"] == "http" and self.budget:
            key, known_tag = _key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        page = self.store.find(key)
        if page is None and await self.making.ended(key):
            page = self.store.find(key)
        if page is None:
            with self.making.by_me(key):
                await self._make(scope, receive, send, key)
            return
        if known_tag and etag_matches(known_tag, page.etag):
            await send(_start(304, page.unchanged))
            await send({"type": "http.response.body", "body": b""})
            return
        await send(_start(200, page.headers))
        body = page.body if scope["method"] == "GET" else b""
        await send({"type": "http.response.body", "body": body})

    async def _make(self, scope: Scope, receive: Receive, send: Send, key: Key) -> None:
        recorder = _Recorder(scope, send, partial(self.making.let_go, key))
        generation = self.store.generation
        await self.app(scope, receive, recorder.send)
        if recorder.body is not None and scope["method"] == "GET":
            page = await asyncio.to_thread(_ready, recorder.headers, recorder.body, key)
            self.store.keep(key, page, generation=generation, budget=self.budget)
            self.making.note_kept(key)


class PagesInMaking:
    """Which pages are made just now, and which nobody need wait for.

    A page that was not kept last time is made by each who asks for it, at once.
    """

    def __init__(self) -> None:
        self._ends: dict[Key, asyncio.Event] = {}
        self._not_kept: OrderedDict[Key, None] = OrderedDict()

    async def ended(self, key: Key) -> bool:
        """Wait while another makes the page; return whether that was so."""
        end = self._ends.get(key)
        if end is None:
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await end.wait()
        return True

    @contextmanager
    def by_me(self, key: Key) -> Iterator[None]:
        """Let others wait while I make the page, unless I am not the first."""
        if key in self._ends or key in self._not_kept:
            yield
            return
        end = self._ends[key] = asyncio.Event()
        try:
            yield
        finally:
            if self._ends.get(key) is end:
                del self._ends[key]
            end.set()

    def let_go(self, key: Key) -> None:
        """Let nobody wait for this page any more: it is none that is kept.

        A film or a stream of events begins long before it ends.
        """
        self._not_kept[key] = None
        while len(self._not_kept) > MAX_NOT_KEPT:
            self._not_kept.popitem(last=False)
        if end := self._ends.pop(key, None):
            end.set()

    def note_kept(self, key: Key) -> None:
        """Remember that this page is kept: others may wait for it next time."""
        self._not_kept.pop(key, None)


class PageStore:
    """The pages of one process and when they were dropped last."""

    def __init__(self) -> None:
        self.generation = 0
        self._pages: OrderedDict[Key, ReadyPage] = OrderedDict()
        # Pages are dropped by whichever thread commits, in the middle of anything.
        self._lock = threading.Lock()
        self._cost = 0

    def find(self, key: Key) -> ReadyPage | None:
        """Return the page, now the most recently used one."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: ReadyPage, *, generation: int, budget: int) -> None:
        """Keep a page, unless content has changed since it was begun."""
        if page.cost > budget // 4:
            return
        with self._lock:
            if generation != self.generation:
                return
            old = self._pages.pop(key, None)
            self._cost += page.cost - (old.cost if old else 0)
            self._pages[key] = page
            while self._cost > budget:
                _, dropped = self._pages.popitem(last=False)
                self._cost -= dropped.cost

    def clear(self) -> None:
        """Drop every page."""
        with self._lock:
            self.generation += 1
            self._pages.clear()
            self._cost = 0


def _key(scope: Scope) -> tuple[Key | None, str | None]:
    """Return the key of a request any reader might send, and the version they have."""
    headers = dict(scope["headers"])
    # Of a header that is sent twice, others may read the one that is not in the key.
    is_plain = len(headers) == len(scope["headers"])
    is_anyones = (
        is_plain
        and scope["method"] in {"GET", "HEAD"}
        and scope["query_string"] in CACHEABLE_QUERY
        and not headers.keys() & _PERSONAL
    )
    if not is_anyones:
        return None, None
    accepted = headers.get(b"accept-encoding", b"").decode("latin-1")
    key = (
        headers.get(b"host", b""),
        scope["raw_path"],
        scope["query_string"],
        headers.get(b"save-data", b""),
        (accepted_encoding(accepted) or "").encode(),
    )
    if sum(map(len, key)) > MAX_KEY_BYTES:
        return None, None
    known = headers.get(b"if-none-match")
    return key, known.decode("latin-1") if known else None


def _start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


class _Recorder:
    """Passes an answer on and remembers it when it may be kept."""

    def __init__(self, scope: Scope, send: Send, let_go: Callable[[], None]) -> None:
        self.scope = scope
        self.let_go = let_go
        self.headers: Headers = []
        self.body: bytes | None = None
        self._send = send
        self._keeps = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._keeps = self._may_be_kept(message)
            if self._keeps:
                self.headers = [
                    (name, value)
                    for name, value in message["headers"]
                    if name.lower() not in _NOT_KEPT
                ]
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = CACHE_CONTROL.decode()
                headers["Vary"] = VARY.decode()
            else:
                self.let_go()
        elif self._keeps:
            self.body = message.get("body", b"")
            if message.get("more_body"):
                self._keeps, self.body = False, None
                self.let_go()
        await self._send(message)

    def _may_be_kept(self, message: Message) -> bool:
        if message["status"] != 200 or not self.scope.get("state", {}).get(_MARK):
            return False
        return all(name.lower() != b"set-cookie" for name, _ in message["headers"])


def _ready(headers: Headers, body: bytes, key: Key) -> ReadyPage:
    """Pack a page as small as it pays for one that is served many times."""
    held = dict(headers)
    if held.get(b"content-encoding") == b"br":
        body = brotli.compress(brotli.decompress(body), quality=BROTLI_QUALITY)
    etag = '"' + hashlib.sha256(b"|".join([*key, body])).hexdigest()[:20] + '"'
    always = [
        (b"etag", etag.encode()),
        (b"cache-control", CACHE_CONTROL),
        (b"vary", VARY),
    ]
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() not in {b"content-length", b"etag"}
    ]
    length = (b"content-length", str(len(body)).encode())
    return ReadyPage(body, [*kept, length, *always], etag, always)
