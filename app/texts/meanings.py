"""Declaring that an edit left the meaning as it was: translations stay current."""

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.platform import clock
from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_
from app.texts.models import Document, Unit, UnitEquivalence, UnitVersion

OTHER_UNIT = N_("Only wordings of one and the same piece can mean the same.")
NO_WORDING = N_("There is no such wording.")


def mark_equivalent(
    session: Session,
    version_id: int,
    same_as_id: int,
    *,
    by: int | None,
    reason: str = "",
) -> UnitEquivalence:
    """Say that a wording means what an earlier one of its unit means.

    What was translated from either is current for both. Raise NotFound or Invalid.
    """
    version = session.get(UnitVersion, version_id)
    same_as = session.get(UnitVersion, same_as_id)
    if version is None or same_as is None:
        raise NotFound(NO_WORDING)
    if version.unit_id != same_as.unit_id:
        raise Invalid(OTHER_UNIT)
    row = UnitEquivalence(
        unit_id=version.unit_id,
        version_id=version_id,
        same_as_id=same_as_id,
        reason=reason,
        author_id=by,
    )
    session.add(row)
    session.flush()  # Undoing it needs its id.
    _mean_the_same(session, version, same_as)
    _touch(session, version.unit_id)
    return row


def undo_equivalence(session: Session, equivalence_id: int) -> None:
    """Take such a word back; it stays in the log. Other words still count."""
    row = session.get(UnitEquivalence, equivalence_id)
    if row is None:
        raise NotFound(NO_WORDING)
    row.undone_at = row.undone_at or clock.now()
    session.add(row)
    session.flush()  # The rest is read again.
    _set_meanings(session, row.unit_id, meaning=col(UnitVersion.skeleton_hash), of=None)
    for kept in equivalences(session, row.unit_id):
        _mean_the_same(
            session,
            session.get_one(UnitVersion, kept.version_id),
            session.get_one(UnitVersion, kept.same_as_id),
        )
    _touch(session, row.unit_id)


def equivalences(session: Session, unit_id: str) -> list[UnitEquivalence]:
    """Return what was said about a unit's wordings and not taken back, in order."""
    found = select(UnitEquivalence).where(
        col(UnitEquivalence.unit_id) == unit_id,
        col(UnitEquivalence.undone_at).is_(None),
    )
    return list(session.scalars(found.order_by(col(UnitEquivalence.id))))


def _mean_the_same(
    session: Session, version: UnitVersion, same_as: UnitVersion
) -> None:
    _set_meanings(
        session,
        version.unit_id,
        meaning=same_as.meaning_hash,
        of=version.meaning_hash,
    )


def _set_meanings(
    session: Session, unit_id: str, *, meaning: object, of: str | None
) -> None:
    statement = update(UnitVersion).where(col(UnitVersion.unit_id) == unit_id)
    if of is not None:
        statement = statement.where(col(UnitVersion.meaning_hash) == of)
    session.execute(
        statement.values(meaning_hash=meaning).execution_options(
            synchronize_session="fetch"
        )
    )


def _touch(session: Session, unit_id: str) -> None:
    unit = session.get_one(Unit, unit_id)
    document = session.get_one(Document, unit.document_id)
    document.version += 1
    session.add(document)
