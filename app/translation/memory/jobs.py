"""Keeping the memory up to date outside requests, and making it anew."""

from collections.abc import Iterator

from app.platform.db import Database
from app.translation.memory.service import (
    BATCH,
    forget_derived,
    remember,
    unseen_units,
)


def remember_unseen(database: Database) -> Iterator[tuple[int, int]]:
    """Remember what is not remembered yet, bit by bit; yield how much, of how much."""
    with database.open_session() as session:
        work = unseen_units(session)
    whole, done = sum(map(len, work.values())), 0
    for language, unit_ids in work.items():
        for start in range(0, len(unit_ids), BATCH):
            some = unit_ids[start : start + BATCH]
            with database.transaction() as session:
                remember(session, language, some)
            done += len(some)
            yield done, whole


def remember_anew(database: Database) -> Iterator[tuple[int, int]]:
    """Make anew what is derived; yield how many units, of how many."""
    with database.transaction() as session:
        forget_derived(session)
    yield from remember_unseen(database)
