"""Taking a catalog in: a plan that changes nothing, then rows appended all at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from app.packs.events import PackLoaded
from app.platform import clock
from app.platform.outbox import announce
from app.texts.models import Document, Unit
from app.texts.segments import Segment
from app.texts.storing import add_wording
from app.translation.catalogs import UnitCatalog
from app.translation.effects import show_changes
from app.translation.exchange.deciding import (
    FOLDER,
    TAKEN,
    WRITTEN,
    Basis,
    Decider,
    Decision,
    Outcome,
    settle,
)
from app.translation.exchange.known import Known, earlier_texts
from app.translation.exchange.subjects import Subject, SubjectKind
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)
from app.translation.rows import Place, version_number


class Plan(Struct, frozen=True):
    """What taking a catalog in would do, entry by entry."""

    language: str
    origin: Origin
    basis: Basis
    known: Known
    decisions: Sequence[Decision]

    @property
    def counts(self) -> Counter[Outcome]:
        """How many entries have each outcome."""
        return Counter(one.outcome for one in self.decisions)

    @property
    def changes(self) -> int:
        """How many rows would be added."""
        return sum(one.outcome in WRITTEN for one in self.decisions)


def plan(
    session: Session,
    documents: Mapping[str, Document],
    catalog: UnitCatalog,
    basis: Basis = FOLDER,
) -> Plan:
    """Decide about every entry; nothing is changed.

    `documents` are the texts of a pack or course by their scope, which contexts
    begin with. An entry is pinned to the wording its msgid shows.
    """
    known = Known(session, list(documents.values()), catalog.language)
    decider = Decider(known, catalog, basis)
    decisions = [
        decision
        for entry in catalog.entries
        for decision in decider.decide(entry, entry.context.rpartition("/")[2])
    ]
    doubtful = (one.unit_id for one in decisions if one.outcome == Outcome.SUGGESTED)
    earlier = earlier_texts(session, doubtful, catalog.language)
    settled = settle(decisions, earlier)
    return Plan(catalog.language, decider.origin, basis, known, settled)


def carry_out(session: Session, planned: Plan) -> None:
    """Append the rows of a plan and move the heads, in the caller's transaction.

    Plan and carry out in one transaction that writes, so that nobody comes between.
    """
    written = [one for one in planned.decisions if one.outcome in WRITTEN]
    if not written:
        return
    version = _version_number(session, planned, written)
    rows = [_row(session, planned, one, version) for one in written]
    ids = session.scalars(
        insert(Translation).returning(
            col(Translation.id), sort_by_parameter_order=True
        ),
        rows,
    ).all()
    taken = [
        (one.unit_id, row_id)
        for one, row_id in zip(written, ids, strict=True)
        if one.outcome in TAKEN and row_id is not None
    ]
    _move_heads(session, planned, taken)
    for number in {planned.known.units[unit_id] for unit_id, _ in taken}:
        # Whatever is derived from the document is made anew.
        planned.known.documents[number].version += 1


def _changes_approved(planned: Plan, one: Decision) -> bool:
    """Tell whether a decision changes what is approved in its language."""
    head = planned.known.heads.get(one.unit_id)
    was_approved = head is not None and head.state == TranslationState.APPROVED
    is_approved = one.state == TranslationState.APPROVED
    return one.outcome in TAKEN and (was_approved or is_approved)


def _version_number(
    session: Session, planned: Plan, written: Sequence[Decision]
) -> int | None:
    """Return the number of the language version a plan makes, if it makes one."""
    units = (one.unit_id for one in written if _changes_approved(planned, one))
    unit_id = next(units, None)
    if unit_id is None:
        return None
    place = Place(
        document=planned.known.documents[planned.known.units[unit_id]],
        unit=session.get_one(Unit, unit_id),
        language=planned.language,
        head=None,
        translation=None,
    )
    return version_number(session, place, planned.basis.author_id)


def _row(
    session: Session, planned: Plan, one: Decision, version: int | None
) -> dict[str, Any]:
    wording, head = one.wording, planned.known.heads.get(one.unit_id)
    assert wording is not None  # noqa: S101 (whatever is written is pinned to one)
    is_taken = one.outcome in TAKEN
    return {
        "unit_id": one.unit_id,
        "language": planned.language,
        "text": one.text,
        "unit_version_id": wording.id or _new_wording(session, one),
        "state": one.state,
        "origin": planned.origin,
        "author_id": planned.basis.author_id,
        "supersedes_id": head.translation_id if head and is_taken else None,
        "note": "",
        "created_at": clock.now(),
        "was_head": is_taken,
        "version_number": version if _changes_approved(planned, one) else None,
    }


def _new_wording(session: Session, one: Decision) -> int:
    """Keep a wording that only the file knows, so that it counts as an earlier one."""
    assert one.wording is not None  # noqa: S101 (see above)
    stored = add_wording(
        session, one.unit_id, Segment("earlier", one.wording.masked.text)
    )
    assert stored.id is not None  # noqa: S101 (just flushed)
    return stored.id


def _move_heads(
    session: Session, planned: Plan, taken: Iterable[tuple[str, int]]
) -> None:
    new, moved = [], []
    for unit_id, row_id in taken:
        if unit_id in planned.known.heads:
            moved.append({"unit": unit_id, "translation": row_id})
        else:
            new.append(
                {
                    "unit_id": unit_id,
                    "language": planned.language,
                    "translation_id": row_id,
                    "row_version": 1,
                }
            )
    if new:
        session.execute(insert(TranslationHead), new)
    if moved:
        statement = (
            update(TranslationHead)
            .where(
                col(TranslationHead.unit_id) == bindparam("unit"),
                col(TranslationHead.language) == planned.language,
            )
            .values(
                translation_id=bindparam("translation"),
                row_version=col(TranslationHead.row_version) + 1,
            )
        )
        session.connection().execute(statement, moved)


def import_catalog(
    session: Session,
    documents: Mapping[str, Document],
    catalog: UnitCatalog,
    basis: Basis = FOLDER,
) -> Plan:
    """Take a catalog in at once; return what was done.

    Nothing is deleted, and taking the same catalog in twice changes nothing.
    """
    planned = plan(session, documents, catalog, basis)
    carry_out(session, planned)
    return planned


def announce_taken(session: Session, subject: Subject, language: str) -> None:
    """Tell everybody that a text has other translations; its pages are made anew."""
    show_changes(session, next(iter(subject.documents.values())), language)
    if subject.kind == SubjectKind.PACKS:
        announce(session, PackLoaded(subject.key))
