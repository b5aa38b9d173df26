"""For machines: the map of the site and the feed of new packs."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.packs.queries import newest_packs, pack_addresses
from app.reading.cards import pack_cards
from app.reading.languages import reader_languages
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.snapshots import Content
from app.web.templates import render

FEED_LENGTH = 30
MAX_ADDRESSES = 40_000

router = APIRouter(route_class=LateRoute)


@router.get("/sitemap.xml", name="reading.sitemap")
def sitemap(_reader: Public, content: Content, request: Request) -> Response:
    """List the addresses of packs in every language they are at least half in."""
    rows = content.once(
        "sitemap", lambda: pack_addresses(content.session, limit=MAX_ADDRESSES)
    )
    response = render(request, "reading/sitemap.xml.html", {"rows": rows})
    response.media_type = "application/xml"
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    return response


@router.get("/{lang}/packs.atom", name="reading.feed")
def feed(
    _reader: Public, page: ContentLanguage, content: Content, request: Request
) -> Response:
    """List the newest packs as an Atom feed."""
    public_page(request)
    rows = newest_packs(content.session, limit=FEED_LENGTH)
    cards = pack_cards(content.session, rows, reader_languages(request, page))
    response = render(request, "reading/packs.atom.html", {"cards": cards})
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response
