"""Writes courses, projects and organisations back as they were read."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from app.content.catalog_export import companions
from app.packs.models import Course, PublicState
from app.projects.models import Organisation, Project
from app.texts.models import Document
from app.texts.queries import published_revision
from app.translation.exchange.subjects import course_subject


def export_records(session: Session) -> dict[str, bytes]:
    """Return the files of everything published that is no pack, by their names."""
    return {**dict(_courses(session)), **dict(_records(session))}


def _courses(session: Session) -> Iterator[tuple[str, bytes]]:
    published = select(Course).where(col(Course.state) == PublicState.PUBLISHED)
    for course in session.scalars(published.order_by(col(Course.slug))):
        document = session.get_one(Document, course.document_id)
        folder = f"courses/{course.slug}"
        yield f"{folder}/course.toml", _text(session, document)
        for name, data in companions(session, course_subject(session, course)):
            yield f"{folder}/{name}", data


def _records(session: Session) -> Iterator[tuple[str, bytes]]:
    for folder, kind in (("projects", Project), ("organisations", Organisation)):
        found = select(col(kind.slug), col(kind.document_id)).where(
            col(kind.is_withdrawn).is_(False)
        )
        for slug, document_id in session.execute(found.order_by(col(kind.slug))):
            document = session.get_one(Document, document_id)
            yield f"{folder}/{slug}.toml", _text(session, document)


def _text(session: Session, document: Document) -> bytes:
    revision = published_revision(session, document)
    return revision.text.encode() if revision else b""
