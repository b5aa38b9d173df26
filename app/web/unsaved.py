"""A form that could not be saved: what was typed is shown again, to be sent once more.

One answer for every form in which people write long texts, when the database has no
room or does not answer. Forms that can show themselves again, as the draft's, do that.
"""

from collections.abc import Iterable, Sequence
from functools import partial

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
from app.web.body_limit import MAX_BODY_BYTES
from app.web.errors import request_id, respond, wants_fragment, wants_json
from app.web.templates import render

log = structlog.get_logger("passalong.errors")

SIGNED_OUT, UNAVAILABLE = 401, 503
NOT_SAVED = N_(
    "This could not be saved: the server has no room left, or its database does not "
    "answer. What you wrote is still here. Keep this page open, and save again later."
)
NOT_DONE = N_(
    "This could not be saved: the server has no room left, or its database does not "
    "answer. Nothing was changed. Go back, and try again later."
)
NOT_SIGNED_IN = N_(
    "You are not signed in any more, so this is not saved yet. Sign in in another tab, "
    "then save here once more."
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

    @property
    def is_written(self) -> bool:
        """Whether it is more than a word, which nobody chose from a list."""
        return " " in self.text.strip() or self.is_long


class Unsaved(Struct, frozen=True):
    """The page with a form that could not be saved.

    `login` is where to sign in, empty where that is not what is missing.
    """

    action: str
    fields: Sequence[SentField]
    message: str
    request_id: str
    login: str = ""


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
    page = _page(request, fields, message)
    return render(request, "errors/unsaved.html", page, status=UNAVAILABLE)


async def kept_for_later(request: Request, login: str) -> Response | None:
    """Show what somebody wrote who is not signed in any more; None if it is little.

    `login` is where they can sign in, beside this page. What is longer than a stranger
    may send anywhere is not read.
    """
    if request.method != "POST" or not _is_short(request):
        return None
    fields = await _sent(request)
    if _has_secret(fields) or not any(field.is_written for field in fields):
        return None
    page = _page(request, fields, gettext(NOT_SIGNED_IN), login)
    return await run_in_threadpool(
        partial(render, request, "errors/unsaved.html", page, status=SIGNED_OUT)
    )


def _is_short(request: Request) -> bool:
    length = request.headers.get("content-length", "")
    digits = len(str(MAX_BODY_BYTES))
    return (
        length.isdecimal() and len(length) <= digits and int(length) <= MAX_BODY_BYTES
    )


def _page(
    request: Request, fields: Sequence[SentField], message: str, login: str = ""
) -> Unsaved:
    query = f"?{request.url.query}" if request.url.query else ""
    return Unsaved(
        action=request.url.path + query,
        fields=fields,
        message=message,
        request_id=request_id(request.scope),
        login=login,
    )


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
    is_worth = any(one.is_long for one in fields) and not _has_secret(fields)
    return fields if is_worth else []


def _has_secret(fields: Sequence[SentField]) -> bool:
    return any(part in field.name for field in fields for part in SECRETS)
