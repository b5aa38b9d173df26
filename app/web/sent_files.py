"""Sends a file of a local folder: whole, a range of it, or that it is unchanged."""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from fastapi.responses import Response
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from app.web.negotiation import etag_matches

PIECE_BYTES = 256 * 1024
# After so many pieces it is looked whether anybody is there to take the next ones.
PIECES_BLINDLY = 4
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Span(Struct, frozen=True):
    """Which bytes of a file are sent, from `start` up to `end`, which is not; with
    the status and the headers that say so. Nothing is sent where both are the same.
    """

    start: int
    end: int
    status: int
    headers: dict[str, str]


def asked_span(asked: Headers, size: int, etag: str) -> Span:
    """Return what a request wants of a file of this size."""
    if etag_matches(asked.get("if-none-match"), etag):
        return Span(0, 0, 304, {})
    unchanged = asked.get("if-range") in {None, etag}
    matched = _RANGE.fullmatch(asked.get("range", "")) if unchanged else None
    if matched is None:
        return Span(0, size, 200, {"Content-Length": str(size)})
    start, end = _wanted(matched[1], matched[2], size)
    if start >= end:
        outside = {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
        return Span(0, 0, 416, outside)
    inside = f"bytes {start}-{end - 1}/{size}"
    length = str(end - start)
    return Span(start, end, 206, {"Content-Range": inside, "Content-Length": length})


def _wanted(first: str, last: str, size: int) -> tuple[int, int]:
    if first:
        return int(first), min(int(last) + 1, size) if last else size
    return max(size - int(last or 0), 0), size


class FileAnswer(Response):
    """Sends a file that lies at a path; `headers` say everything but the range.

    Raises FileNotFoundError before anything is sent.
    """

    def __init__(self, path: Path, headers: Mapping[str, str]) -> None:
        self.path = path
        super().__init__(headers=headers)
        # How long it is depends on what is asked of it.
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open the file beside the readers of pages, then send what was asked for."""
        asked, etag = Headers(scope=scope), self.headers["etag"]
        span, handle, piece = await run_in_threadpool(_opened, self.path, asked, etag)
        with os.fdopen(handle, "rb", buffering=0):
            await send(_start(span, self.raw_headers))
            if scope["method"] == "HEAD" or scope.get("is_head") or not piece:
                await send({"type": "http.response.body", "body": b""})
                return
            request = Request(scope, receive)
            await _send_pieces(request, send, (handle, piece, span))


def _start(span: Span, always: list[tuple[bytes, bytes]]) -> dict[str, object]:
    own = [(k.lower().encode(), v.encode()) for k, v in span.headers.items()]
    ranges = (b"accept-ranges", b"bytes")
    headers = [*always, ranges, *own]
    return {"type": "http.response.start", "status": span.status, "headers": headers}


def _opened(path: Path, asked: Headers, etag: str) -> tuple[Span, int, bytes]:
    """Return what is asked of a file, its open handle, and the first piece of it."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise FileNotFoundError(path.name)
        span = asked_span(asked, found.st_size, etag)
        most = min(PIECE_BYTES, span.end - span.start)
        return span, handle, os.pread(handle, most, span.start)
    except BaseException:
        os.close(handle)
        raise


async def _send_pieces(
    request: Request, send: Send, what: tuple[int, bytes | bytearray, Span]
) -> None:
    handle, piece, span = what
    at, sent = span.start, 0
    while piece:
        at, sent = at + len(piece), sent + 1
        more = at < span.end
        await send({"type": "http.response.body", "body": piece, "more_body": more})
        if not more:
            return
        # To nobody a server "sends" as fast as a disk gives, and nothing else runs.
        if sent % PIECES_BLINDLY == 0 and await request.is_disconnected():
            return
        size = min(PIECE_BYTES, span.end - at)
        piece = _at_hand(handle, size, at)
        if not piece:
            piece = await run_in_threadpool(os.pread, handle, size, at)


def _at_hand(handle: int, size: int, at: int) -> bytearray:
    """Read what is in memory already; nothing where the disk has to be asked: who
    waits for it waits in a thread.
    """
    held = bytearray(size)
    try:
        count = os.preadv(handle, [held], at, os.RWF_NOWAIT)
    except OSError:
        return bytearray()
    del held[count:]
    return held
