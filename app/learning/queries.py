"""Reading the progress of accounts: Core rows, no entities."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session, col

from app.learning.models import Answer, Completion, PackVisit, Tick
from app.learning.progress import PackProgress, StoredAnswer


def progress_of(
    session: Session, user_id: int, pack_keys: Collection[str] | None = None
) -> dict[str, PackProgress]:
    """Return how far somebody is, per pack they began, the latest visit first."""
    statement = (
        select(
            col(PackVisit.pack_key),
            col(PackVisit.module_key),
            col(PackVisit.language),
            col(Completion.module_key),
        )
        .outerjoin(
            Completion,
            and_(
                col(Completion.user_id) == col(PackVisit.user_id),
                col(Completion.pack_key) == col(PackVisit.pack_key),
            ),
        )
        .where(col(PackVisit.user_id) == user_id)
        .order_by(col(PackVisit.visited_at).desc(), col(PackVisit.pack_key))
    )
    if pack_keys is not None:
        statement = statement.where(col(PackVisit.pack_key).in_(pack_keys))
    last: dict[str, tuple[str, str]] = {}
    done: dict[str, set[str]] = {}
    for pack_key, module_key, language, done_key in session.execute(statement):
        last[pack_key] = (module_key, language)
        done.setdefault(pack_key, set()).update({done_key} - {None})
    return {
        key: PackProgress(frozenset(done[key]), *place) for key, place in last.items()
    }


def answers_in(
    session: Session, user_id: int, pack_key: str, module_key: str
) -> dict[str, StoredAnswer]:
    """Return somebody's answers in a module, by question."""
    rows = session.execute(
        select(
            col(Answer.quiz_id),
            col(Answer.chosen),
            col(Answer.is_right),
            col(Answer.tries),
        ).where(
            col(Answer.user_id) == user_id,
            col(Answer.pack_key) == pack_key,
            col(Answer.module_key) == module_key,
        )
    )
    return {
        quiz_id: StoredAnswer(tuple(chosen), is_right, tries)
        for quiz_id, chosen, is_right, tries in rows
    }


def ticks_in(
    session: Session, user_id: int, pack_key: str, module_key: str
) -> frozenset[str]:
    """Return what somebody ticked in a module."""
    found = select(col(Tick.unit_id)).where(
        col(Tick.user_id) == user_id,
        col(Tick.pack_key) == pack_key,
        col(Tick.module_key) == module_key,
    )
    return frozenset(session.scalars(found))


def done_modules(session: Session, user_id: int, pack_key: str) -> frozenset[str]:
    """Return the modules of a pack that somebody marked as done."""
    found = select(col(Completion.module_key)).where(
        col(Completion.user_id) == user_id, col(Completion.pack_key) == pack_key
    )
    return frozenset(session.scalars(found))


def finished_dates(session: Session, user_id: int) -> dict[str, datetime]:
    """Return when somebody finished the packs they finished."""
    rows = session.execute(
        select(col(PackVisit.pack_key), col(PackVisit.finished_at)).where(
            col(PackVisit.user_id) == user_id,
            col(PackVisit.finished_at).is_not(None),
        )
    )
    return {pack_key: moment for pack_key, moment in rows if moment}
