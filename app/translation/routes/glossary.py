"""Reading the glossary: the list, a concept, and what was written of it when."""

from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.translation.glossary.pages import past_of, shown
from app.translation.glossary.queries import (
    concept_rows,
    count_concepts,
    get_concept,
)
from app.translation.routes.visits import CurrentVisit, RowId
from app.web.late_routes import page_router
from app.web.pagination import Pager

PER_PAGE = 50
MAX_QUERY = 100

router = page_router()


@router.get("/{lang}/glossary", name="translation.glossary")
def show_list(reader: Public, visit: CurrentVisit, q: str = "") -> Response:
    """Show the concepts with their terms in the language of the page."""
    query = q.strip()[:MAX_QUERY]
    total = count_concepts(visit.session, query)
    pager = Pager.of(visit.request, PER_PAGE, total)
    rows = concept_rows(visit.session, query, limit=PER_PAGE, offset=pager.offset)
    context = {
        "concepts": [shown(row, visit.languages) for row in rows],
        "columns": visit.languages,
        "query": query,
        "pager": pager,
        "may_edit": _may_edit(reader),
    }
    return visit.show("translation/glossary.html", context)


@router.get("/{lang}/glossary/{concept_id:int}", name="translation.concept")
def show_concept(reader: Public, visit: CurrentVisit, concept_id: RowId) -> Response:
    """Show what a concept is called in every language."""
    row = get_concept(visit.session, concept_id)
    context = {"concept": shown(row, visit.languages), "may_edit": _may_edit(reader)}
    return visit.show("translation/concept.html", context)


@router.get(
    "/{lang}/glossary/{concept_id:int}/history", name="translation.concept_history"
)
def show_history(reader: Public, visit: CurrentVisit, concept_id: RowId) -> Response:
    """Show who wrote what of a concept."""
    context = {
        "concept": shown(get_concept(visit.session, concept_id), visit.languages),
        "past": past_of(visit.session, concept_id),
        "may_edit": _may_edit(reader),
    }
    return visit.show("translation/concept-history.html", context)


def _may_edit(reader: CurrentUser | None) -> bool:
    return reader is not None and reader.has(Role.EDITOR)
