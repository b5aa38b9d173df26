"""How often packs are begun and finished, counted from events, each once.

The outbox delivers at least once, and a slow network sends a form twice: an event
whose key has been counted is not counted again.
"""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.learning.events import ModuleCompleted, PackCompleted, PackStarted
from app.learning.models import CountedEvent, PackTotal
from app.platform import clock
from app.platform.rows import insert_once, insert_or_change
from app.platform.states import CONTENT, bump

REMEMBERED = timedelta(days=30)
# Fewer than five are not told: they could be counted on the fingers of one group.
TOLD_FROM, STEPS = 5, (5, 2, 1)


def count_start(session: Session, fact: PackStarted) -> None:
    """Count a pack that somebody began, and forget keys that will not come again."""
    old = col(CountedEvent.counted_on) < (clock.now() - REMEMBERED).date()
    session.connection().execute(delete(CountedEvent).where(old))
    _count(session, fact.key, pack_key=fact.pack_key, column="started")


def count_module(session: Session, fact: ModuleCompleted) -> None:
    """Count a module that somebody marked as done."""
    _count(session, fact.key, pack_key=fact.pack_key, column="modules_done")


def count_finish(session: Session, fact: PackCompleted) -> None:
    """Count a pack that somebody finished."""
    if not _count(session, fact.key, pack_key=fact.pack_key, column="finished"):
        return
    finished = total_of(session, fact.pack_key).finished
    if told_number(finished) != told_number(finished - 1):
        # The pack's page, ready in memory, says the number.
        bump(session, CONTENT, about=f"finished:{fact.pack_key}")


def told_number(finished: int) -> int:
    """Return the round number that this many are more than; 0 where too few are.

    5, 10, 20, 50, 100, 200, 500 and so on: it holds for long, so that pages that are
    ready in memory need not be made anew at every finish.
    """
    size: int = 10 ** len(str(finished))
    while size > 1:
        for step in STEPS:
            if TOLD_FROM <= (told := step * size // 10) < finished:
                return told
        size //= 10
    return 0


def total_of(session: Session, pack_key: str) -> PackTotal:
    """Return how often a pack was begun and finished; zeros before the first time."""
    found = select(PackTotal).where(col(PackTotal.pack_key) == pack_key)
    return session.scalar(found) or PackTotal(pack_key=pack_key)


def _count(session: Session, key: str, *, pack_key: str, column: str) -> bool:
    row = {"key": key, "counted_on": clock.now().date()}
    if not insert_once(session, CountedEvent, row):
        return False
    first = {"pack_key": pack_key, "started": 0, "finished": 0, "modules_done": 0}
    insert_or_change(
        session,
        PackTotal,
        {**first, column: 1},
        lambda _new: {column: PackTotal.__table__.c[column] + 1},  # type: ignore[attr-defined] # SQLModel does not type it
    )
    return True
