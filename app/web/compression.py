"""Packs text answers with Brotli or gzip; streams pass through untouched."""

import gzip

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.negotiation import accepted_encoding

SMALLEST_PACKED_BYTES = 500
# A lesson of 29 kB: 7.4 kB in 0.4 ms; 7.9 kB in 0.15 ms with quality 2.
BROTLI_QUALITY = 4
GZIP_LEVEL = 5
PACKED_TYPES = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/ld+json",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
)


class Compression:
    """Packs whole bodies; a body that arrives in pieces is a stream and is left."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        accepted = Headers(scope=scope).get("accept-encoding", "")
        packer = _Packer(send, accepted_encoding(accepted))
        await self.app(scope, receive, packer.send)


class _Packer:
    def __init__(self, send: Send, encoding: str | None) -> None:
        self._send = send
        self._encoding = encoding
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _may_be_packed(message):
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
            if self._encoding:
                self._start = message
                return
        if self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            if not message.get("more_body", False):
                message = self._packed(start, message)
            await self._send(start)
        await self._send(message)

    def _packed(self, start: Message, message: Message) -> Message:
        body = message.get("body", b"")
        if len(body) < SMALLEST_PACKED_BYTES or self._encoding is None:
            return message
        body = pack(body, self._encoding)
        headers = MutableHeaders(scope=start)
        headers["Content-Encoding"] = self._encoding
        headers["Content-Length"] = str(len(body))
        return {**message, "body": body}


def pack(body: bytes, encoding: str) -> bytes:
    """Return the body in an encoding, quickly rather than as small as possible."""
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return packed
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def _may_be_packed(message: Message) -> bool:
    headers = MutableHeaders(scope=message)
    if "content-encoding" in headers or message["status"] in {204, 206, 304}:
        return False
    content_type = headers.get("content-type", "")
    return content_type.startswith(PACKED_TYPES) and "event-stream" not in content_type
