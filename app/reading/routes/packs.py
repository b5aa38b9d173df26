"""Packs: the list, one pack, its languages, and the way to the best language."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from msgspec import Struct
from msgspec.structs import asdict

from app.accounts.access import Public
from app.learning.dependencies import CurrentLearner
from app.learning.service import pack_progress
from app.packs.queries import card_languages, count_packs, get_pack, newest_packs
from app.platform.languages import best_match, parse_accept_language
from app.reading.cards import ShownCard, pack_cards, shown
from app.reading.languages import reader_languages
from app.reading.loading import AddressedPack, Slug
from app.reading.metadata import hreflang_rows, pack_metadata
from app.reading.pack_page import pack_page, rows_of
from app.texts.models import Document
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.pagination import Pager
from app.web.snapshots import Content, ContentReader
from app.web.templates import render
from app.web.viewer import viewer_of
from app.wishes.queries import languages_asked_for

PER_PAGE = 24

router = APIRouter(route_class=LateRoute)


class ListPage(Struct, frozen=True):
    """A page of cards."""

    cards: list[ShownCard]
    pager: Pager


@router.get("/{lang}/packs", name="reading.packs")
def list_packs(
    _reader: Public,
    page: ContentLanguage,
    content: Content,
    request: Request,
) -> Response:
    """Show all packs, the newest first."""
    public_page(request)
    total = content.once("count", lambda: count_packs(content.session))
    pager = Pager.of(request, PER_PAGE, total)
    rows = newest_packs(content.session, limit=PER_PAGE, offset=pager.offset)
    cards = pack_cards(content.session, rows, reader_languages(request, page))
    context = ListPage([shown(card, page) for card in cards], pager)
    return render(request, "reading/packs.html", context)


@router.get("/{lang}/packs/{slug}", name="reading.pack")
def show_pack(
    _reader: Public, address: AddressedPack, learner: CurrentLearner, request: Request
) -> Response:
    """Show a pack: what it teaches, its modules, where it comes from."""
    opened = address.open()
    public_page(request)
    session, pack = opened.content.session, opened.view.pack
    progress = pack_progress(session, learner, pack.key)
    find = request.app.state.organisations_showing
    users = opened.content.once(("users", pack.key), lambda: find(session, pack))
    page = pack_page(opened, progress, users)
    public_url = request.app.state.settings_public.public_url
    context = {
        **asdict(page),
        "hreflang": hreflang_rows(page.rows),
        "json_ld": pack_metadata(opened, public_url),
    }
    return render(request, "reading/pack.html", context)


@router.get("/{lang}/packs/{slug}/languages", name="reading.pack_languages")
def show_languages(
    _reader: Public, address: AddressedPack, request: Request
) -> Response:
    """Show how far a pack is in every language."""
    opened = address.open()
    public_page(request)
    pack = opened.view.pack
    context = {
        "opened": opened,
        "rows": rows_of(opened),
        "pack_key": pack.key,
        "asked_for": languages_asked_for(opened.content.session, pack.key),
    }
    return render(request, "reading/pack_languages.html", context)


@router.get("/p/{slug}", name="reading.best_language")
def send_to_best_language(
    _reader: Public, slug: Slug, content: Content, request: Request, lang: str = ""
) -> Response:
    """Send a reader to a pack in their best language."""
    wished = [lang] if lang else []
    wished += viewer_of(request).preferences.languages
    wished += parse_accept_language(request.headers.get("accept-language", ""))
    available = content.once(("in", slug), lambda: _available(content, slug))
    code = best_match(wished, available) or available[0]
    return RedirectResponse(f"/{code}/packs/{slug}", 302)


def _available(content: ContentReader, slug: str) -> list[str]:
    pack = get_pack(content.session, slug)
    assert pack.id is not None  # noqa: S101 (loaded rows have one)
    document = content.session.get_one(Document, pack.document_id)
    rows = card_languages(content.session, [pack.id])[pack.id]
    return [document.source_language, *(row.language for row in rows)]
