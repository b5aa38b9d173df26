"""Reading documents: their current text and units."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.texts.models import Document, Revision, RevisionUnit, Unit, UnitVersion
from app.texts.segments import Segment


@dataclass(frozen=True)
class CurrentUnit:
    """A unit as it stands in the published revision of its document."""

    id: str
    version_id: int
    kind: str
    text: str
    text_hash: str

    @property
    def segment(self) -> Segment:
        """The unit without its identity."""
        return Segment(self.kind, self.text)


def published_revision(session: Session, document: Document) -> Revision | None:
    """Return the revision readers get, or None before the first one."""
    return session.scalar(
        select(Revision).where(
            col(Revision.document_id) == document.id,
            col(Revision.number) == document.published_number,
        )
    )


def current_units(session: Session, document_id: int) -> list[CurrentUnit]:
    """Return the units of the published revision, in order."""
    rows = session.execute(
        select(
            col(UnitVersion.unit_id),
            col(UnitVersion.id),
            col(UnitVersion.kind),
            col(UnitVersion.text),
            col(UnitVersion.text_hash),
        )
        .join(RevisionUnit, col(RevisionUnit.unit_version_id) == col(UnitVersion.id))
        .join(Revision, col(Revision.id) == col(RevisionUnit.revision_id))
        .join(
            Document,
            (col(Document.id) == col(Revision.document_id))
            & (col(Document.published_number) == col(Revision.number)),
        )
        .where(col(Document.id) == document_id)
        .order_by(col(RevisionUnit.position))
    )
    return [CurrentUnit(*row) for row in rows]


def known_unit_ids(session: Session, document_id: int) -> set[str]:
    """Return the id of every unit the document ever had."""
    found = select(col(Unit.id)).where(col(Unit.document_id) == document_id)
    return set(session.scalars(found))


def retired_wordings(session: Session, document_id: int) -> dict[str, str]:
    """Return unit ids by text hash for the units that are no longer in the text."""
    rows = session.execute(
        select(col(UnitVersion.text_hash), col(UnitVersion.unit_id))
        .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
        .where(
            col(Unit.document_id) == document_id, col(Unit.retired_number).is_not(None)
        )
    )
    return {digest: unit_id for digest, unit_id in rows}  # noqa: C416 (typed rows)
