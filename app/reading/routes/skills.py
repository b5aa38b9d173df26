"""Skills: the tree, and one skill with its packs and projects."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Public
from app.exchange.wiring import skill_helpers
from app.packs.skills import SKILLS, Skill, taught_as, top_skill
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.projects.queries import count_projects, latest_projects
from app.reading.cards import ShownCard, pack_cards, shown
from app.reading.counting import CountedSkill, counted_skills, packs_of_skill
from app.reading.languages import reader_languages
from app.reading.loading import Slug
from app.reading.record_view import ProjectLine, project_lines
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.pagination import Pager
from app.web.snapshots import Content
from app.web.templates import render

if TYPE_CHECKING:
    from app.exchange.shown import ShownPeer

PER_PAGE = 24
MOST_PROJECTS = 6

router = APIRouter(route_class=LateRoute)


class SkillPage(Struct, frozen=True):
    """The page of a skill; `projects` are the newest of `all_projects` that used it.

    `helpers` are people: only who is signed in sees them here, because the page of all
    others is kept ready.
    """

    skill: Skill
    parent: Skill | None
    finer: list[CountedSkill]
    cards: list[ShownCard]
    pager: Pager
    projects: list[ProjectLine]
    all_projects: int
    helpers: "list[ShownPeer]"


@router.get("/{lang}/skills", name="reading.skills")
def list_skills(
    _reader: Public, page: ContentLanguage, content: Content, request: Request
) -> Response:
    """Show the skill tree."""
    public_page(request)
    context = {"skills": counted_skills(content, page.code)}
    return render(request, "reading/skills.html", context)


@router.get("/{lang}/skills/{slug}", name="reading.skill")
def show_skill(
    reader: Public,
    page: ContentLanguage,
    slug: Slug,
    content: Content,
    request: Request,
) -> Response:
    """Show a skill, the packs that teach it and the projects that used it."""
    public_page(request)
    skill = SKILLS.get(slug)
    if skill is None:
        raise NotFound(N_("There is no such skill. Pick one from the list of skills."))
    top = next(
        s for s in counted_skills(content, page.code) if s.skill == top_skill(slug)
    )
    here = next((s for s in (top, *top.finer) if s.skill == skill), top)
    pager = Pager.of(request, PER_PAGE, here.packs)
    rows = packs_of_skill(content.session, slug, limit=PER_PAGE, offset=pager.offset)
    languages = reader_languages(request, page)
    cards = pack_cards(content.session, rows, languages)
    projects, all_projects = content.once(
        ("projects of", slug, languages),
        lambda: _projects(content.session, slug, languages),
    )
    context = SkillPage(
        skill=skill,
        parent=SKILLS[skill.parent] if skill.parent else None,
        finer=[s for s in here.finer if s.packs] if here.skill == skill else [],
        cards=[shown(card, page) for card in cards],
        pager=pager,
        projects=projects,
        all_projects=all_projects,
        helpers=skill_helpers(content.session, slug) if reader else [],
    )
    return render(request, "reading/skill.html", context)


def _projects(
    session: Session, skill: str, languages: Sequence[str]
) -> tuple[list[ProjectLine], int]:
    """Return the newest projects that used a skill, and how many did."""
    used = taught_as(skill)
    newest = latest_projects(session, limit=MOST_PROJECTS, skills=used)
    lines = project_lines(session, newest, languages)
    return lines, count_projects(session, used)
