"""Reading the progress of accounts: Core rows, no entities."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlmodel import Session, col

from app.learning.models import Answer, Completion, PackVisit, Tick
from app.learning.progress import PackProgress, StoredAnswer

# Built once: they run for every page of everyone who is signed in, and building one
# would take longer than running it.
_WHOSE: BindParameter[int] = bindparam("user_id")
_PROGRESS = (
    select(
        col(PackVisit.pack_key),
        col(PackVisit.module_key),
        col(PackVisit.language),
        col(PackVisit.finished_at),
        col(Completion.module_key),
    )
    .outerjoin(
        Completion,
        and_(
            col(Completion.user_id) == col(PackVisit.user_id),
            col(Completion.pack_key) == col(PackVisit.pack_key),
        ),
    )
    .where(col(PackVisit.user_id) == _WHOSE)
    .order_by(col(PackVisit.visited_at).desc(), col(PackVisit.pack_key))
)
_PROGRESS_IN = _PROGRESS.where(
    col(PackVisit.pack_key).in_(bindparam("packs", expanding=True))
)
_ANSWERS = select(
    col(Answer.quiz_id), col(Answer.chosen), col(Answer.is_right), col(Answer.tries)
).where(
    col(Answer.user_id) == _WHOSE,
    col(Answer.pack_key) == bindparam("pack_key"),
    col(Answer.module_key) == bindparam("module_key"),
)
_TICKS = select(col(Tick.unit_id)).where(
    col(Tick.user_id) == _WHOSE,
    col(Tick.pack_key) == bindparam("pack_key"),
    col(Tick.module_key) == bindparam("module_key"),
)
_DONE = select(col(Completion.module_key)).where(
    col(Completion.user_id) == _WHOSE, col(Completion.pack_key) == bindparam("pack_key")
)


def progress_of(
    session: Session, user_id: int, pack_keys: Collection[str] | None = None
) -> dict[str, PackProgress]:
    """Return how far somebody is, per pack they began, the latest visit first."""
    asked: dict[str, object] = {"user_id": user_id}
    if pack_keys is not None:
        asked["packs"] = list(pack_keys)
    statement = _PROGRESS if pack_keys is None else _PROGRESS_IN
    last: dict[str, list[Any]] = {}
    done: dict[str, set[str]] = {}
    for pack_key, *place, done_key in session.connection().execute(statement, asked):
        last[pack_key] = place
        done.setdefault(pack_key, set()).update({done_key} - {None})
    return {
        key: PackProgress(frozenset(done[key]), *place) for key, place in last.items()
    }


def answers_in(
    session: Session, user_id: int, pack_key: str, module_key: str
) -> dict[str, StoredAnswer]:
    """Return somebody's answers in a module, by question."""
    spot = {"user_id": user_id, "pack_key": pack_key, "module_key": module_key}
    return {
        quiz_id: StoredAnswer(tuple(chosen), is_right, tries)
        for quiz_id, chosen, is_right, tries in session.connection().execute(
            _ANSWERS, spot
        )
    }


def ticks_in(
    session: Session, user_id: int, pack_key: str, module_key: str
) -> frozenset[str]:
    """Return what somebody ticked in a module."""
    spot = {"user_id": user_id, "pack_key": pack_key, "module_key": module_key}
    return frozenset(session.connection().execute(_TICKS, spot).scalars())


def done_modules(session: Session, user_id: int, pack_key: str) -> frozenset[str]:
    """Return the modules of a pack that somebody marked as done."""
    asked = {"user_id": user_id, "pack_key": pack_key}
    return frozenset(session.connection().execute(_DONE, asked).scalars())


def finished_dates(session: Session, user_id: int) -> dict[str, datetime]:
    """Return when somebody finished the packs they finished."""
    rows = session.execute(
        select(col(PackVisit.pack_key), col(PackVisit.finished_at)).where(
            col(PackVisit.user_id) == user_id,
            col(PackVisit.finished_at).is_not(None),
        )
    )
    return {pack_key: moment for pack_key, moment in rows if moment}
