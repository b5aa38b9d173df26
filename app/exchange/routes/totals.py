"""What is offered and what is asked, by skill: a page, and a table to take along."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.exchange.sheet import sheet
from app.exchange.totals import SORTS, in_order, skill_lines
from app.exchange.words import skill_name
from app.packs.skills import SKILLS
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.templates import render

router = page_router()


@router.get("/{lang}/peers/skills", name="exchange.skills")
def show_skills(
    _reader: Public, _page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show each skill with how many offer it, ask for it, and packs that teach it."""
    asked = request.query_params.get("sort", "")
    sort = asked if asked in SORTS else SORTS[0]
    lines = in_order(skill_lines(session, _names()), sort)
    context = {"lines": lines, "sort": sort}
    return render(request, "exchange/totals.html", context)


@router.get("/{lang}/peers/skills.csv", name="exchange.sheet")
def send_sheet(
    _reader: Public, _page: ContentLanguage, session: SessionDep
) -> Response:
    """Send the same as a table for spreadsheets."""
    data = sheet(in_order(skill_lines(session, _names()), SORTS[0]))
    named = {"Content-Disposition": 'attachment; filename="peers-by-skill.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=named)


def _names() -> dict[str, str]:
    return {slug: skill_name(slug) for slug in SKILLS}
