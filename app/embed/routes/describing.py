"""oEmbed: what a site is told that asks how to show an address of ours."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from app.accounts.access import Public
from app.embed.oembed import Named, answer, understood
from app.onboarding.queries import best_words, get_path
from app.packs.queries import get_course, get_pack
from app.platform.errors import AppError, NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, get_language
from app.reading.loading import (
    ModuleAddress,
    PackAddress,
)
from app.reading.record_view import build_course_view
from app.texts.models import Document
from app.web.frames import OPEN
from app.web.late_routes import LateRoute
from app.web.snapshots import Content, ContentReader

NOT_OURS = N_("This address is not a pack, module or course of this site.")
UNKNOWN_FORMAT = N_("Only JSON is given here: leave `format` out or set it to json.")

router = APIRouter(include_in_schema=False, route_class=LateRoute)


class UnknownFormat(AppError):
    """Another format than JSON was asked for; oEmbed wants 501 then."""

    status = 501


@router.get("/oembed", name="embed.oembed")
def describe(
    _reader: Public,
    content: Content,
    request: Request,
    url: Annotated[str, Query(max_length=2000)],
    format_: Annotated[str, Query(alias="format", max_length=20)] = "json",
) -> Response:
    """Describe a page of ours to a site that wants to show it."""
    if format_ != "json":
        raise UnknownFormat(UNKNOWN_FORMAT)
    public_url = request.app.state.settings_public.public_url
    named = understood(url, public_url)
    if named is None:
        raise NotFound(NOT_OURS)
    path, title = _found(content, named)
    described = answer(public_url, path, title, request.query_params)
    cached = {**OPEN, "Cache-Control": "public, max-age=300"}
    return JSONResponse(described, headers=cached)


def _found(content: ContentReader, named: Named) -> tuple[str, str]:
    """Return the address on the site and the title; raise NotFound, Gone or Moved."""
    if named.kind == "course":
        course = get_course(content.session, named.slug)
        assert named.language is not None  # noqa: S101 - an address of a course has one
        code = named.language.code
        view = build_course_view(content.session, course, (code,))
        return f"/{code}/courses/{course.slug}", view.title.text
    if named.kind == "path":
        assert named.language is not None  # noqa: S101 - and one of a path
        code = named.language.code
        path, _ = get_path(content.session, named.slug)
        title = best_words(content.session, path, (code,)).title
        return f"/{code}/paths/{path.slug}", title
    language = named.language or _own_language(content, named.slug)
    address = PackAddress(named.slug, language, content, (language.code,))
    if named.number is None:
        opened = address.open()
        return opened.base, opened.view.title.text
    module = ModuleAddress(address, named.number).open()
    return module.base, module.station.title.text


def _own_language(content: ContentReader, slug: str) -> Language:
    pack = get_pack(content.session, slug)
    document = content.session.get_one(Document, pack.document_id)
    return get_language(document.source_language)
