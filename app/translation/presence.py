"""Who has a unit open just now: a lease that ends by itself, never a lock."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from sqlalchemy import Delete, Insert, bindparam, delete, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.upserts import insert_for
from app.translation.models import TranslationPresence

LEASE = timedelta(seconds=90)


def arrive(session: Session, unit_id: str, language: str, user_id: int) -> None:
    """Say that somebody is translating a unit; again, to stay."""
    now = clock.now()
    who = {"unit_id": unit_id, "language": language, "user_id": user_id}
    connection = session.connection()
    connection.execute(_coming(connection.dialect.name), {**who, "until": now + LEASE})
    # Whoever comes tidies up, so that the table stays as small as the room is.
    connection.execute(_gone(), {"of_unit": unit_id, "now": now})


@cache
def _coming(dialect: str) -> Insert:
    # Built once, like the next one, since that costs as much as running it.
    statement = insert_for(dialect, TranslationPresence)
    coming: Insert = statement.on_conflict_do_update(
        index_elements=["unit_id", "language", "user_id"],
        set_={"until": statement.excluded.until},
    )
    return coming


@cache
def _gone() -> Delete:
    return delete(TranslationPresence).where(
        col(TranslationPresence.unit_id) == bindparam("of_unit"),
        col(TranslationPresence.until) < bindparam("now"),
    )


def leave(session: Session, unit_id: str, language: str, user_id: int) -> None:
    """Say that somebody has gone on."""
    session.execute(
        delete(TranslationPresence).where(
            col(TranslationPresence.unit_id) == unit_id,
            col(TranslationPresence.language) == language,
            col(TranslationPresence.user_id) == user_id,
        )
    )


def others(
    session: Session, unit_ids: Sequence[str], language: str, user_id: int | None
) -> dict[str, list[int]]:
    """Return the ids of other people who have units open, by unit."""
    found = select(TranslationPresence).where(
        col(TranslationPresence.unit_id).in_(unit_ids),
        col(TranslationPresence.language) == language,
        col(TranslationPresence.until) >= clock.now(),
    )
    here: dict[str, list[int]] = {}
    for row in session.scalars(found.order_by(col(TranslationPresence.user_id))):
        if row.user_id != user_id:
            here.setdefault(row.unit_id, []).append(row.user_id)
    return here
