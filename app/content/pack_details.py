"""What stands beside a pack's words: its skills, projects, people, sources."""

from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlmodel import Session, SQLModel, col

from app.content.schemas import PackFields
from app.packs.models import (
    Pack,
    PackCredit,
    PackOrganisation,
    PackProject,
    PackSkill,
    PackSource,
)
from app.projects.models import Organisation, Project
from app.texts.models import Document, OutdatedPolicy


def set_details(session: Session, pack: Pack, fields: PackFields) -> None:
    """Note what a pack's file says beside its words."""
    pack.level, pack.licence = fields.level, fields.licence
    pack.needs_captions = fields.captions == "required"
    pack.cover = fields.cover
    document = session.get_one(Document, pack.document_id)
    document.outdated_policy = OutdatedPolicy(fields.outdated)
    for kind in (PackSkill, PackProject, PackOrganisation, PackCredit, PackSource):
        session.execute(delete(kind).where(col(kind.pack_id) == pack.id))
    session.add_all(_details(session, pack, fields))


def _details(session: Session, pack: Pack, fields: PackFields) -> Iterator[SQLModel]:
    assert pack.id is not None  # noqa: S101 (flushed when made)
    for position, skill in enumerate(fields.skills):
        yield PackSkill(pack_id=pack.id, skill=skill, position=position)
    for position, slug in enumerate(fields.projects):
        found = session.scalar(select(col(Project.id)).where(col(Project.slug) == slug))
        if found:
            yield PackProject(pack_id=pack.id, project_id=found, position=position)
    for position, slug in enumerate(fields.organisations):
        found = session.scalar(
            select(col(Organisation.id)).where(col(Organisation.slug) == slug)
        )
        if found:
            yield PackOrganisation(
                pack_id=pack.id, organisation_id=found, position=position
            )
    for position, author in enumerate(fields.authors):
        yield PackCredit(
            pack_id=pack.id, position=position, name=author.name, role=author.role
        )
    for position, source in enumerate(fields.sources):
        yield PackSource(
            pack_id=pack.id,
            key=source.id,
            position=position,
            title=source.title,
            url=source.url,
            shows=source.shows,
            accessed_on=source.accessed,
        )
