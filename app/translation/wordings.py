"""Which translation of each unit is in force, and whether it is outdated.

The head of a unit in a language is what was last put in force. When an edit of the
source is taken back, what was made for it before is right again, though somebody has
translated the edit meanwhile: then that is in force.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import TypeVarTuple

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    literal,
    select,
)
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

_Columns = TypeVarTuple("_Columns")

# The wording a translation was made from, beside the one its unit has today.
PINNED = aliased(UnitVersion, name="pinned")


class Wording(Struct, frozen=True):
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


class FittingAgain(Struct, frozen=True):
    """A translation that is right again, and the state of what was made since."""

    translation_id: int
    wording: Wording
    head_state: TranslationState


class Scope(Struct, frozen=True):
    """Which translations are looked at: those of some documents' units.

    In some languages, or all; of some wordings of theirs, or all; as the published
    revisions have them, or the revision that had this number.
    """

    document_ids: Sequence[int] | BindParameter[Sequence[int]]
    languages: Sequence[str] | BindParameter[Sequence[str]] | None = None
    version_ids: Collection[int] | None = None
    number: int | None = None

    def heads(self, statement: Select[*_Columns]) -> Select[*_Columns]:
        """Join a statement over documents to what is at the head for their units."""
        statement = (
            join_published_units(statement, self.number)
            .join(
                TranslationHead,
                col(TranslationHead.unit_id) == col(UnitVersion.unit_id),
            )
            .join(
                Translation, col(Translation.id) == col(TranslationHead.translation_id)
            )
            .join(PINNED, col(PINNED.id) == col(Translation.unit_version_id))
            .where(col(Document.id).in_(self.document_ids))
        )
        if self.version_ids is not None:
            # Databases begin with these few rows, and not with all of a revision.
            statement = statement.where(col(UnitVersion.id).in_(self.version_ids))
        if self.languages is None:
            return statement
        return statement.where(col(TranslationHead.language).in_(self.languages))


def wordings(
    session: Session,
    document_id: int,
    languages: Sequence[str] | None = None,
    *,
    states: Collection[TranslationState] = SHOWN_STATES,
) -> dict[str, dict[str, Wording]]:
    """Return the translations of today's units in force, by language and unit id."""
    found: dict[str, dict[str, Wording]] = {}
    scope = Scope([document_id], languages)
    known = {"documents": [document_id], "languages": list(languages or ())}
    statement = _heads(is_in_some=languages is not None)
    heads = [Wording(*row) for row in session.execute(statement, known)]
    for head in heads:
        found.setdefault(head.language, {})[head.unit_id] = head
    if any(not head.is_current for head in heads):
        for again in fitting_again(session, scope):
            found[again.wording.language][again.wording.unit_id] = again.wording
    shown = {
        language: {u: w for u, w in known.items() if w.state in states}
        for language, known in found.items()
    }
    return {language: known for language, known in shown.items() if known}


# Asked for each page: built once, for building it costs more than the answer.
@cache
def _heads(
    *, is_in_some: bool
) -> Select[str, str, str, int, TranslationState, Origin, bool]:
    documents: BindParameter[Sequence[int]] = bindparam("documents", expanding=True)
    languages: BindParameter[Sequence[str]] = bindparam("languages", expanding=True)
    scope = Scope(documents, languages if is_in_some else None)
    return scope.heads(_columns())


def _columns() -> Select[str, str, str, int, TranslationState, Origin, bool]:
    return select(
        col(Translation.unit_id),
        col(Translation.language),
        col(Translation.text),
        col(Translation.unit_version_id),
        col(Translation.state),
        col(Translation.origin),
        (col(PINNED.meaning_hash) == col(UnitVersion.meaning_hash)),
    ).select_from(Document)


def fitting_again(session: Session, scope: Scope) -> list[FittingAgain]:
    """Return what was made for the wordings in scope where the heads were not."""
    earlier = aliased(Translation, name="earlier")
    made_for = aliased(UnitVersion, name="made_for")
    statement = (
        scope.heads(
            select(
                col(earlier.id),
                col(earlier.unit_id),
                col(earlier.language),
                col(earlier.text),
                col(earlier.unit_version_id),
                col(earlier.state),
                col(earlier.origin),
                literal(True),
                col(Translation.state),
            ).select_from(Document)
        )
        .join(
            earlier,
            (col(earlier.unit_id) == col(TranslationHead.unit_id))
            & (col(earlier.language) == col(TranslationHead.language)),
        )
        .join(made_for, col(made_for.id) == col(earlier.unit_version_id))
        .where(
            col(PINNED.meaning_hash) != col(UnitVersion.meaning_hash),
            col(made_for.meaning_hash) == col(UnitVersion.meaning_hash),
            col(earlier.was_head),
        )
        .order_by(col(earlier.id))
    )
    newest: dict[tuple[str, str], FittingAgain] = {}
    for row_id, *row, head_state in session.execute(statement):
        wording = Wording(*row)
        again = FittingAgain(row_id, wording, head_state)
        newest[wording.language, wording.unit_id] = again
    return list(newest.values())


def fits_again(language: str) -> ColumnElement[bool]:
    """Return whether a unit's wording of today was translated before its head was made.

    It is put into a statement that has `UnitVersion` for today's wordings.
    """
    earlier, made_for = aliased(Translation), aliased(UnitVersion)
    return (
        select(col(earlier.id))
        .join(made_for, col(made_for.id) == col(earlier.unit_version_id))
        .where(
            col(earlier.unit_id) == col(UnitVersion.unit_id),
            col(earlier.language) == language,
            col(earlier.state).in_(SHOWN_STATES),
            col(earlier.was_head),
            col(made_for.meaning_hash) == col(UnitVersion.meaning_hash),
        )
        .exists()
    )


def wording_sources(session: Session, document_ids: Sequence[int]) -> dict[int, str]:
    """Return the source wording of every unit version of some documents, by id."""
    rows = session.execute(
        select(col(UnitVersion.id), col(UnitVersion.text))
        .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
        .where(col(Unit.document_id).in_(document_ids))
    )
    return {version_id: text for version_id, text in rows}  # noqa: C416 (typed rows)
