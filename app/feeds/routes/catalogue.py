"""Atom of a skill in a language, and all courses as MOOChub reads them."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.feeds.moochub import PAGE_LENGTH, course_page
from app.feeds.queries import newest_of_skill
from app.packs.queries import count_courses, published_courses
from app.packs.skills import SKILLS
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.reading.cards import pack_cards
from app.reading.loading import Slug
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.pagination import Pager
from app.web.snapshots import Content
from app.web.templates import render

FEED_LENGTH = 30

router = APIRouter(include_in_schema=False, route_class=LateRoute)


@router.get("/{lang}/skills/{slug}/packs.atom", name="feeds.skill")
def feed_of_skill(
    _reader: Public,
    page: ContentLanguage,
    slug: Slug,
    content: Content,
    request: Request,
) -> Response:
    """List the newest packs that teach a skill and are there in a language."""
    public_page(request)
    skill = SKILLS.get(slug)
    if skill is None:
        raise NotFound(N_("There is no such skill. Pick one from the list of skills."))
    rows = newest_of_skill(content.session, slug, page.code, limit=FEED_LENGTH)
    cards = pack_cards(content.session, rows, [page.code])
    context = {"cards": cards, "skill": skill}
    response = render(request, "reading/packs.atom.html", context)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


@router.get("/moochub/v3/courses", name="feeds.moochub")
def list_courses(_reader: Public, session: SessionDep, request: Request) -> Response:
    """List the courses as a provider of MOOChub, version 3 of its format."""
    public_url = request.app.state.settings.public_url
    pager = Pager.as_asked(request, PAGE_LENGTH, count_courses(session))
    courses = published_courses(session, limit=PAGE_LENGTH, offset=pager.offset)
    found = course_page(session, courses, public_url, pager)
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=300"}
    text = json.dumps(found, ensure_ascii=False)
    return Response(text, media_type="application/vnd.api+json", headers=headers)
