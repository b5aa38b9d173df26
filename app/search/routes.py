"""The search page, its filters, and the parts of it that come while somebody types."""

from contextlib import AbstractContextManager

from fastapi import Request
from fastapi.responses import Response
from msgspec.structs import replace
from sqlmodel import Session
from starlette.background import BackgroundTask

from app.accounts.access import Public
from app.platform.languages import Language
from app.reading.languages import reader_languages
from app.search.answering.results import Suggestion
from app.search.asking import note_vain
from app.search.forms import read_asked
from app.search.service import SearchService
from app.search.view import ANSWER, SearchView
from app.search.words.query import MAX_QUERY_CHARACTERS, parse
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.page_cache import public_page
from app.web.templates import render
from app.wishes.queries import asked_for

MAX_SUGGESTIONS = 6
MIN_CHARACTERS = 2

router = page_router()


@router.get("/{lang}/search", name="search.show")
def show_search(
    _reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what was found, or the newest when nothing is asked for."""
    with _turn(request):
        view = _view(request, page, session)
        if not view.results.notice:
            public_page(request)
        response = render(request, "search/page.html", {"view": view})
    response.background = _noted(request, view)
    return response


@router.get("/{lang}/search/_results", name="search._results")
def show_results(
    _reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Return the results for a page that is there, with the address they stand for.

    A search that is only typed so far takes the place of the one before it.
    """
    with _turn(request):
        view = _view(request, page, session)
        response = render(request, ANSWER, {"view": view})
    if "typed" in request.query_params:
        response.headers["HX-Replace-Url"] = view.here
    else:
        response.headers["HX-Push-Url"] = view.here
        response.background = _noted(request, view)
    return response


@router.get("/{lang}/search/_more", name="search._more")
def show_more(
    _reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Return the next results, to stand below those that are there."""
    with _turn(request):
        context = {"view": _view(request, page, session), "is_more": True}
        return render(request, "search/_hits.html", context)


@router.get("/{lang}/search/filters", name="search.filters")
def show_filters(
    _reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show every filter on a page of its own, as phones need it."""
    with _turn(request):
        view = replace(_view(request, page, session), everything=True)
        return render(request, "search/filters.html", {"view": view})


@router.get("/{lang}/search/_count", name="search._count")
def count_results(
    _reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Return how many results the filters leave, for their button."""
    with _turn(request):
        view = _view(request, page, session)
        return render(request, "search/_count.html", {"view": view})


@router.get("/{lang}/search/_suggest", name="search._suggest")
def suggest(
    _reader: Public,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    q: str = "",
) -> Response:
    """Return what the box may offer while somebody types."""
    text = parse(q).raw
    items: tuple[Suggestion, ...] = ()
    if len(text.strip()) >= MIN_CHARACTERS:
        items = request.app.state.search.suggest(
            session, text, reader_languages(request, page), limit=MAX_SUGGESTIONS
        )
    return render(request, "search/_suggestions.html", {"items": items})


def _turn(request: Request) -> AbstractContextManager[None]:
    search: SearchService = request.app.state.search
    return search.turn()


def _view(request: Request, page: Language, session: Session) -> SearchView:
    asked = read_asked(request.query_params, reader_languages(request, page))
    results = request.app.state.search.answer(session, asked)
    packs = [card.entity.partition(":")[2] for card in results.cards if card.missing]
    return SearchView(
        f"/{page.code}",
        asked,
        results,
        people=asked_for(session, packs, page.code) if packs else {},
        is_cut=len(request.query_params.get("q", "")) > MAX_QUERY_CHARACTERS,
    )


def _noted(request: Request, view: SearchView) -> BackgroundTask | None:
    """Return what counts a search in vain, once for a search and its pages."""
    return note_vain(request, view.results) if view.asked.page == 1 else None
