"""For those who make frames: oEmbed, and the page that says what to copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.accounts.access import Public
from app.embed.look import COLOURS, THEMES, AskedLook, Look
from app.embed.oembed import HEIGHT, LARGEST, SMALLEST, Named, answer, understood
from app.embed.pages import inside
from app.embed.snippets import Snippet, Wanted, snippets
from app.packs.queries import get_course, get_pack
from app.platform.errors import AppError, NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, get_language
from app.reading.loading import (
    AddressedPack,
    ModuleAddress,
    OpenPack,
    PackAddress,
)
from app.reading.record_view import build_course_view
from app.texts.models import Document
from app.web.frames import OPEN
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.snapshots import Content, ContentReader
from app.web.templates import render

NOT_OURS = N_("This address is not a pack, module or course of this site.")
UNKNOWN_FORMAT = N_("Only JSON is given here: leave `format` out or set it to json.")

router = APIRouter(include_in_schema=False, route_class=LateRoute)


class UnknownFormat(AppError):
    """Another format than JSON was asked for; oEmbed wants 501 then."""

    status = 501


@dataclass(frozen=True)
class CopyPage:
    """The page that says how to show a pack elsewhere."""

    opened: OpenPack
    look: Look
    number: int | None
    height: int
    preview: str
    found: Sequence[Snippet]
    colours: Sequence[tuple[str, str]]
    themes: Sequence[tuple[str, str]]


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


@router.get("/{lang}/packs/{slug}/embed", name="embed.copy")
def show_copy_page(
    _reader: Public,
    address: AddressedPack,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show what to copy, and what it will look like."""
    opened = address.open()
    asked = request.query_params
    if (other := asked.get("in", opened.page.code)) != opened.page.code:
        return _in_another_language(opened, other, look, request)
    public_page(request)
    number = _number(asked.get("module"), opened)
    height = _height(asked.get("height"))
    start = f"/{number}" if number else ""
    wanted = Wanted(
        public_url=request.app.state.settings_public.public_url,
        path=opened.base + start,
        slug=opened.view.pack.slug,
        language=opened.page.code,
        title=opened.view.title.text,
        look=look,
        number=number,
        height=height,
    )
    page = CopyPage(
        opened=opened,
        look=look,
        number=number,
        height=height,
        preview=inside(wanted.path, look),
        found=snippets(wanted),
        colours=list(COLOURS.items()),
        themes=list(THEMES.items()),
    )
    return render(request, "embed/copy.html", page)


def _in_another_language(
    opened: OpenPack, code: str, look: Look, request: Request
) -> Response:
    known = {row.language for row in opened.view.languages}
    language = code if code in known else opened.page.code
    path = f"/{language}/packs/{opened.view.pack.slug}/embed"
    asked = {
        "color": look.colour,
        "theme": look.theme,
        "module": str(_number(request.query_params.get("module"), opened) or ""),
        "height": str(_height(request.query_params.get("height"))),
    }
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return RedirectResponse(f"{path}?{query}", 303)


def _found(content: ContentReader, named: Named) -> tuple[str, str]:
    """Return the address on the site and the title; raise NotFound, Gone or Moved."""
    if named.kind == "course":
        course = get_course(content.session, named.slug)
        assert named.language is not None  # noqa: S101 - an address of a course has one
        code = named.language.code
        view = build_course_view(content.session, course, (code,))
        return f"/{code}/courses/{course.slug}", view.title.text
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


def _number(asked: str | None, opened: OpenPack) -> int | None:
    if not asked or not asked.isdecimal() or len(asked) > 2:
        return None
    return int(asked) if opened.view.station(int(asked)) else None


def _height(asked: str | None) -> int:
    if not asked or not asked.isdecimal() or len(asked) > 4:
        return HEIGHT
    return max(SMALLEST, min(int(asked), LARGEST))
