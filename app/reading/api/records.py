"""Projects and courses, for programs."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Path
from sqlalchemy import Select, select
from sqlmodel import col
from starlette.responses import Response

from app.accounts.access import Public
from app.packs.models import Course as CourseRow
from app.packs.models import PublicState
from app.packs.queries import course_entries
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.projects.models import Project as ProjectRow
from app.projects.repeats import repeated_by
from app.reading.api.asking import (
    ITEM_PROBLEMS,
    LIST_PROBLEMS,
    Asked,
    AskedPage,
    Asking,
    Question,
    api_router,
    page_of,
    words,
)
from app.reading.api.schemas import Course, CourseStep, Page, Project
from app.texts.models import Document
from app.translation.queries import unit_texts

Key = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$", examples=["xbpr0z"])]
NAMED = "Passalong contributors"

_PROJECTS = select(ProjectRow).where(col(ProjectRow.is_withdrawn).is_(False))
_COURSES = select(CourseRow).where(col(CourseRow.state) == PublicState.PUBLISHED)
Row = TypeVar("Row", ProjectRow, CourseRow)
Record = TypeVar("Record", Project, Course)

router = api_router("records")


@router.get(
    "/projects",
    name="api.projects",
    response_model=Page[Project],
    responses=LIST_PROBLEMS,
)
def list_projects(_reader: Public, question: Asking, asked: AskedPage) -> Response:
    """List the projects that packs are built from, in the order they came."""
    return _listed(question, asked, _PROJECTS, _project)


@router.get(
    "/projects/{key}",
    name="api.project",
    response_model=Project,
    responses=ITEM_PROBLEMS,
)
def show_project(_reader: Public, key: Key, question: Asking) -> Response:
    """Return a project."""
    row = question.session.scalar(_PROJECTS.where(col(ProjectRow.key) == key))
    if row is None:
        raise NotFound(N_("There is no project here. It may have moved: try a search."))
    return question.answer(_project(question, row))


@router.get(
    "/courses",
    name="api.courses",
    response_model=Page[Course],
    responses=LIST_PROBLEMS,
)
def list_courses(_reader: Public, question: Asking, asked: AskedPage) -> Response:
    """List the courses, in the order they came."""
    return _listed(question, asked, _COURSES, _course)


@router.get(
    "/courses/{key}", name="api.course", response_model=Course, responses=ITEM_PROBLEMS
)
def show_course(_reader: Public, key: Key, question: Asking) -> Response:
    """Return a course with its packs in order."""
    row = question.session.scalar(_COURSES.where(col(CourseRow.key) == key))
    if row is None:
        raise NotFound(N_("There is no course here. It may have moved: try a search."))
    return question.answer(_course(question, row))


def _listed(
    question: Question,
    asked: Asked,
    those: Select[Row],
    shaped: Callable[[Question, Row], Record],
) -> Response:
    row_id = those.selected_columns["id"]
    found = those.where(row_id > asked.after).order_by(row_id).limit(asked.limit + 1)
    rows = list(question.session.scalars(found))

    def items(kept: Sequence[Row]) -> list[Record]:
        return [shaped(question, row) for row in kept]

    return question.answer(page_of(rows, asked, lambda row: row.id or 0, items))


def _project(question: Question, row: ProjectRow) -> Project:
    document = question.session.get_one(Document, row.document_id)
    title, summary = unit_texts(
        question.session, document, question.languages, limit=2
    )[:2]
    return Project(
        id=row.key,
        url=f"{question.site}/projects/{row.slug}",
        attribution=f"{title.text}, {NAMED}",
        slug=row.slug,
        title=words(title),
        summary=words(summary),
        place=row.place,
        country=row.country,
        starts=row.starts,
        ends=row.ends,
        report_url=row.report_url,
        repeats=[one.slug for one in repeated_by(question.session, row)],
    )


def _course(question: Question, row: CourseRow) -> Course:
    document = question.session.get_one(Document, row.document_id)
    title, summary = unit_texts(
        question.session, document, question.languages, limit=2
    )[:2]
    entries = course_entries(question.session, row.id or 0)
    return Course(
        id=row.key,
        url=f"{question.site}/courses/{row.slug}",
        attribution=f"{title.text}, {NAMED}",
        slug=row.slug,
        title=words(title),
        summary=words(summary),
        packs=[
            CourseStep(pack=entry.pack_slug, is_required=entry.is_required)
            for entry in entries
        ],
    )
