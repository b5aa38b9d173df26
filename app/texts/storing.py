"""Keeping a revision's units: which there are, how they read, which are retired."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.texts.models import Document, Revision, RevisionUnit, Unit, UnitVersion
from app.texts.queries import known_unit_ids
from app.texts.segments import Segment
from app.texts.variables import skeleton_hash

Wordings = Sequence[tuple[str, Segment]]


def store_units(
    session: Session,
    document: Document,
    revision: Revision,
    units: Wordings,
    origins: Mapping[str, str],
) -> None:
    """Keep the units of a revision, in order, each with its id.

    `origins` are the units that new ones were cut out of.
    """
    assert revision.id is not None  # noqa: S101 (flushed when it was made)
    known = known_unit_ids(session, document.number)
    now = {unit_id for unit_id, _ in units}
    session.add_all(
        Unit(
            id=unit_id, document_id=document.number, split_from_id=origins.get(unit_id)
        )
        for unit_id in now - known
    )
    session.flush()  # Wordings refer to their units.
    own = update(Unit).where(col(Unit.document_id) == document.id)
    retired = own.where(
        col(Unit.id).in_(known - now), col(Unit.retired_number).is_(None)
    )
    session.execute(retired.values(retired_number=revision.number))
    back = own.where(col(Unit.id).in_(now), col(Unit.retired_number).is_not(None))
    session.execute(back.values(retired_number=None))
    versions = _store_wordings(session, units)
    session.add_all(
        RevisionUnit(
            revision_id=revision.id,
            position=position,
            unit_version_id=versions[unit_id, segment.hash],
        )
        for position, (unit_id, segment) in enumerate(units)
    )


class _Stored(Struct, frozen=True):
    id: int
    kind: str
    skeleton_hash: str
    meaning_hash: str


def _store_wordings(session: Session, units: Wordings) -> dict[tuple[str, str], int]:
    known = _stored_wordings(session, (unit_id for unit_id, _ in units))
    for unit_id, segment in units:
        row = known.get((unit_id, segment.hash))
        if row and row.kind != segment.kind:
            # The same words stood elsewhere before, or only a catalog knew them.
            same = update(UnitVersion).where(col(UnitVersion.id) == row.id)
            session.execute(same.values(kind=segment.kind))
    new = [(u, s) for u, s in units if (u, s.hash) not in known]
    meanings = {
        (u, row.skeleton_hash): row.meaning_hash for (u, _), row in known.items()
    }
    session.add_all(_version(unit_id, segment, meanings) for unit_id, segment in new)
    session.flush()  # The revision's rows need the ids of new wordings.
    stored = _stored_wordings(session, (unit_id for unit_id, _ in new))
    return {wording: row.id for wording, row in (known | stored).items()}


def add_wording(session: Session, unit_id: str, wording: Segment) -> UnitVersion:
    """Keep a wording that a unit did not have; return its row, with an id."""
    known = _stored_wordings(session, [unit_id])
    meanings = {
        (unit_id, row.skeleton_hash): row.meaning_hash for row in known.values()
    }
    version = _version(unit_id, wording, meanings)
    session.add(version)
    session.flush()  # Translations refer to it.
    return version


def _version(
    unit_id: str, wording: Segment, meanings: Mapping[tuple[str, str], str]
) -> UnitVersion:
    skeleton = skeleton_hash(wording.text)
    return UnitVersion(
        unit_id=unit_id,
        kind=wording.kind,
        text=wording.text,
        text_hash=wording.hash,
        skeleton_hash=skeleton,
        meaning_hash=meanings.get((unit_id, skeleton), skeleton),
    )


def _stored_wordings(
    session: Session, unit_ids: Iterable[str]
) -> dict[tuple[str, str], _Stored]:
    rows = session.execute(
        select(
            col(UnitVersion.unit_id),
            col(UnitVersion.text_hash),
            col(UnitVersion.id),
            col(UnitVersion.kind),
            col(UnitVersion.skeleton_hash),
            col(UnitVersion.meaning_hash),
        ).where(col(UnitVersion.unit_id).in_(list(unit_ids)))
    )
    return {(unit_id, digest): _Stored(*rest) for unit_id, digest, *rest in rows}
