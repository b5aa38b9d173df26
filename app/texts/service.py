"""Publishing a revision: the text is stored, its units are found and keep their ids."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.platform.ids import derived_id, text_hash
from app.texts.alignment import OldUnit, align
from app.texts.kinds import DocumentKind
from app.texts.models import (
    Document,
    Revision,
    RevisionUnit,
    Unit,
    UnitVersion,
)
from app.texts.queries import current_units, known_unit_ids, retired_wordings
from app.texts.segments import Segment, segments


@dataclass(frozen=True)
class RecordedUnit:
    """A unit as `units.json` remembers it: its id, kind and the hash of its text."""

    id: str
    kind: str
    text_hash: str


@dataclass(frozen=True)
class NewText:
    """A text to publish.

    `scope` (pack id and module id) makes the ids of new units the same on every
    installation; `recorded` are the ids that came with the text and win over them.
    """

    text: str
    scope: str
    recorded: Sequence[RecordedUnit] = ()
    message: str = ""


def new_document(session: Session, kind: DocumentKind, language: str) -> Document:
    """Make an empty document and give it an id."""
    document = Document(kind=kind, source_language=language)
    session.add(document)
    session.flush()  # The units need the id of their document.
    return document


def publish_text(session: Session, document: Document, new: NewText) -> bool:
    """Make the text the published revision; return False when it already is."""
    digest = text_hash(new.text)
    known = select(col(Revision.text_hash)).where(
        col(Revision.document_id) == document.id,
        col(Revision.number) == document.published_number,
    )
    if session.scalar(known) == digest:
        return False
    found = segments(document.kind, new.text)
    unit_ids = _unit_ids(session, document, found, new)
    revision = _add_revision(session, document, new, digest)
    _store_units(session, document, revision, list(zip(unit_ids, found, strict=True)))
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
    )
    session.add(revision)
    session.flush()  # The rows of its units need its id.
    return revision


def _unit_ids(
    session: Session, document: Document, found: Sequence[Segment], new: NewText
) -> list[str]:
    assert document.id is not None  # noqa: S101 (documents are flushed when made)
    if [unit.text_hash for unit in new.recorded] == [segment.hash for segment in found]:
        return [unit.id for unit in new.recorded]
    old = [OldUnit(u.id, u.segment) for u in current_units(session, document.id)]
    linked = align(old, found) if old else _by_record(new.recorded, found)
    retired = retired_wordings(session, document.id)
    taken = {unit_id for unit_id in linked if unit_id}
    used = taken | known_unit_ids(session, document.id)
    ids = []
    for unit_id, segment in zip(linked, found, strict=True):
        if unit_id is None:
            returning = retired.pop(segment.hash, None)
            unit_id = returning or _new_id(new.scope, segment, used)
        used.add(unit_id)
        ids.append(unit_id)
    return ids


def _by_record(
    recorded: Sequence[RecordedUnit], found: Sequence[Segment]
) -> list[str | None]:
    places: dict[tuple[str, str], list[str]] = {}
    for unit in reversed(recorded):
        places.setdefault((unit.kind, unit.text_hash), []).append(unit.id)
    none: list[str] = []
    return [
        ids.pop() if (ids := places.get((s.kind, s.hash), none)) else None
        for s in found
    ]


def _new_id(scope: str, segment: Segment, used: set[str]) -> str:
    count = 0
    while True:
        unit_id = derived_id(scope, segment.kind, segment.text, str(count))
        if unit_id not in used:
            return unit_id
        count += 1


def _store_units(
    session: Session,
    document: Document,
    revision: Revision,
    units: Sequence[tuple[str, Segment]],
) -> None:
    assert document.id is not None and revision.id is not None  # noqa: S101, PT018
    known = known_unit_ids(session, document.id)
    now = {unit_id for unit_id, _ in units}
    session.add_all(Unit(id=u, document_id=document.id) for u in now - known)
    session.flush()  # Wordings refer to their units.
    for ids, number in ((known - now, revision.number), (now, None)):
        session.execute(
            update(Unit)
            .where(col(Unit.id).in_(ids), col(Unit.document_id) == document.id)
            .values(retired_number=number)
        )
    versions = _wordings(session, units)
    session.add_all(
        RevisionUnit(
            revision_id=revision.id,
            position=position,
            unit_version_id=versions[unit_id, segment.hash],
        )
        for position, (unit_id, segment) in enumerate(units)
    )


def _wordings(
    session: Session, units: Sequence[tuple[str, Segment]]
) -> dict[tuple[str, str], int]:
    ids = [unit_id for unit_id, _ in units]

    def stored() -> dict[tuple[str, str], int]:
        rows = session.execute(
            select(
                col(UnitVersion.unit_id),
                col(UnitVersion.text_hash),
                col(UnitVersion.id),
            ).where(col(UnitVersion.unit_id).in_(ids))
        )
        return {(unit_id, digest): row_id for unit_id, digest, row_id in rows}

    known = stored()
    session.add_all(
        UnitVersion(unit_id=u, kind=s.kind, text=s.text, text_hash=s.hash)
        for u, s in units
        if (u, s.hash) not in known
    )
    session.flush()  # The revision's rows need the ids of new wordings.
    return stored()
