"""Who translated some documents, into which language, and who approved that."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.texts.models import Unit
from app.translation.models import (
    Origin,
    Translation,
    TranslationState,
    TranslationThanks,
)


class Translator(Struct, frozen=True):
    """Somebody who translated `units` of them into a language.

    `newest` is their last row about a unit that is still there, 0 for none.
    """

    language: str
    user_id: int
    name: str
    units: int
    newest: int


def translators_of(session: Session, document_ids: Sequence[int]) -> list[Translator]:
    """Return who wrote what was in force once, by language, who did most first."""
    units = func.count(col(Unit.id).distinct())
    newest = func.max(col(Translation.id)).filter(col(Unit.retired_number).is_(None))
    rows = session.execute(
        select(
            col(Translation.language),
            col(User.id),
            col(User.name),
            units,
            func.coalesce(newest, 0),
        )
        .join(Unit, col(Unit.id) == col(Translation.unit_id))
        .join(User, col(User.id) == col(Translation.author_id))
        .where(
            col(Unit.document_id).in_(document_ids),
            col(Translation.was_head),
            col(Translation.origin) != Origin.MACHINE,
        )
        .group_by(col(Translation.language), col(User.id), col(User.name))
        .order_by(col(Translation.language), units.desc(), col(User.name))
    )
    return [Translator(*row) for row in rows]


def approvers_by_language(
    session: Session, document_ids: Sequence[int]
) -> dict[str, list[str]]:
    """Return the names of who approved translations, by language."""
    rows = session.execute(
        select(col(Translation.language), col(User.name))
        .join(Unit, col(Unit.id) == col(Translation.unit_id))
        .join(User, col(User.id) == col(Translation.reviewer_id))
        .where(
            col(Unit.document_id).in_(document_ids),
            col(Translation.state) == TranslationState.APPROVED,
        )
        .distinct()
        .order_by(col(Translation.language), col(User.name))
    )
    found: dict[str, list[str]] = {}
    for language, name in rows:
        found.setdefault(language, []).append(name)
    return found


def units_of_rows(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the unit each of some rows is about."""
    found = select(col(Translation.id), col(Translation.unit_id)).where(
        col(Translation.id).in_(ids)
    )
    return dict(session.execute(found).all())


def thanked_rows(session: Session, user_id: int, ids: Sequence[int]) -> frozenset[int]:
    """Return those of some rows that somebody has thanked for."""
    found = select(col(TranslationThanks.translation_id)).where(
        col(TranslationThanks.user_id) == user_id,
        col(TranslationThanks.translation_id).in_(ids),
    )
    return frozenset(session.scalars(found))
