"""Pages of the style guide."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.home.styleguide.samples import samples
from app.home.styleguide.search_samples import search_samples
from app.home.styleguide.states import STATES, states_sheet
from app.home.styleguide.words import WORDS
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.templates import render

router = page_router()


@router.get("/{lang}/styleguide", name="home.styleguide")
def styleguide(_reader: Public, content: ContentLanguage, request: Request) -> Response:
    context: dict[str, Any] = samples(content)
    return render(request, "site/styleguide.html", context)


@router.get("/{lang}/styleguide/search", name="home.styleguide_search")
def styleguide_of_search(
    _reader: Public, _content: ContentLanguage, request: Request
) -> Response:
    context = {"words": WORDS, "search": search_samples()}
    return render(request, "site/styleguide-search.html", context)


@router.get("/{lang}/styleguide/states", name="home.styleguide_states")
def styleguide_of_states(
    _reader: Public, _content: ContentLanguage, request: Request
) -> Response:
    context = {"words": WORDS, "states": STATES}
    return render(request, "site/styleguide-states.html", context)


@router.get("/styleguide/states.css", name="home.styleguide_states_sheet")
def sheet_of_states(_reader: Public) -> Response:
    """Return the style sheet of the page above."""
    return Response(states_sheet(), media_type="text/css")
