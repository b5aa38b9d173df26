"""The queue: what waits for somebody, the longest first."""

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from app.accounts.access import Editor
from app.authoring.dependencies import DeskDep
from app.authoring.filters import Filters
from app.authoring.queries import source_languages
from app.authoring.queue import KINDS, PER_PAGE, Titles, packs_of
from app.packs.skills import SKILLS, TOP_SKILLS
from app.platform.languages import find_language
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.templates import render

router = page_router()


@router.get("/{lang}/review", name="authoring.queue")
def show_queue(_editor: Editor, desk: DeskDep, request: Request) -> Response:
    """Show what waits to be looked at, the longest first."""
    asked, session = request.query_params, desk.session
    filters = _filters(asked)
    counts = {kind.name: kind.count(session, filters) for kind in KINDS}
    shown = next((k for k in KINDS if k.name == asked.get("show")), KINDS[0])
    pager = Pager.of(request, PER_PAGE, counts[shown.name])
    titles = Titles(session, desk.languages)
    entries = list(shown.entries(titles, filters, pager.offset))
    context = {
        "kinds": KINDS,
        "counts": counts,
        "shown": shown.name,
        "entries": entries,
        "packs": packs_of(session, entries, desk.languages[0]),
        "pager": pager,
        "filters": filters,
        "skills": TOP_SKILLS,
        "languages": source_languages(session),
    }
    return render(request, "authoring/queue.html", context)


def _filters(asked: QueryParams) -> Filters:
    skill = asked.get("skill", "")
    language = find_language(asked.get("language", ""))
    return Filters(
        skill=skill if skill in SKILLS else "",
        language=language.code if language else "",
        is_free=asked.get("free") == "1",
    )
