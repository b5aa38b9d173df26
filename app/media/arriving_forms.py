"""A form that brings a file: first what its fields say, then the file into its place.

What the fields allow is known before the file is read: what may not be sent is refused
at its beginning. As for a bucket, the file comes behind its permit; where it does not,
the form is read as a whole first.
"""

import os
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from msgspec import Struct
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.types import Message

from app.media.arriving import TooMuch, lend
from app.media.writers import in_writer
from app.platform.storage.new_file import NewFile
from app.web.lending import RestOfBody, rest_of_body
from app.web.sent_files import PIECE_BYTES

# What a form has besides its file.
FORM_BYTES = 64 * 1024
MAX_FIELDS = 20
_BOUNDARY = re.compile(r'multipart/form-data;.*\bboundary=(?:"([^"]+)"|([^";\s]+))')
_HEADER = rb"[^\r\n]+\r\n"
_OF_FILE = rb'content-disposition:[^\r\n]*;\s*name="file"[^\r\n]*\r\n'


class WholeForm(Struct, frozen=True):
    """A form that has been read."""

    fields: FormData

    async def write_to(self, file: NewFile, *, most: int) -> None:
        """Write what the form brings into a file; raise TooMuch for a longer one."""
        brought = self.fields["file"]
        if not isinstance(brought, UploadFile) or (brought.size or 0) > most:
            raise TooMuch
        while piece := await brought.read(PIECE_BYTES):
            await in_writer(file.write, piece)


class BegunForm(Struct, frozen=True):
    """A form that has been read up to its file, and what of that has come."""

    fields: FormData
    request: Request
    rest: RestOfBody
    came: bytes
    boundary: bytes

    async def write_to(self, file: NewFile, *, most: int) -> None:
        """Write what the form brings into a file; raise TooMuch for a longer one."""
        if len(self.came) + self.rest.left > most + FORM_BYTES:
            raise TooMuch
        await lend(self.request, self.rest, self.came, file)
        await in_writer(self._cut, file)

    def _cut(self, file: NewFile) -> None:
        """Take away what comes behind the file; raise TooMuch where nothing does."""
        first = max(file.bytes - FORM_BYTES, 0)
        place = os.pread(file.handle, FORM_BYTES, first).find(self.boundary)
        if place < 0:
            raise TooMuch
        file.end_at(first + place)


@asynccontextmanager
async def arriving_form(request: Request) -> AsyncIterator[WholeForm | BegunForm]:
    """Yield a form whose file is still to be written."""
    rest, told = rest_of_body(request), request.headers.get("content-type", "")
    if rest and (found := _BOUNDARY.match(told)):
        boundary = b"\r\n--" + (found[1] or found[2]).encode("latin-1")
        came, is_all = await _beginning(request, boundary)
        begun = None if is_all else await _begun(request, rest, came, boundary)
        if begun is not None:
            yield begun
            return
        request = _again(request, came, more=not is_all)
    async with request.form(max_files=1, max_fields=MAX_FIELDS) as form:
        yield WholeForm(form)


async def _beginning(request: Request, boundary: bytes) -> tuple[bytes, bool]:
    """Return the form up to its file, or more of it; and whether that is all."""
    came = b""
    async with aclosing(request.stream()) as pieces:
        async for piece in pieces:
            came += piece
            if len(came) > FORM_BYTES or _place_of_file(came, boundary):
                return came, False
    return came, True


def _place_of_file(came: bytes, boundary: bytes) -> int:
    """Return where the file begins, 0 where that has not come yet."""
    part = rb"(?:%s)*?%s(?:%s)*\r\n" % (_HEADER, _OF_FILE, _HEADER)
    lines = re.compile(re.escape(boundary) + rb"\r\n" + part, re.IGNORECASE)
    # The first boundary has no line in front of it.
    found = lines.search(b"\r\n" + came)
    return found.end() - 2 if found else 0


async def _begun(
    request: Request, rest: RestOfBody, came: bytes, boundary: bytes
) -> BegunForm | None:
    place = _place_of_file(came, boundary)
    # What has come, as though the file were empty and the form ended with it.
    beginning = _again(request, came[:place] + boundary + b"--\r\n", more=False)
    async with beginning.form(max_files=1, max_fields=MAX_FIELDS) as form:
        fields = form
    if not place or "permit" not in fields:
        return None
    return BegunForm(fields, request, rest, came[place:] + rest.take(), boundary)


def _again(request: Request, came: bytes, *, more: bool) -> Request:
    """Return the request as though nothing of its body had been read."""
    first: list[Message] = [{"type": "http.request", "body": came, "more_body": more}]

    async def receive() -> Message:
        return first.pop() if first else await request.receive()

    return Request(request.scope, receive)
