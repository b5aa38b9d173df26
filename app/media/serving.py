"""Sends a stored file: whole or in part, from a folder, by nginx, or from a bucket."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fastapi.responses import FileResponse, Response
from starlette.requests import Request
from starlette.responses import StreamingResponse

from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.settings import Settings
from app.platform.storage import FolderStorage, Storage, Stored
from app.web.frames import OPEN
from app.web.negotiation import etag_matches

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
PIECE_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True)
class Sent:
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


class LargePieces(FileResponse):
    """Reads more at a time: each piece costs a change of threads."""

    chunk_size = PIECE_BYTES


def send_file(request: Request, key: str, sent: Sent) -> Response:
    """Answer with a file of the installation's storage; raise NotFound."""
    storage: Storage = request.app.state.storage
    found = storage.find(key)
    if found is None:
        raise NotFound(N_("This file is not here any more."))
    etag = sent.etag or found.etag
    headers = {
        "Cache-Control": sent.cache,
        "ETag": etag,
        "Content-Security-Policy": POLICY,
        # What everybody may have, other sites' frames show too.
        **(OPEN if sent.cache == FOREVER else NOT_OPEN),
        "Content-Disposition": sent.disposition,
    }
    if etag_matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    if not isinstance(storage, FolderStorage):
        return _streamed(request, storage, found, (sent, headers))
    settings: Settings = request.app.state.settings
    if settings.media_accel:
        headers["X-Accel-Redirect"] = f"{settings.media_accel}{key}"
        return Response(headers=headers, media_type=sent.content_type)
    return LargePieces(storage.path(key), media_type=sent.content_type, headers=headers)


def _streamed(
    request: Request,
    storage: Storage,
    found: Stored,
    about: tuple[Sent, dict[str, str]],
) -> Response:
    sent, headers = about
    headers["Accept-Ranges"] = "bytes"
    unchanged = request.headers.get("if-range") in {None, headers["ETag"]}
    asked = request.headers.get("range", "") if unchanged else ""
    start, end, is_part = 0, found.bytes, False
    if matched := _RANGE.fullmatch(asked):
        wanted = _wanted(matched[1], matched[2], found.bytes)
        if wanted is None:
            headers["Content-Range"] = f"bytes */{found.bytes}"
            return Response(status_code=416, headers=headers)
        is_part, (start, end) = True, wanted
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.bytes}"
    headers["Content-Length"] = str(end - start)
    status = 206 if is_part else 200
    if request.scope.get("is_head") or not found.bytes:
        return Response(status_code=status, headers=headers)
    stream = storage.open(found.key, start, end if is_part else None)
    return StreamingResponse(
        _pieces(stream), status, headers=headers, media_type=sent.content_type
    )


def _wanted(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Return where a range begins and ends (not included), None when outside."""
    if first:
        start = int(first)
        end = min(int(last) + 1, size) if last else size
    else:
        start, end = max(size - int(last or 0), 0), size
    return (start, end) if start < end else None


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE_BYTES):
            yield piece
