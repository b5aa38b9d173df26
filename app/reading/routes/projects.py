"""Projects: the list, and one project with what came of it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.packs.queries import packs_of_project
from app.packs.skills import SKILLS, TOP_SKILLS, taught_as
from app.projects.queries import (
    count_projects,
    get_project,
    latest_projects,
    projects_like,
)
from app.projects.repeats import repeated_by, repeats_of
from app.reading.cards import pack_cards, shown
from app.reading.languages import reader_languages
from app.reading.loading import Slug
from app.reading.record_view import (
    ROLE_NAMES,
    ProjectView,
    build_project_view,
    project_lines,
)
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.pagination import Pager
from app.web.snapshots import Content
from app.web.templates import render

PER_PAGE = 24
MOST_ALIKE = 4

router = APIRouter(route_class=LateRoute)


@router.get("/{lang}/projects", name="reading.projects")
def list_projects(
    _reader: Public, page: ContentLanguage, content: Content, request: Request
) -> Response:
    """Show projects, those that ended last first: all, or those with a skill."""
    public_page(request)
    session = content.session
    skill = SKILLS.get(request.query_params.get("skill", ""))
    used = tuple(taught_as(skill.slug)) if skill else ()
    total = content.once(("projects", used), lambda: count_projects(session, used))
    pager = Pager.of(request, PER_PAGE, total)
    languages = reader_languages(request, page)
    views = content.once(
        ("projects", languages, pager.number, used),
        lambda: [
            build_project_view(session, project, languages)
            for project in latest_projects(
                session, limit=PER_PAGE, offset=pager.offset, skills=used
            )
        ],
    )
    # A finer skill, which a project's page leads from, stands after the skill-sets.
    chosen = dict.fromkeys((*TOP_SKILLS, skill) if skill else TOP_SKILLS)
    context = {"views": views, "pager": pager, "skill": skill, "skills": chosen}
    return render(request, "reading/projects.html", context)


@router.get("/{lang}/projects/{slug}", name="reading.project")
def show_project(
    _reader: Public,
    page: ContentLanguage,
    slug: Slug,
    content: Content,
    request: Request,
) -> Response:
    """Show a project: report, people, what worked and failed, packs made from it."""
    public_page(request)
    languages = reader_languages(request, page)
    session = content.session

    def build() -> ProjectView:
        return build_project_view(session, get_project(session, slug), languages)

    view = content.once(("project", slug, languages), build)
    number = view.project.id or 0
    cards = pack_cards(session, packs_of_project(session, number), languages)
    # Counted over all projects, so not for each who looks.
    alike = content.once(
        ("alike", number), lambda: projects_like(session, number, limit=MOST_ALIKE)
    )
    earlier = repeated_by(session, view.project)
    later = repeats_of(session, [view.project.slug])
    context = {
        "view": view,
        "alike": project_lines(session, alike, languages),
        "earlier": project_lines(session, earlier, languages),
        "later": project_lines(session, later, languages),
        "cards": [shown(card, page) for card in cards],
        "roles": ROLE_NAMES,
        "skills": [SKILLS[s] for s in view.details.skills if s in SKILLS],
    }
    return render(request, "reading/project.html", context)
