"""Reading documents: their current text and units."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import TypeVarTuple

from msgspec import Struct
from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from app.platform.db import UTCDateTime
from app.texts.models import Document, Revision, RevisionUnit, Unit, UnitVersion
from app.texts.segments import Segment

_Columns = TypeVarTuple("_Columns")


class CurrentUnit(Struct, frozen=True):
    """A unit as it stands in the published revision of its document."""

    id: str
    version_id: int
    kind: str
    text: str
    text_hash: str
    meaning_hash: str

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


def published_at(session: Session, document_ids: Sequence[int]) -> datetime:
    """Return when the newest of the revisions that readers get was made."""
    newest = session.scalar(
        select(func.max(col(Revision.created_at), type_=UTCDateTime))
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(
            col(Revision.document_id).in_(document_ids),
            col(Revision.number) == col(Document.published_number),
        )
    )
    assert newest is not None  # noqa: S101 (what readers get was published)
    return newest


def current_units(session: Session, document_id: int) -> list[CurrentUnit]:
    """Return the units of the published revision, in order."""
    rows = session.execute(_units(), {"document": document_id})
    return [CurrentUnit(*row) for row in rows]


# Built once, since that costs as much as running it.
@cache
def _units() -> Select[str, int | None, str, str, str, str]:
    statement = (
        select(
            col(UnitVersion.unit_id),
            col(UnitVersion.id),
            col(UnitVersion.kind),
            col(UnitVersion.text),
            col(UnitVersion.text_hash),
            col(UnitVersion.meaning_hash),
        )
        .select_from(Document)
        .where(col(Document.id) == bindparam("document"))
        .order_by(col(RevisionUnit.position))
    )
    return join_published_units(statement)


def current_meaning(session: Session, unit_id: str) -> str | None:
    """Return what a unit means today; None when it stands nowhere."""
    return session.scalar(_meaning(), {"unit": unit_id})


@cache
def _meaning() -> Select[str]:
    # Built once, since that costs as much as running it.
    today = join_published_units(
        select(col(UnitVersion.meaning_hash)).select_from(Document)
    )
    return today.where(col(UnitVersion.unit_id) == bindparam("unit"))


def join_published_units(
    statement: Select[*_Columns], number: int | None = None
) -> Select[*_Columns]:
    """Join a statement over documents to the units of their published revisions, or
    of the revision that had this number.
    """
    wanted = col(Document.published_number) if number is None else number
    return (
        statement.join(
            Revision,
            (col(Revision.document_id) == col(Document.id))
            & (col(Revision.number) == wanted),
        )
        .join(RevisionUnit, col(RevisionUnit.revision_id) == col(Revision.id))
        .join(UnitVersion, col(UnitVersion.id) == col(RevisionUnit.unit_version_id))
    )


def known_unit_ids(session: Session, document_id: int) -> set[str]:
    """Return the id of every unit the document ever had."""
    found = select(col(Unit.id)).where(col(Unit.document_id) == document_id)
    return set(session.scalars(found))


def earlier_wordings(session: Session, document_id: int) -> dict[str, list[str]]:
    """Return unit ids by text hash for every wording the document ever had."""
    rows = session.execute(
        select(col(UnitVersion.text_hash), col(UnitVersion.unit_id))
        .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
        .where(col(Unit.document_id) == document_id)
        .order_by(col(UnitVersion.id))
    )
    found: dict[str, list[str]] = {}
    for digest, unit_id in rows:
        found.setdefault(digest, []).append(unit_id)
    return found


def used_unit_ids(session: Session, unit_ids: Iterable[str]) -> dict[str, int]:
    """Return which of these ids are units already, and of which documents."""
    rows = session.execute(
        select(col(Unit.id), col(Unit.document_id)).where(
            col(Unit.id).in_(list(unit_ids))
        )
    )
    return dict(rows.all())
