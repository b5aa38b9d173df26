"""What every operation is asked with, and how it answers."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from msgspec import Struct
from pydantic import BaseModel
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.platform.ids import text_hash
from app.platform.languages import find_language, get_language, parse_accept_language
from app.reading.api.schemas import Page, Problem, Words
from app.texts.reading import UnitText
from app.web.database import SessionDep
from app.web.late_routes import LateRoute
from app.web.negotiation import conditional

API = "/api/v1"
FALLBACK = "en"
MAX_CURSOR = 40
PROBLEM = {"application/problem+json": {"schema": Problem.model_json_schema()}}
LIST_PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {"description": "Something asked for makes no sense.", "content": PROBLEM},
    429: {"description": "Asked too often; see `Retry-After`.", "content": PROBLEM},
}
ITEM_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such thing.", "content": PROBLEM},
    410: {"description": "It was taken down.", "content": PROBLEM},
    **LIST_PROBLEMS,
}

Row = TypeVar("Row")
T = TypeVar("T")


def api_router(tag: str) -> APIRouter:
    """Return a router whose operations stand in the description."""
    return APIRouter(prefix=API, tags=[tag], route_class=LateRoute)


def refuse(name: str) -> RequestValidationError:
    """Return the error for a parameter that makes no sense."""
    return RequestValidationError([{"type": "value_error", "loc": ("query", name)}])


# Coroutines, because they only look at the request.
async def chosen_languages(
    request: Request,
    lang: Annotated[
        str | None,
        Query(
            description="Language of the texts; else `Accept-Language` chooses.",
            max_length=40,
            examples=["sw"],
        ),
    ] = None,
) -> tuple[str, ...]:
    """Return the languages to answer in, the best first; raise for an unknown one."""
    wishes = parse_accept_language(request.headers.get("accept-language", ""))
    known = [found.code for one in wishes if (found := _language(one))]
    if lang is not None:
        language = _language(lang)
        if language is None:
            raise refuse("lang")
        known.insert(0, language.code)
    return tuple(dict.fromkeys((*known, FALLBACK)))


def _language(text: str) -> Any:
    found = find_language(text)
    return found if found and not found.pseudo else None


class Asked(Struct, frozen=True):
    """Which part of a list is wanted: rows after an id, at most so many."""

    after: int
    limit: int


async def asked_page(
    cursor: Annotated[
        str | None,
        Query(description="`next` of the answer before.", max_length=MAX_CURSOR),
    ] = None,
    limit: Annotated[
        int, Query(description="At most so many items.", ge=1, le=100, examples=[20])
    ] = 20,
) -> Asked:
    """Return the part of a list that is asked for; raise for a made-up cursor."""
    return Asked(read_cursor(cursor) if cursor else 0, limit)


ChosenLanguages = Annotated[tuple[str, ...], Depends(chosen_languages)]
AskedPage = Annotated[Asked, Depends(asked_page)]


class Question(Struct, frozen=True):
    """What every operation needs to answer."""

    session: Session
    request: Request
    languages: tuple[str, ...]

    @property
    def site(self) -> str:
        """The address of the site, with the language of the answer."""
        url: str = self.request.app.state.settings_public.public_url
        return f"{url}/{self.languages[0]}"

    def answer(self, content: BaseModel) -> Response:
        """Return JSON with a validator; 304 for who has it already."""
        body = content.model_dump_json()
        response = Response(body, media_type="application/json")
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        response.headers["Vary"] = "Accept-Language"
        etag = f'W/"{text_hash(body)[:32]}"'
        return conditional(self.request, response, etag=etag)


async def asked_question(
    session: SessionDep, request: Request, languages: ChosenLanguages
) -> Question:
    """Return what a handler answers with."""
    return Question(session, request, languages)


Asking = Annotated[Question, Depends(asked_question, scope="function")]


def write_cursor(after: int) -> str:
    """Return an id as an opaque text."""
    return base64.urlsafe_b64encode(f"a{after}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """Return the id in a cursor of ours; raise RequestValidationError."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise refuse("cursor") from None
    digits = text[1:]
    if text[:1] != "a" or not digits.isdigit() or len(digits) > 9:
        raise refuse("cursor")
    return int(digits)


def page_of(
    rows: Sequence[Row],
    asked: Asked,
    row_id: Callable[[Row], int],
    items: Callable[[Sequence[Row]], list[T]],
) -> Page[T]:
    """Return a page of rows that were read with one more than the limit."""
    kept = rows[: asked.limit]
    more = write_cursor(row_id(kept[-1])) if len(rows) > asked.limit else None
    return Page(items=items(kept), next=more)


def words(unit: UnitText) -> Words:
    """Return a unit's wording with its language."""
    return text_in(unit.text, unit.language)


def text_in(text: str, code: str) -> Words:
    """Return a text with its language."""
    language = get_language(code)
    return Words(text=text, language=language.tag, direction=language.direction)
