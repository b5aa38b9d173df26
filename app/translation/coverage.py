"""How far texts are in each language, counted in units."""

from collections.abc import Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from app.texts.models import Document, RevisionUnit, UnitVersion
from app.texts.queries import join_published_units
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)
from app.translation.wordings import PINNED, SHOWN_STATES, Scope, fitting_again


class Coverage(Struct, frozen=True):
    """How far a text is in a language, in units."""

    units: int = 0
    current: int = 0
    outdated: int = 0
    reviewed: int = 0
    machine: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.units + other.units,
            self.current + other.current,
            self.outdated + other.outdated,
            self.reviewed + other.reviewed,
            self.machine + other.machine,
        )

    def __sub__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.units - other.units,
            self.current - other.current,
            self.outdated - other.outdated,
            self.reviewed - other.reviewed,
            self.machine - other.machine,
        )

    @property
    def is_anything(self) -> bool:
        """Whether readers get any translation."""
        return bool(self.current or self.outdated)

    @property
    def percent(self) -> int:
        """Share of units that are current, floored: 100 only when all are."""
        return 100 * self.current // self.units if self.units else 0


def coverage(session: Session, document: Document) -> dict[str, Coverage]:
    """Return how far a document is in each language that has a translation."""
    return coverage_of(session, [document.number])


def count_units(session: Session, document_ids: Sequence[int]) -> int:
    """Return how many units some documents have together, as they are published."""
    return session.scalar(_counting(), {"documents": document_ids}) or 0


@cache
def _counting() -> Select[int]:
    # Built once, since it is asked again and again while somebody translates.
    found = select(func.count(col(RevisionUnit.position))).select_from(Document)
    among = col(Document.id).in_(bindparam("documents", expanding=True))
    return join_published_units(found).where(among)


def coverage_of(
    session: Session,
    document_ids: Sequence[int],
    languages: Sequence[str] | None = None,
) -> dict[str, Coverage]:
    """Return how far some documents are together, by language that has anything."""
    none = Coverage(units=count_units(session, document_ids))
    found = parts_in(session, Scope(document_ids, languages))
    return {code: none + part for code, part in found.items() if part.is_anything}


def parts_in(session: Session, scope: Scope) -> dict[str, Coverage]:
    """Return what some translations add to how far a text is, by language.

    How many units there are in all is not among it.
    """
    is_current = col(PINNED.meaning_hash) == col(UnitVersion.meaning_hash)
    what = (
        col(TranslationHead.language),
        col(Translation.state),
        col(Translation.origin),
        is_current,
    )
    statement = scope.heads(select(*what, func.count()).select_from(Document))
    found: dict[str, Coverage] = {}
    is_any_old = False
    for language, state, origin, current, count in session.execute(
        statement.group_by(*what)
    ):
        is_any_old |= not current
        part = _part(state, origin, count, is_current=current)
        found[language] = found.get(language, Coverage()) + part
    if is_any_old:
        _count_fitting_again(session, scope, found)
    return found


def _count_fitting_again(
    session: Session, scope: Scope, found: dict[str, Coverage]
) -> None:
    for again in fitting_again(session, scope):
        before = _part(again.head_state, Origin.HUMAN, 1, is_current=False)
        now = _part(again.wording.state, again.wording.origin, 1, is_current=True)
        counted = found[again.wording.language] + now
        found[again.wording.language] = replace(
            counted, outdated=counted.outdated - before.outdated
        )


def _part(
    state: TranslationState, origin: Origin, count: int, *, is_current: bool
) -> Coverage:
    if state not in SHOWN_STATES:
        return Coverage()
    if not is_current:
        return Coverage(outdated=count)
    is_approved = state == TranslationState.APPROVED
    is_machine = origin == Origin.MACHINE and not is_approved
    return Coverage(
        current=count,
        reviewed=count if is_approved else 0,
        machine=count if is_machine else 0,
    )
