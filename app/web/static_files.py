"""Static files from memory: addresses carry the content's hash, copies are packed once.

A hashed address may be kept for a year, so a page that was seen once costs only
its HTML the next time.
"""

import gzip
import hashlib
import mimetypes
from functools import cached_property, lru_cache
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.web.frames import OPEN
from app.web.negotiation import accepted_encoding, etag_matches

STATIC_FOLDER = Path(__file__).parents[2] / "static"
STATIC_PREFIX = "/static/"
FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "public, max-age=0, must-revalidate"
HASH_LENGTH = 10
SMALLEST_PACKED_BYTES = 200
_TEXT_TYPES = ("text/", "application/javascript", "application/json", "image/svg")
_OWN_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
}


class StaticFile:
    """One file with its hash and packed copies."""

    def __init__(self, path: Path) -> None:
        self.body = path.read_bytes()
        self.digest = hashlib.sha256(self.body).hexdigest()[:HASH_LENGTH]
        guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.type = _OWN_TYPES.get(path.suffix, guessed)

    @property
    def is_text(self) -> bool:
        return self.type.startswith(_TEXT_TYPES)

    @cached_property
    def brotli(self) -> bytes:
        packed: bytes = brotli.compress(self.body, quality=11)
        return packed

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    def packed(self, encoding: str | None) -> bytes:
        """Return the bytes for an encoding; None means as they are."""
        if encoding == "br":
            return self.brotli
        return self.gzip if encoding == "gzip" else self.body


class StaticFiles:
    """Serves a folder and knows the address of every file in it."""

    def __init__(self, folder: Path = STATIC_FOLDER) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): StaticFile(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".md"
        }
        self._by_address = {
            _hashed(name, file): name for name, file in self._files.items()
        }

    def url(self, name: str) -> str:
        """Return the address of a file, e.g. `passalong.css`."""
        return STATIC_PREFIX + _hashed(name, self._files[name])

    def file(self, name: str) -> StaticFile:
        return self._files[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._respond(Request(scope, receive))
        await response(scope, receive, send)

    def _respond(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response(status_code=405, headers={"Allow": "GET, HEAD"})
        asked = request.url.path.removeprefix(STATIC_PREFIX)
        name = self._by_address.get(asked, asked)
        file = self._files.get(name)
        if file is None:
            return Response("There is no such file.", 404, media_type="text/plain")
        headers = {
            "ETag": f'"{file.digest}"',
            "Cache-Control": REVALIDATE if name == asked else FOREVER,
            "Content-Type": file.type,
            **OPEN,
        }
        if etag_matches(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return _pack(request, file, headers)


@lru_cache(maxsize=1)
def static_files() -> StaticFiles:
    """Return the files of this installation, read once."""
    return StaticFiles()


def _hashed(name: str, file: StaticFile) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{file.digest}{dot}{suffix}"


def _pack(request: Request, file: StaticFile, headers: dict[str, str]) -> Response:
    encoding = None
    if file.is_text and len(file.body) >= SMALLEST_PACKED_BYTES:
        headers["Vary"] = "Accept-Encoding"
        encoding = accepted_encoding(request.headers.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    body = file.packed(encoding)
    headers["Content-Length"] = str(len(body))
    return Response(body if request.method == "GET" else b"", headers=headers)
