"""The clock of the program while the one of the system is being corrected."""

from datetime import UTC, datetime, timedelta

import pytest

from app.platform import clock
from app.platform.clock import CORRECTION, Clock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def told(*moments: datetime) -> list[datetime]:
    """Return what a clock tells while the system's tells these moments."""
    coming = iter(moments)
    own = Clock(lambda: next(coming))
    return [own.now() for _ in moments]


@pytest.mark.parametrize("back", [timedelta(microseconds=1), CORRECTION])
def test_what_was_due_at_once_stays_due_while_a_clock_is_corrected(
    back: timedelta,
) -> None:
    after = NOON + timedelta(microseconds=1)

    assert told(NOON, NOON - back, after) == [NOON, NOON, after]


def test_a_clock_that_somebody_sets_back_is_believed() -> None:
    earlier = NOON - CORRECTION - timedelta(microseconds=1)

    assert told(NOON, earlier, earlier) == [NOON, earlier, earlier]


def test_the_time_is_that_of_the_system() -> None:
    before = datetime.now(UTC)

    assert before <= clock.now() <= datetime.now(UTC)
