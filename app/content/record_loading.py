"""Loads organisations, projects and courses into the database."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, select
from sqlmodel import Session, SQLModel, col

from app.content.making_room import make_room
from app.content.shelves import CourseFolder, OrganisationFile, ProjectFile
from app.content.units_file import with_wordings
from app.packs.events import CourseChanged
from app.packs.models import Course, CoursePack, PublicState
from app.platform import clock
from app.platform.outbox import announce
from app.projects.events import OrganisationChanged, ProjectChanged
from app.projects.models import (
    Organisation,
    Project,
    ProjectFinding,
    ProjectNumber,
    ProjectOrganisation,
    ProjectPerson,
    ProjectRepeat,
    ProjectSkill,
    ProjectSource,
)
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText, RecordedUnit
from app.texts.models import Document
from app.texts.service import new_document, publish_text
from app.translation.exchange.folders import take_folder_catalog
from app.translation.exchange.subjects import COURSE_SCOPE, course_id


def load_organisation(session: Session, file: OrganisationFile) -> bool:
    """Make the record agree with its file; return False when it already did."""
    fields = file.fields
    row = session.scalar(select(Organisation).where(col(Organisation.key) == fields.id))
    if row and _agrees(row, file):
        return False
    make_room(session, Organisation, file.slug, fields.id)
    if row is None:
        document_id = _new_document_id(
            session, DocumentKind.ORGANISATION, fields.language
        )
        row = Organisation(
            key=fields.id,
            slug=file.slug,
            name=fields.name,
            kind=fields.kind,
            document_id=document_id,
        )
        session.add(row)
    row.slug, row.name, row.kind = file.slug, fields.name, fields.kind
    row.place, row.country, row.website = fields.place, fields.country, fields.website
    row.wikidata, row.source_title = fields.wikidata, fields.source_title
    row.source_url, row.file_hash, row.is_withdrawn = (
        fields.source_url,
        file.hash,
        False,
    )
    _publish(session, row.document_id, file.text, fields.id)
    announce(session, OrganisationChanged(row.key))
    return True


def load_project(session: Session, file: ProjectFile) -> bool:
    """Make the record agree with its file; return False when it already did."""
    fields = file.fields
    row = session.scalar(select(Project).where(col(Project.key) == fields.id))
    if row and _agrees(row, file):
        return False
    make_room(session, Project, file.slug, fields.id)
    if row is None:
        document_id = _new_document_id(session, DocumentKind.PROJECT, fields.language)
        row = Project(
            key=fields.id, slug=file.slug, title=fields.title, document_id=document_id
        )
        session.add(row)
    row.slug, row.title = file.slug, fields.title
    row.place, row.country = fields.place, fields.country
    row.starts, row.ends = str(fields.starts), str(fields.ends)
    row.report_title, row.report_url = fields.report_title, fields.report_url
    row.file_hash, row.is_withdrawn = file.hash, False
    session.flush()  # The details refer to the row.
    assert row.id is not None  # noqa: S101 (just flushed)
    for kind in _DETAILS:
        session.execute(delete(kind).where(col(kind.project_id) == row.id))
    session.add_all(_project_details(session, row.id, file))
    _publish(session, row.document_id, file.text, fields.id)
    announce(session, ProjectChanged(row.key))
    return True


_DETAILS = (
    ProjectSkill,
    ProjectOrganisation,
    ProjectRepeat,
    ProjectPerson,
    ProjectFinding,
    ProjectNumber,
    ProjectSource,
)


def _project_details(
    session: Session, project_id: int, file: ProjectFile
) -> Iterator[SQLModel]:
    fields = file.fields
    for skill in dict.fromkeys(fields.skills):
        yield ProjectSkill(project_id=project_id, skill=skill)
    pairs = session.execute(select(col(Organisation.slug), col(Organisation.id)))
    known = dict(pairs.all())
    for part in dict.fromkeys((p.slug, p.role) for p in fields.organisations):
        if organisation_id := known.get(part[0]):
            yield ProjectOrganisation(
                project_id=project_id, organisation_id=organisation_id, role=part[1]
            )
    for position, repeat in enumerate(fields.repeats):
        yield ProjectRepeat(
            project_id=project_id,
            position=position,
            earlier_slug=repeat.project,
            source_key=repeat.source,
        )
    for position, person in enumerate(fields.people):
        yield ProjectPerson(
            project_id=project_id,
            position=position,
            name=person.name,
            role=person.role,
            source_key=person.source,
        )
    yield from _findings(project_id, file)
    for position, source in enumerate(fields.sources):
        yield ProjectSource(
            project_id=project_id,
            key=source.id,
            position=position,
            title=source.title,
            url=source.url,
            shows=source.shows,
            accessed_on=source.accessed,
        )


def _findings(project_id: int, file: ProjectFile) -> Iterator[SQLModel]:
    for kind in ("worked", "failed"):
        for position, finding in enumerate(getattr(file.fields, kind)):
            yield ProjectFinding(
                project_id=project_id,
                kind=kind,
                position=position,
                source_key=finding.source,
            )
    for position, number in enumerate(file.fields.numbers):
        yield ProjectNumber(
            project_id=project_id,
            position=position,
            value=number.value,
            source_key=number.source,
        )


def load_course(session: Session, folder: CourseFolder) -> bool:
    """Make the course agree with its folder; return False when it already did."""
    fields = folder.fields
    row = session.scalar(select(Course).where(col(Course.key) == fields.id))
    state = (folder.hash, folder.slug, PublicState.PUBLISHED)
    if row and (row.folder_hash, row.slug, row.state) == state:
        return False
    make_room(session, Course, folder.slug, fields.id)
    if row is None:
        document_id = _new_document_id(
            session, DocumentKind.COURSE, fields.source_language
        )
        row = Course(
            key=fields.id,
            slug=folder.slug,
            document_id=document_id,
            licence=fields.licence,
        )
        session.add(row)
    row.slug, row.licence, row.folder_hash = folder.slug, fields.licence, folder.hash
    row.state, row.updated_at = PublicState.PUBLISHED, clock.now()
    row.organisation_id = session.scalar(
        select(col(Organisation.id)).where(
            col(Organisation.slug) == fields.organisation
        )
    )
    session.flush()  # The entries refer to the row.
    assert row.id is not None  # noqa: S101 (just flushed)
    session.execute(delete(CoursePack).where(col(CoursePack.course_id) == row.id))
    session.add_all(
        CoursePack(
            course_id=row.id,
            position=position,
            pack_slug=entry.slug,
            is_required=entry.required,
            has_note=bool(entry.note.strip()),
            after=list(entry.after),
        )
        for position, entry in enumerate(fields.packs)
    )
    recorded = with_wordings(folder.recorded, folder.catalogs, COURSE_SCOPE)
    document = _publish(session, row.document_id, folder.text, fields.id, recorded)
    for catalog in folder.catalogs:
        take_folder_catalog(
            session, course_id(row.key), {COURSE_SCOPE: document}, catalog
        )
    announce(session, CourseChanged(row.key))
    return True


def _agrees(row: Organisation | Project, file: OrganisationFile | ProjectFile) -> bool:
    return (row.file_hash, row.slug, row.is_withdrawn) == (file.hash, file.slug, False)


def _new_document_id(session: Session, kind: DocumentKind, language: str) -> int:
    document = new_document(session, kind, language)
    assert document.id is not None  # noqa: S101 (just flushed)
    return document.id


def _publish(
    session: Session,
    document_id: int,
    text: str,
    scope: str,
    recorded: Sequence[RecordedUnit] = (),
) -> Document:
    document = session.get_one(Document, document_id)
    publish_text(session, document, NewText(text, scope, recorded))
    return document
