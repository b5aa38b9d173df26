"""Sends a stored file: whole or in part, from a folder, by nginx, or from a bucket."""

from collections.abc import Iterator
from typing import BinaryIO

from fastapi.responses import Response
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import StreamingResponse

from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.settings import Settings
from app.platform.storage import FolderStorage, Storage, Stored
from app.web.frames import OPEN
from app.web.negotiation import etag_matches, http_date
from app.web.ready_files import public_file
from app.web.sent_files import PIECE_BYTES, FileAnswer, asked_span

FOREVER = "public, max-age=31536000, immutable"
PRIVATE = "private, no-store"
NOT_OPEN = {"Cross-Origin-Resource-Policy": "same-origin"}
# Whatever a file turns out to be, it can run nothing and load nothing.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
SHOWN_TYPES = (
    "video/",
    "audio/",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/avif",
    "text/vtt",
    "application/vnd.apple.mpegurl",
)
PARTIAL = 206


class Sent(Struct, frozen=True):
    """What is said about a file: its type, its name, and who may keep it."""

    content_type: str
    disposition: str
    cache: str
    etag: str | None = None


def is_shown(content_type: str) -> bool:
    """Tell whether browsers show a type in place; everything else is downloaded."""
    return content_type.startswith(SHOWN_TYPES)


def disposition(content_type: str, file_name: str) -> str:
    """Return the value of Content-Disposition; stored names are plain ASCII."""
    kind = "inline" if is_shown(content_type) else "attachment"
    return f'{kind}; filename="{file_name}"'


def send_file(request: Request, key: str, sent: Sent) -> Response:
    """Answer with a file of the installation's storage; raise NotFound."""
    storage: Storage = request.app.state.storage
    found = storage.find(key)
    if found is None:
        raise NotFound(N_("This file is not here any more."))
    settings: Settings = request.app.state.settings
    etag = sent.etag or found.etag
    if settings.media_accel:
        # nginx sends it, and knows it by this name.
        etag = f'"{int(found.modified.timestamp()):x}-{found.bytes:x}"'
    headers = {
        "Content-Type": _with_charset(sent.content_type),
        "Cache-Control": sent.cache,
        "ETag": etag,
        "Last-Modified": http_date(found.modified),
        "Content-Security-Policy": POLICY,
        # What everybody may have, other sites' frames show too.
        **(OPEN if sent.cache == FOREVER else NOT_OPEN),
        "Content-Disposition": sent.disposition,
    }
    if not isinstance(storage, FolderStorage):
        return _streamed(request, storage, found, headers)
    if not settings.media_accel:
        path = storage.path(key)
        # Texts are packed for whoever takes them so.
        if sent.cache == FOREVER and not sent.content_type.startswith("text/"):
            public_file(request, path)
        return FileAnswer(path, headers)
    if etag_matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    headers["X-Accel-Redirect"] = f"{settings.media_accel}{key}"
    return Response(headers=headers)


def _with_charset(content_type: str) -> str:
    is_text = content_type.startswith("text/")
    return f"{content_type}; charset=utf-8" if is_text else content_type


def _streamed(
    request: Request, storage: Storage, found: Stored, headers: dict[str, str]
) -> Response:
    headers["Accept-Ranges"] = "bytes"
    span = asked_span(request.headers, found.bytes, headers["ETag"])
    headers |= span.headers
    if request.scope.get("is_head") or span.start == span.end:
        return Response(status_code=span.status, headers=headers)
    end = span.end if span.status == PARTIAL else None
    stream = storage.open(found.key, span.start, end)
    return StreamingResponse(_pieces(stream), span.status, headers=headers)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE_BYTES):
            yield piece
