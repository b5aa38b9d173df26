"""Serving files: addresses say what a file holds, so they may be kept for a year."""

from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, Response

from app.accounts.access import Public
from app.media.queries import find_file
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.storage import FolderStorage
from app.web.database import SessionDep
from app.web.negotiation import etag_matches

FOREVER = "public, max-age=31536000, immutable"
# Whatever a file turns out to be, it can run nothing and load nothing.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
SHOWN_TYPES = ("video/", "audio/", "image/png", "image/jpeg", "image/webp", "text/vtt")

router = APIRouter(include_in_schema=False)

Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=120)]


@router.api_route("/media/{digest}/{name}", methods=["GET", "HEAD"], name="media.file")
def serve_file(
    _reader: Public,
    session: SessionDep,
    request: Request,
    digest: Digest,
    name: FileName,
) -> Response:
    """Send a file, or the part of it that was asked for."""
    key = f"{digest[:2]}/{digest}/{name}"
    file = find_file(session, key)
    storage: FolderStorage = request.app.state.storage
    if file is None or not storage.exists(key):
        raise NotFound(N_("This file is not here any more."))
    etag = f'"{digest[:20]}"'
    headers = {
        "Cache-Control": FOREVER,
        "ETag": etag,
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if etag_matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    shown = file.content_type.startswith(SHOWN_TYPES)
    return FileResponse(
        storage.path(key),
        media_type=file.content_type,
        filename=PurePosixPath(key).name,
        content_disposition_type="inline" if shown else "attachment",
        headers=headers,
    )
