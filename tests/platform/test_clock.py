"""The clock of the program while the one of the system is being corrected."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.platform import clock
from app.platform.clock import CORRECTION, TICK, Clock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def told(*moments: datetime) -> list[datetime]:
    """Return what a clock tells while the system's tells these moments."""
    coming = iter(moments)
    own = Clock(lambda: next(coming))
    return [own.now() for _ in moments]


@pytest.mark.parametrize("back", [timedelta(0), TICK, CORRECTION - TICK])
def test_what_was_due_at_once_stays_due_while_a_clock_is_corrected(
    back: timedelta,
) -> None:
    moments = told(NOON, NOON - back, NOON - back, NOON + 9 * TICK)

    assert moments == [NOON, NOON + TICK, NOON + 2 * TICK, NOON + 9 * TICK]


def test_a_clock_that_somebody_sets_back_is_believed() -> None:
    earlier = NOON - CORRECTION - TICK

    assert told(NOON, earlier, earlier) == [NOON, earlier, earlier + TICK]


def test_many_who_look_at_once_are_told_different_moments() -> None:
    own = Clock(lambda: NOON)

    with ThreadPoolExecutor(8) as pool:
        moments = list(pool.map(lambda _: own.now(), range(1_000)))

    assert len(set(moments)) == 1_000


def test_the_time_is_that_of_the_system() -> None:
    before = datetime.now(UTC)

    told_by_ours = clock.now()

    # Whoever sets this machine's clock right meanwhile does it by less.
    assert before - CORRECTION <= told_by_ours <= datetime.now(UTC) + CORRECTION
