"""Which translation of each unit is in force, and whether it is outdated.

The head of a unit in a language is what was last put in force. When an edit of the
source is taken back, what was made for it before is right again, though somebody has
translated the edit meanwhile: then that is in force.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.texts.models import Document, Unit, UnitVersion
from app.texts.queries import join_published_units
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)

SHOWN_STATES = frozenset({TranslationState.TRANSLATED, TranslationState.APPROVED})
# What a translator sees: all that is worth going on with.
KEPT_STATES = SHOWN_STATES | {TranslationState.NEEDS_WORK}

# The wording a translation was made from, beside the one its unit has today.
PINNED = aliased(UnitVersion, name="pinned")


@dataclass(frozen=True)
class Wording:
    """A translation in force; `text` has variables, `unit_version_id` is its source."""

    unit_id: str
    language: str
    text: str
    unit_version_id: int
    state: TranslationState
    origin: Origin
    is_current: bool

    @property
    def is_unread_machine(self) -> bool:
        """Whether a machine made it and nobody has approved it."""
        return self.origin == Origin.MACHINE and self.state != TranslationState.APPROVED


def wordings(
    session: Session,
    document_id: int,
    languages: Sequence[str] | None = None,
    *,
    states: Collection[TranslationState] = SHOWN_STATES,
) -> dict[str, dict[str, Wording]]:
    """Return the translations of today's units in force, by language and unit id."""
    found: dict[str, dict[str, Wording]] = {}
    heads = list(_read(session, _heads(document_id, languages)))
    for wording in [*heads, *_fitting_again(session, document_id, heads)]:
        found.setdefault(wording.language, {})[wording.unit_id] = wording
    shown = {
        language: {u: w for u, w in known.items() if w.state in states}
        for language, known in found.items()
    }
    return {language: known for language, known in shown.items() if known}


_Row = tuple[str, str, str, int, TranslationState, Origin, bool]


def _columns() -> Select[_Row]:
    return join_published_units(
        select(
            col(Translation.unit_id),
            col(Translation.language),
            col(Translation.text),
            col(Translation.unit_version_id),
            col(Translation.state),
            col(Translation.origin),
            (col(PINNED.meaning_hash) == col(UnitVersion.meaning_hash)),
        ).select_from(Document)
    )


def _heads(document_id: int, languages: Sequence[str] | None) -> Select[_Row]:
    statement = (
        _columns()
        .join(TranslationHead, col(TranslationHead.unit_id) == col(UnitVersion.unit_id))
        .join(Translation, col(Translation.id) == col(TranslationHead.translation_id))
        .join(PINNED, col(PINNED.id) == col(Translation.unit_version_id))
        .where(col(Document.id) == document_id)
    )
    if languages is None:
        return statement
    return statement.where(col(TranslationHead.language).in_(languages))


def _fitting_again(
    session: Session, document_id: int, heads: Sequence[Wording]
) -> Iterator[Wording]:
    """Yield what was made for today's wordings when the heads were not, in order."""
    changed = {(w.language, w.unit_id) for w in heads if not w.is_current}
    if not changed:
        return
    statement = (
        _columns()
        .join(Translation, col(Translation.unit_id) == col(UnitVersion.unit_id))
        .join(PINNED, col(PINNED.id) == col(Translation.unit_version_id))
        .where(
            col(Document.id) == document_id,
            col(Translation.unit_id).in_({unit_id for _, unit_id in changed}),
            col(Translation.language).in_({language for language, _ in changed}),
            col(Translation.was_head),
            col(PINNED.meaning_hash) == col(UnitVersion.meaning_hash),
        )
        .order_by(col(Translation.id))
    )
    for wording in _read(session, statement):
        if (wording.language, wording.unit_id) in changed:
            yield wording


def _read(session: Session, statement: Select[_Row]) -> Iterator[Wording]:
    return (Wording(*row) for row in session.execute(statement))


def wording_sources(session: Session, document_ids: Sequence[int]) -> dict[int, str]:
    """Return the source wording of every unit version of some documents, by id."""
    rows = session.execute(
        select(col(UnitVersion.id), col(UnitVersion.text))
        .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
        .where(col(Unit.document_id).in_(document_ids))
    )
    return {version_id: text for version_id, text in rows}  # noqa: C416 (typed rows)
