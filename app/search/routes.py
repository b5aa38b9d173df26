"""The search page."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Public
from app.packs.queries import newest_packs, packs_by_slug
from app.reading.cards import ShownCard, pack_cards, shown
from app.reading.languages import reader_languages
from app.search.queries import MAX_QUERY_CHARACTERS, found_pack_slugs, words_of
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.templates import render

MAX_RESULTS = 30
MAX_NEWEST = 6

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True)
class SearchPage:
    """What was asked and what was found."""

    query: str
    is_asked: bool
    cards: list[ShownCard]


@router.get("/{lang}/search", name="search.show")
def show_search(
    _reader: Public,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    q: str = "",
) -> Response:
    """Show packs whose title or summary has the words, or the newest ones."""
    words = words_of(q)
    if words:
        slugs = found_pack_slugs(session, words, page.code, limit=MAX_RESULTS)
        found = packs_by_slug(session, slugs)
        rows = [found[slug] for slug in slugs if slug in found]
    else:
        rows = newest_packs(session, limit=MAX_NEWEST)
    cards = pack_cards(session, rows, reader_languages(request, page))
    context = SearchPage(
        query=q.strip()[:MAX_QUERY_CHARACTERS],
        is_asked=bool(words),
        cards=[shown(card, page) for card in cards],
    )
    return render(request, "search/show.html", context)
