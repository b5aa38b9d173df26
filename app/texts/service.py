"""Publishing a revision: the text is stored, its units are found and keep their ids."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.ids import text_hash
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText, cuts, link_units, with_new_ids
from app.texts.models import Document, Revision, RevisionApprover, RevisionCoAuthor
from app.texts.segments import segments
from app.texts.storing import store_units


def new_document(
    session: Session,
    kind: DocumentKind,
    language: str,
    *,
    part_of: int | None = None,
) -> Document:
    """Make an empty document, as a part of another one or not, and give it an id."""
    document = Document(kind=kind, source_language=language, part_of_id=part_of)
    session.add(document)
    session.flush()  # The units need the id of their document.
    return document


def publish_text(
    session: Session, document: Document, new: NewText, *, again: bool = False
) -> bool:
    """Make the text the published revision; return False when it already is.

    `again` publishes the same text once more, since its units are others now.
    """
    digest = text_hash(new.text)
    known = select(col(Revision.text_hash)).where(
        col(Revision.document_id) == document.id,
        col(Revision.number) == document.published_number,
    )
    if session.scalar(known) == digest and not again:
        return False
    found = segments(document.kind, new.text)
    linked = link_units(session, document, found, new)
    unit_ids = with_new_ids(session, document, found, new.scope, linked=linked)
    origins = {unit_ids[at]: unit for at, unit in cuts(linked, found).items()}
    revision = _add_revision(session, document, new, digest)
    units = list(zip(unit_ids, found, strict=True))
    store_units(session, document, revision, units, origins)
    for place, override in linked.overrides.items():
        # What an editor called new is this unit from now on.
        override.unit_id = unit_ids[place]
    document.published_number = revision.number
    document.version += 1
    session.flush()  # Readers of this session look the units up by the number.
    return True


def _add_revision(
    session: Session, document: Document, new: NewText, digest: str
) -> Revision:
    assert document.id is not None  # noqa: S101 (documents are flushed when made)
    revision = Revision(
        document_id=document.id,
        number=document.published_number + 1,
        parent_number=document.published_number or None,
        text=new.text,
        text_hash=digest,
        message=new.message,
        author_id=new.author_id,
    )
    session.add(revision)
    session.flush()  # The rows of its units need its id.
    row_id = revision.id or 0
    others = {person for person in new.co_author_ids if person != new.author_id}
    session.add_all(
        RevisionCoAuthor(revision_id=row_id, user_id=person) for person in others
    )
    session.add_all(
        RevisionApprover(revision_id=row_id, user_id=person)
        for person in set(new.approver_ids)
    )
    return revision
