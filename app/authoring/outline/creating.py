"""Makes a pack of a proposal: a draft in the database, checked as any pack is."""

import tempfile
from pathlib import Path

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.authoring.importing.drafting import PackDraft, pack_files, slug_of
from app.authoring.importing.looking import faults_of
from app.authoring.importing.models import Incoming, IncomingState
from app.content.bringing import bring_pack, free_slug
from app.content.export import write_folder
from app.content.problems import ContentError
from app.content.reading import read_pack
from app.content.schemas import ProjectFields
from app.packs.models import Module, Pack
from app.platform import clock
from app.platform.storage import Storage
from app.projects.models import Project
from app.texts.models import Document, Revision
from app.texts.queries import published_revision
from app.texts.segments import read_toml


def create_pack(
    session: Session, storage: Storage, draft: PackDraft, author_id: int
) -> Pack:
    """Store a proposal as a draft that only editors see; raise ContentError."""
    slug = free_slug(session, slug_of(draft.title))
    with tempfile.TemporaryDirectory(prefix="passalong-new-") as root:
        folder = Path(root, slug)
        write_folder(folder, pack_files(draft))
        read = read_pack(folder, folder)
        if problems := list(faults_of(session, read)):
            raise ContentError(problems)
        pack = bring_pack(session, storage, read)
    _name_author(session, pack, author_id)
    session.add(
        Incoming(
            name=draft.title,
            state=IncomingState.TAKEN,
            data=None,
            packs=[pack.key],
            author_id=author_id,
            taken_at=clock.now(),
        )
    )
    return pack


def _name_author(session: Session, pack: Pack, author_id: int) -> None:
    """Let the history name who made the pack: nobody else brought its files."""
    modules = select(col(Module.document_id)).where(col(Module.pack_id) == pack.id)
    made = update(Revision).where(
        (col(Revision.document_id) == pack.document_id)
        | col(Revision.document_id).in_(modules)
    )
    session.execute(made.values(author_id=author_id))


def find_project(session: Session, slug: str) -> ProjectFields | None:
    """Return what is recorded about a project, or None when there is none."""
    document = session.scalar(
        select(Document)
        .join(Project, col(Project.document_id) == col(Document.id))
        .where(col(Project.slug) == slug, ~col(Project.is_withdrawn))
    )
    revision = published_revision(session, document) if document else None
    if revision is None:
        return None
    return ProjectFields.model_validate(read_toml(revision.text))
