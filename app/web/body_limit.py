"""Refuses bodies larger than a form may be, before anything reads them."""

import asyncio
import re
from typing import ClassVar

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.errors import AppError, Invalid
from app.platform.i18n import N_
from app.web.pacing import TakingTurns

MAX_BODY_BYTES = 1_000_000
# Files of translations and of packs are sent whole, with what they are part of.
FILES = re.compile("/[a-z0-9-]{1,40}/(?:translations|contribute)/")
MAX_FILE_BYTES = 17_000_000
# A whole draft goes where no socket gets through: as much as a frame of a socket holds.
DRAFTS = re.compile("/live/[0-9]+/")
MAX_DRAFT_BYTES = 4_200_000
# A text that is far too long is answered by its form, with the text in it: 5 MB of any
# script, three signs to a byte. Who may not write there is refused unread.
TEXTS = re.compile("/[a-z0-9-]{1,40}/edit/[a-z0-9-]{1,80}/[0-9]{1,4}")
MAX_TEXT_FORM_BYTES = 16_000_000
LARGE_AT_ONCE = 2
# Files arrive here; the handler counts their bytes against a signed permit.
COUNTED_ELSEWHERE = "/storage"
# Python refuses to read numbers of thousands of digits.
MAX_LENGTH_DIGITS = 20


class BodyTooLarge(AppError):
    """More was sent than a form can hold."""

    status: ClassVar[int] = 413

    def __init__(self, limit: int = MAX_BODY_BYTES) -> None:
        super().__init__(
            N_(
                "This is more than %(size)s MB, so nothing of it was kept. "
                "Send less at once."
            ),
            size=limit // 1_000_000,
        )


class BodyLimit:
    """Checks the announced length; counts when none is announced."""

    def __init__(self, app: ASGIApp, *, limit: int = MAX_BODY_BYTES) -> None:
        self.app = app
        self.limit = limit
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self._senders = TakingTurns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_read(scope):
            await self.app(scope, receive, send)
            return
        if scope["path"] == COUNTED_ELSEWHERE:
            await self.app(scope, self._senders.of(receive), send)
            return
        limit = self._limit(scope["path"])
        length = Headers(scope=scope).get("content-length")
        if length is None:
            receive = await _counted(receive, limit)
        elif not length.isascii() or not length.isdigit():
            raise Invalid(N_("The length of what was sent is not a number."))
        elif len(length) <= MAX_LENGTH_DIGITS and self._is_large(scope, int(length)):
            # They wait for each other, so that few of them are in memory.
            async with self._large:
                await self.app(scope, receive, send)
            return
        elif len(length) > MAX_LENGTH_DIGITS or int(length) > limit:
            raise BodyTooLarge(limit)
        await self.app(scope, receive, send)

    def _is_large(self, scope: Scope, length: int) -> bool:
        is_text = TEXTS.fullmatch(scope["path"]) is not None
        return is_text and self.limit < length <= MAX_TEXT_FORM_BYTES

    def _limit(self, path: str) -> int:
        if FILES.match(path):
            return MAX_FILE_BYTES
        return MAX_DRAFT_BYTES if DRAFTS.match(path) else self.limit


async def _counted(receive: Receive, limit: int) -> Receive:
    """Read the body here, so that it is refused as a whole."""
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise BodyTooLarge(limit)
    pending: list[Message] = [
        {"type": "http.request", "body": body, "more_body": False}
    ]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _is_read(scope: Scope) -> bool:
    return scope["method"] in {"GET", "HEAD", "OPTIONS"}
