"""What is sent to the folder: the body of a request, written into a file.

Most of it is read from the connection by the receiver, a process of its own: whoever
reads a page waits for none of it. What came with the beginning of the request, what
does not say how long it is, and what a server sends that lends no connections is read
here, in turns (`app.web.pacing`).
"""

import asyncio
import os

from starlette.requests import Request

from app.media.writers import in_writer
from app.platform.receiver import LOST, SILENT
from app.platform.receiving import Receiving
from app.platform.storage.new_file import NewFile
from app.web.lending import RestOfBody, rest_of_body
from app.web.sent_files import PIECE_BYTES


class TooMuch(Exception):
    """More is sent than may be."""


async def receive_body(request: Request, file: NewFile, *, most: int) -> None:
    """Write a body into a file; raise TooMuch as soon as it is too long."""
    rest = rest_of_body(request)
    if rest is None:
        await _read(request, file, most=most)
    elif rest.length > most:
        raise TooMuch
    else:
        await lend(request, rest, rest.take(), file)


async def _read(request: Request, file: NewFile, *, most: int) -> None:
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if file.bytes + len(held) > most:
            raise TooMuch
        if len(held) >= PIECE_BYTES:
            # A disk that is busy must not hold the readers of pages.
            await in_writer(file.write, held)
            held = bytearray()
    await in_writer(file.write, held)


async def lend(request: Request, rest: RestOfBody, came: bytes, file: NewFile) -> None:
    """Write what has come, and let the receiver read on to the end of the body.

    Raises ClientDisconnect where the end never came, OSError where the disk took
    no more.
    """
    await in_writer(file.write, came)
    if left := rest.left:
        receiving = _receiving(request)
        outcome = await receiving.take(rest.connection, file.handle, left)
        rest.end(is_whole=outcome not in {LOST, SILENT})
        if outcome:
            raise OSError(outcome, os.strerror(outcome))
        file.bytes += left


def _receiving(request: Request) -> Receiving:
    state = request.app.state
    if state.receiving is None:
        state.receiving = Receiving(asyncio.get_running_loop())
    receiving: Receiving = state.receiving
    return receiving
