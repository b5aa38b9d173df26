"""Which documents are translated together: a pack's fields, modules and captions."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.models import Module, Pack
from app.texts.models import Document


def whole_of(session: Session, document: Document) -> Document:
    """Return the document whose languages this one is counted and versioned with."""
    if document.part_of_id is None:
        return document
    return session.get_one(Document, document.part_of_id)


def documents_of(session: Session, whole: Document) -> list[Document]:
    """Return a whole document and its parts in the order of its pages.

    Modules that were withdrawn are left out, captions come last.
    """
    parts = (
        select(Document)
        .outerjoin(Module, col(Module.document_id) == col(Document.id))
        .where(
            col(Document.part_of_id) == whole.number,
            col(Module.is_withdrawn).is_not(True),
        )
        .order_by(col(Module.number).is_(None), col(Module.number), col(Document.id))
    )
    return [whole, *session.scalars(parts)]


def whole_of_pack(session: Session, pack: Pack) -> Document:
    """Return the document of a pack's fields."""
    return session.get_one(Document, pack.document_id)
