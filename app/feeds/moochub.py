"""Courses in the format of MOOChub, version 3: github.com/MOOChub/schema."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.feeds.records import LICENCE
from app.packs.models import Course
from app.packs.queries import card_languages
from app.platform.languages import get_language
from app.projects.models import Organisation
from app.reading.record_view import CourseView, build_course_view
from app.texts.models import Document
from app.web.pagination import Pager

PAGE_LENGTH = 50


def course_page(
    session: Session, courses: Sequence[Course], public_url: str, pager: Pager
) -> dict[str, Any]:
    """Return a page of the catalogue, as a document of JSON:API."""
    base = f"{public_url}/moochub/v3/courses?page="
    links = {
        "self": f"{base}{pager.number}",
        "first": f"{base}1",
        "last": f"{base}{pager.pages}",
    }
    if pager.previous:
        links["prev"] = f"{base}{pager.previous}"
    if pager.next:
        links["next"] = f"{base}{pager.next}"
    found = [_course(session, course, public_url) for course in courses]
    return {"links": links, "data": found}


def _course(session: Session, course: Course, public_url: str) -> dict[str, Any]:
    document = session.get_one(Document, course.document_id)
    view = build_course_view(session, course, [document.source_language])
    language = view.title.language
    address = f"{public_url}/{language}/courses/{course.slug}"
    by = _organisation(session, course, public_url)
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{public_url}/courses/{course.key}")),
        "type": "Course",
        "attributes": {
            "name": view.title.text,
            "courseCode": course.key,
            "description": view.summary.text,
            "learningResourceType": {
                "identifier": "https://w3id.org/kim/hcrt/course",
                "type": "Concept",
                "inScheme": "https://w3id.org/kim/hcrt/scheme",
            },
            "courseMode": ["online", "asynchronous"],
            "inLanguage": _languages(session, view, language),
            "publisher": {
                "type": "Organization",
                "name": "Passalong",
                "url": public_url,
            },
            "creator": [by],
            "url": address,
            "license": [{"identifier": "CC-BY-SA-4.0", "url": LICENCE}],
            "access": ["free"],
            "duration": f"PT{view.minutes}M",
            "dateModified": course.updated_at.isoformat(),
        },
    }


def _organisation(session: Session, course: Course, public_url: str) -> dict[str, Any]:
    number = course.organisation_id
    found = session.get(Organisation, number) if number else None
    if found is None or found.is_withdrawn:
        return {"type": "Organization", "name": "Passalong contributors"}
    address = f"{public_url}/en/organisations/{found.slug}"
    return {"type": "Organization", "name": found.name, "url": address}


def _languages(session: Session, view: CourseView, language: str) -> list[str]:
    """Return the languages in which each required pack is there, at least in part."""
    ids = [s.card.pack.id for s in view.steps if s.card and s.is_required]
    rows = card_languages(session, ids)
    titled = [{one.language for one in rows[n] if one.title} for n in ids]
    shared = set.intersection(*titled) if titled else set()
    return [get_language(code).tag for code in sorted(shared | {language})]
