"""A form that could not be saved: what was typed is shown again, to be sent once more.

One answer for every form in which people write long texts, when the database has no
room or does not answer. Forms that can show themselves again, as the draft's, do that.
"""

from collections.abc import Iterable, Sequence

import structlog
from fastapi import FastAPI
from msgspec import Struct
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.platform.i18n import N_, gettext
from app.web.errors import request_id, respond, wants_fragment, wants_json
from app.web.templates import render

log = structlog.get_logger("passalong.errors")

UNAVAILABLE = 503
NOT_SAVED = N_(
    "This could not be saved: the server has no room left, or its database does not "
    "answer. What you wrote is still here. Keep this page open, and save again later."
)
NOT_DONE = N_(
    "This could not be saved: the server has no room left, or its database does not "
    "answer. Nothing was changed. Go back, and try again later."
)
# What somebody would not like to write a second time.
LONG_CHARACTERS = 60
# Nothing of these goes into a page.
SECRETS = ("passphrase", "secret", "token")


class SentField(Struct, frozen=True):
    """A field as it was sent; what is long is shown, the rest only sent again."""

    name: str
    text: str

    @property
    def is_long(self) -> bool:
        """Whether somebody wrote more than a few words."""
        return len(self.text) > LONG_CHARACTERS or "\n" in self.text


class Unsaved(Struct, frozen=True):
    """The page with a form that could not be saved."""

    action: str
    fields: Sequence[SentField]
    message: str
    request_id: str


def remember(request: Request, items: Iterable[tuple[str, UploadFile | str]]) -> None:
    """Keep what a form sent until its request is answered."""
    texts = [(name, text) for name, text in items if isinstance(text, str)]
    request.state.sent_fields = [SentField(*item) for item in texts]


def add_unsaved_answer(app: FastAPI) -> None:
    """Answer a form that the database did not take with what was typed into it.

    One of which nothing need be typed again is told that nothing was changed.
    """

    @app.exception_handler(OperationalError)
    async def not_saved(request: Request, error: OperationalError) -> Response:
        if request.method in {"GET", "HEAD"}:
            raise error
        fields = _worth_keeping(await _sent(request))
        return await run_in_threadpool(_answer, request, fields, error)


def _answer(
    request: Request, fields: Sequence[SentField], error: OperationalError
) -> Response:
    log.error("form_not_saved", path=request.url.path, exc_info=error)
    message = gettext(NOT_SAVED if fields else NOT_DONE)
    if not fields or wants_json(request) or wants_fragment(request):
        return respond(request, UNAVAILABLE, message)
    query = f"?{request.url.query}" if request.url.query else ""
    page = Unsaved(
        action=request.url.path + query,
        fields=fields,
        message=message,
        request_id=request_id(request.scope),
    )
    return render(request, "errors/unsaved.html", page, status=UNAVAILABLE)


async def _sent(request: Request) -> Sequence[SentField]:
    """Return what the form held; who sent it was perhaps not even asked for yet."""
    if not hasattr(request.state, "sent_fields"):
        try:
            remember(request, (await request.form(max_files=0)).multi_items())
        except (HTTPException, ClientDisconnect, RuntimeError, UnicodeError):
            # What cannot be read, or read again, cannot be shown again either.
            return []
    fields: list[SentField] = request.state.sent_fields
    return fields


def _worth_keeping(fields: Sequence[SentField]) -> Sequence[SentField]:
    is_secret = any(part in field.name for field in fields for part in SECRETS)
    return [] if is_secret or not any(one.is_long for one in fields) else fields
