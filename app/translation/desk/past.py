"""What a unit's translations were: each with its difference from the one before."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform.i18n import N_
from app.texts.differences import Span, is_changed, word_diff
from app.texts.variables import mask
from app.translation.history import Past, history
from app.translation.models import Origin, TranslationState

STATES = {
    TranslationState.SUGGESTION: N_("Suggested"),
    TranslationState.TRANSLATED: N_("Translated"),
    TranslationState.APPROVED: N_("Approved"),
    TranslationState.NEEDS_WORK: N_("Needs work"),
    TranslationState.REJECTED: N_("Rejected"),
}
ORIGINS = {
    Origin.HUMAN: "",
    Origin.MEMORY: N_("From past translations"),
    Origin.MACHINE: N_("By machine"),
    Origin.IMPORT: N_("From a file"),
}


class Entry(Struct, frozen=True):
    """A row of the history. The differences are from the row before; none if equal."""

    id: int
    made_at: datetime
    author: str
    author_id: int | None
    reviewer: str
    state: str
    origin: str
    note: str
    text: str
    changes: Sequence[Span]
    source_changes: Sequence[Span]
    thanks: int
    is_in_force: bool


class Comparison(Struct, frozen=True):
    """Two rows of a history side by side."""

    older: Entry
    newer: Entry
    changes: Sequence[Span]


def entries(session: Session, unit_id: str, language: str) -> list[Entry]:
    """Return the history of a unit in a language, the newest first."""
    past = history(session, unit_id, language)
    people = {one.translation.author_id for one in past}
    people |= {one.translation.reviewer_id for one in past}
    names = _names(session, people)
    return [_entry(one, earlier, names) for one, earlier in zip_longest(past, past[1:])]


def compared(found: Sequence[Entry], one: int, other: int) -> Comparison | None:
    """Return two rows by their ids, the older first; None when either is not there."""
    chosen = [entry for entry in found if entry.id in {one, other}]
    if len(chosen) != 2:
        return None
    newer, older = chosen
    return Comparison(older, newer, word_diff(older.text, newer.text))


def _names(session: Session, ids: set[int | None]) -> dict[int | None, str]:
    rows = session.execute(
        select(col(User.id), col(User.name)).where(col(User.id).in_(ids))
    )
    return {user_id: name for user_id, name in rows}  # noqa: C416 (typed rows)


def _entry(past: Past, before: Past | None, names: dict[int | None, str]) -> Entry:
    row = past.translation
    assert row.id is not None  # noqa: S101 (loaded rows have one)
    return Entry(
        id=row.id,
        made_at=row.created_at,
        author=names.get(row.author_id, ""),
        author_id=row.author_id,
        reviewer=names.get(row.reviewer_id, ""),
        state=STATES[row.state],
        origin=ORIGINS[row.origin],
        note=row.note,
        text=row.text,
        changes=_changes(before.translation.text if before else row.text, row.text),
        source_changes=_changes(
            mask((before or past).source).text, mask(past.source).text
        ),
        thanks=past.thanks,
        is_in_force=past.is_head,
    )


def _changes(old: str, new: str) -> Sequence[Span]:
    spans = word_diff(old, new)
    return spans if is_changed(spans) else ()
