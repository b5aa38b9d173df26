"""Who has a unit open just now: a lease that ends by itself, never a lock."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.upserts import insert_into
from app.translation.models import TranslationPresence

LEASE = timedelta(seconds=90)


def arrive(session: Session, unit_id: str, language: str, user_id: int) -> None:
    """Say that somebody is translating a unit; again, to stay."""
    until = clock.now() + LEASE
    statement = insert_into(session, TranslationPresence).values(
        unit_id=unit_id, language=language, user_id=user_id, until=until
    )
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["unit_id", "language", "user_id"], set_={"until": until}
        )
    )
    # Whoever comes tidies up, so that the table stays as small as the room is.
    gone = delete(TranslationPresence).where(
        col(TranslationPresence.unit_id) == unit_id,
        col(TranslationPresence.until) < clock.now(),
    )
    session.execute(gone)


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
