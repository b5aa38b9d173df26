"""Courses: the list, and one course with its packs in order."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import Public
from app.learning.dependencies import CurrentLearner
from app.learning.service import progress_of_packs
from app.packs.queries import get_course, published_courses
from app.projects.models import Organisation
from app.reading.languages import reader_languages
from app.reading.loading import Slug
from app.reading.metadata import course_metadata
from app.reading.record_view import CourseStep, CourseView, build_course_view
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.snapshots import Content
from app.web.templates import render

MAX_COURSES = 100

router = APIRouter(route_class=LateRoute)


class Stop(Struct, frozen=True):
    """A pack of a course on the thread."""

    step: CourseStep
    state: str


class CoursePage(Struct, frozen=True):
    """The page of a course."""

    view: CourseView
    organisation: Organisation | None
    stops: list[Stop]
    following: CourseStep | None
    json_ld: dict[str, object]


@router.get("/{lang}/courses", name="reading.courses")
def list_courses(
    _reader: Public, page: ContentLanguage, content: Content, request: Request
) -> Response:
    """Show the courses."""
    public_page(request)
    languages = reader_languages(request, page)
    session = content.session
    views = content.once(
        ("courses", languages),
        lambda: [
            build_course_view(session, course, languages)
            for course in published_courses(session, limit=MAX_COURSES)
        ],
    )
    return render(request, "reading/courses.html", {"views": views})


@router.get("/{lang}/courses/{slug}", name="reading.course")
def show_course(
    _reader: Public,
    page: ContentLanguage,
    slug: Slug,
    content: Content,
    learner: CurrentLearner,
    request: Request,
) -> Response:
    """Show a course: its packs in order and what is done."""
    public_page(request)
    languages = reader_languages(request, page)
    session = content.session
    view = content.once(
        ("course", slug, languages),
        lambda: build_course_view(session, get_course(session, slug), languages),
    )
    keys = [step.card.key for step in view.steps if step.card]
    progress = progress_of_packs(session, learner, keys)
    finished = {
        step.slug
        for step in view.steps
        if step.card
        and len(progress[step.card.key].done) >= step.card.pack.module_count
    }
    following = next((s for s in view.steps if s.card and s.slug not in finished), None)
    organisation = (
        session.get(Organisation, view.course.organisation_id)
        if view.course.organisation_id
        else None
    )
    stops = [Stop(step, _state(step, finished, following)) for step in view.steps]
    public_url = request.app.state.settings_public.public_url
    address = f"{public_url}/{page.code}/courses/{slug}"
    json_ld = course_metadata(view, page.code, address, public_url)
    context = CoursePage(view, organisation, stops, following, json_ld)
    return render(request, "reading/course.html", context)


def _state(step: CourseStep, finished: set[str], following: CourseStep | None) -> str:
    if step.slug in finished:
        return "done"
    return "now" if finished and step is following else ""
