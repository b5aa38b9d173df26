"""The page of a path."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.learning.dependencies import CurrentLearner
from app.onboarding.dependencies import PathSlug
from app.onboarding.joining import find_own
from app.onboarding.path_page import path_page
from app.onboarding.queries import get_path
from app.reading.languages import reader_languages
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.templates import render

router = page_router()


@router.get("/{lang}/paths/{path}", name="onboarding.path")
def show_path(
    _reader: Public,
    path: PathSlug,
    page: ContentLanguage,
    session: SessionDep,
    learner: CurrentLearner,
    request: Request,
) -> Response:
    """Show a path: its packs in order, what is done, where to go on."""
    found = get_path(session, path)
    languages = reader_languages(request, page)
    shown = path_page(session, found, learner, languages)
    context = {
        "page": shown,
        "just_done": shown.finished(request.query_params.get("done", "")),
        "own": find_own(session, learner, found[0]),
        "is_new": request.query_params.get("said") == "joined",
    }
    return render(request, "onboarding/path.html", context)
