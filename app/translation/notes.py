"""Notes and questions beside a unit: for translators, and to its authors."""

from msgspec import Struct
from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_
from app.texts.models import Unit
from app.translation.models import NoteKind, UnitNote
from app.translation.rows import NO_UNIT

MAX_NOTE = 2_000
EMPTY = N_("Write something first.")
TOO_LONG = N_("A note has room for %(most)s characters.")
NO_NOTE = N_("There is no such note.")


class Thread(Struct, frozen=True):
    """A note or a question with its answers, oldest first."""

    note: UnitNote
    answers: tuple[UnitNote, ...]


class Remark(Struct, frozen=True):
    """What somebody wants to say; without a language it is for all of them."""

    unit_id: str
    kind: NoteKind
    text: str
    language: str | None = None


def notes_of(session: Session, unit_id: str, language: str) -> list[Thread]:
    """Return what stands beside a unit for translators to a language, oldest first."""
    found = select(UnitNote).where(
        col(UnitNote.unit_id) == unit_id,
        or_(col(UnitNote.language).is_(None), col(UnitNote.language) == language),
    )
    rows = list(session.scalars(found.order_by(col(UnitNote.id))))
    return [
        Thread(note, tuple(row for row in rows if row.answers_id == note.id))
        for note in rows
        if note.answers_id is None
    ]


def add_note(session: Session, remark: Remark, *, by: int | None) -> UnitNote:
    """Write a note or a question beside a unit."""
    if session.get(Unit, remark.unit_id) is None:
        raise NotFound(NO_UNIT)
    note = UnitNote(
        unit_id=remark.unit_id,
        language=remark.language,
        kind=remark.kind,
        text=_checked(remark.text),
        author_id=by,
    )
    session.add(note)
    session.flush()  # Answers and addresses refer to its id.
    return note


def answer(session: Session, note_id: int, text: str, *, by: int | None) -> UnitNote:
    """Answer a note or a question."""
    note = _note(session, note_id)
    row = UnitNote(
        unit_id=note.unit_id,
        language=note.language,
        kind=NoteKind.NOTE,
        text=_checked(text),
        author_id=by,
        answers_id=note.answers_id or note.id,
    )
    session.add(row)
    session.flush()  # Addresses refer to its id.
    return row


def resolve(session: Session, note_id: int, *, by: int | None) -> UnitNote:
    """Mark a note as dealt with; it stays to be read."""
    note = _note(session, note_id)
    if note.resolved_at is None:
        note.resolved_at, note.resolved_by_id = clock.now(), by
        session.add(note)
    return note


def _note(session: Session, note_id: int) -> UnitNote:
    note = session.get(UnitNote, note_id)
    if note is None:
        raise NotFound(NO_NOTE)
    return note


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(EMPTY)
    if len(text) > MAX_NOTE:
        raise Invalid(TOO_LONG, most=MAX_NOTE)
    return text
