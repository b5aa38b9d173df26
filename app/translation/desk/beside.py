"""Notes and questions beside a unit, as a page shows them."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.translation.models import NoteKind, UnitNote
from app.translation.notes import Thread, notes_of


class Note(Struct, frozen=True):
    """A note, a question, or an answer to one; `author` is empty when unknown."""

    id: int
    author: str
    made_at: datetime
    text: str
    is_question: bool
    is_resolved: bool
    answers: Sequence["Note"] = ()


def notes_beside(session: Session, unit_id: str, language: str) -> list[Note]:
    """Return what people wrote beside a unit for this language or for all."""
    threads = notes_of(session, unit_id, language)
    names = _names(session, threads)
    return [
        _note(one.note, names, [_note(answer, names) for answer in one.answers])
        for one in threads
    ]


def _note(row: UnitNote, names: dict[int, str], answers: Sequence[Note] = ()) -> Note:
    assert row.id is not None  # noqa: S101 (loaded rows have one)
    return Note(
        id=row.id,
        author=names.get(row.author_id or 0, ""),
        made_at=row.created_at,
        text=row.text,
        is_question=row.kind == NoteKind.QUESTION,
        is_resolved=row.resolved_at is not None,
        answers=answers,
    )


def _names(session: Session, threads: Sequence[Thread]) -> dict[int, str]:
    rows = [row for one in threads for row in (one.note, *one.answers)]
    found = select(col(User.id), col(User.name)).where(
        col(User.id).in_({row.author_id for row in rows})
    )
    return {user_id: name for user_id, name in session.execute(found) if user_id}
