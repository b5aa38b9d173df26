"""What stands beside units in translators' files: notes, and words of the glossary.

Notes that are written in a file come back as notes of their units. Nothing is taken
in twice: a note is known by its words, however its lines are cut.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from app.texts.models import Unit
from app.translation.catalogs import CatalogEntry
from app.translation.glossary.matching import Hit
from app.translation.glossary.status import TermStatus
from app.translation.models import NoteKind, UnitNote
from app.translation.notes import MAX_NOTE, Remark


def open_notes(
    session: Session, document_ids: Sequence[int], language: str
) -> dict[str, list[str]]:
    """Return the notes, questions and answers that are not settled, by unit, oldest
    first, each as one line; for a language, or only those for all of them.
    """
    found: dict[str, list[str]] = {}
    rows = _rows(session, document_ids, language)
    settled = {row.id for row in rows if row.resolved_at}
    for row in rows:
        if not {row.id, row.answers_id} & settled:
            found.setdefault(row.unit_id, []).append(_line(row.text))
    return found


def new_remarks(
    session: Session,
    units: Mapping[str, int],
    language: str,
    entries: Sequence[CatalogEntry],
) -> list[Remark]:
    """Return the notes of a file that nobody wrote here, for some units.

    `units` are the documents of units, by their ids.
    """
    noted = [entry for entry in entries if entry.notes]
    if not noted:
        return []
    known: dict[str, set[str]] = {}
    for row in _rows(session, sorted(set(units.values())), language):
        said = {_line(line) for line in row.text.splitlines()}
        known.setdefault(row.unit_id, set()).update(said, {_line(row.text)})
    remarks = []
    for entry in noted:
        unit_id = entry.context.rpartition("/")[2]
        text = _unknown(entry.notes, known.get(unit_id, ()))
        if unit_id in units and text:
            known.setdefault(unit_id, set()).add(_line(text))
            remarks.append(Remark(unit_id, NoteKind.NOTE, text, language))
    return remarks


def term_lines(hits: Sequence[Hit]) -> Iterator[str]:
    """Yield what the glossary says of a text, a line for each concept."""
    for hit in hits:
        if hit.keep:
            yield f"glossary: {_line(hit.found)} (keep as it is)"
            continue
        good = ", ".join(term.text for term in hit.usable)
        bad = ", ".join(
            term.text for term in hit.targets if term.status == TermStatus.FORBIDDEN
        )
        if good or bad:
            said = f"glossary: {hit.found} = {good or '?'}"
            yield _line(f"{said} (not: {bad})" if bad else said)


def _rows(
    session: Session, document_ids: Sequence[int], language: str
) -> Sequence[UnitNote]:
    is_meant: ColumnElement[bool] = or_(
        col(UnitNote.language).is_(None), col(UnitNote.language) == language
    )
    found = (
        select(UnitNote)
        .join(Unit, col(Unit.id) == col(UnitNote.unit_id))
        .where(col(Unit.document_id).in_(document_ids), is_meant)
    )
    return session.scalars(found.order_by(col(UnitNote.id))).all()


def _unknown(notes: Sequence[str], known: Collection[str]) -> str:
    """Return the lines nobody knows; nothing where they are one note that is known."""
    lines = [note.strip() for note in notes if note.strip()]
    new = [line for line in lines if _line(line) not in known]
    text = "\n".join(new)[:MAX_NOTE]
    return "" if _line(text) in known else text


def _line(text: str) -> str:
    return " ".join(text.split())
