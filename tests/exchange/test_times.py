"""When people have time, and how an evening here is a morning there."""

import pytest

from app.exchange.times import ANY_TIME, Times, hours_of_week, parts_of, times_of
from app.exchange.words import OFFSETS, offset_said, when_said
from app.platform.i18n import use_locale

DAY = 24


def test_an_evening_in_lima_meets_a_morning_in_dhaka() -> None:
    lima = hours_of_week(Times.EVENINGS, -5 * 60)
    dhaka = hours_of_week(Times.MORNINGS, 6 * 60)
    # Monday 20:00 in Lima is Tuesday 7:00 in Dhaka.
    assert DAY + 1 in lima & dhaka


def test_a_week_ends_where_it_begins() -> None:
    auckland = hours_of_week(Times.MORNINGS, 13 * 60)
    # Monday 7:00 there is Sunday 18:00 in UTC.
    assert 6 * DAY + 18 in auckland
    assert all(0 <= hour < 7 * DAY for hour in auckland)


@pytest.mark.parametrize("offset", OFFSETS)
def test_the_clock_moves_hours_and_loses_none(offset: int) -> None:
    assert len(hours_of_week(ANY_TIME, offset)) == 7 * 15


def test_what_is_no_part_of_a_week_is_left_out() -> None:
    assert times_of([4, 64, -1, 8, 4]) == Times.EVENINGS + Times.WEEKEND_MORNINGS
    assert parts_of(4 + 8) == [Times.EVENINGS, Times.WEEKEND_MORNINGS]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "UTC"), (180, "UTC+3"), (345, "UTC+5:45"), (-210, "UTC−3:30")],
)
def test_offsets_are_said_as_they_are_written_everywhere(
    minutes: int, said: str
) -> None:
    assert offset_said(minutes) == said


def test_when_somebody_has_time_is_said_in_words() -> None:
    with use_locale("en"):
        assert when_said(0, 60) == ""
        assert when_said(4, None) == "Evenings"
        assert when_said(ANY_TIME, 60) == "At any time of the day · \u2066UTC+1\u2069"
