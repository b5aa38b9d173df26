"""When people have time, and how much of it two of them share.

A week has six parts: morning, afternoon and evening of its working days, and of its
weekend. They are said in the hours of where somebody lives, and compared as hours of
one week in UTC, so that an evening in Lima can meet a morning in Dhaka.
"""

from collections.abc import Iterable
from enum import IntFlag

HOURS_OF_WEEK = 7 * 24
WORKING_DAYS, WEEKEND = range(5), range(5, 7)


class Times(IntFlag):
    """Parts of a week; a set of them is their sum."""

    MORNINGS = 1
    AFTERNOONS = 2
    EVENINGS = 4
    WEEKEND_MORNINGS = 8
    WEEKEND_AFTERNOONS = 16
    WEEKEND_EVENINGS = 32


ANY_TIME = sum(Times)
# Hours of a day, the last one not included.
_PARTS = {
    Times.MORNINGS: (WORKING_DAYS, range(7, 12)),
    Times.AFTERNOONS: (WORKING_DAYS, range(12, 18)),
    Times.EVENINGS: (WORKING_DAYS, range(18, 22)),
    Times.WEEKEND_MORNINGS: (WEEKEND, range(7, 12)),
    Times.WEEKEND_AFTERNOONS: (WEEKEND, range(12, 18)),
    Times.WEEKEND_EVENINGS: (WEEKEND, range(18, 22)),
}


def times_of(parts: Iterable[int]) -> int:
    """Return the sum of parts, without what is none."""
    return sum({int(part) for part in parts} & {int(part) for part in Times})


def parts_of(times: int) -> list[Times]:
    """Return the parts in a sum, in the order of a week."""
    return [part for part in Times if times & part]


def hours_of_week(times: int, offset: int) -> frozenset[int]:
    """Return the hours of a week in UTC, from Monday 0:00, that lie in these parts.

    `offset` is in minutes east of UTC; half an hour counts as the hour it begins in.
    """
    return frozenset(
        (day * 24 + hour - offset // 60) % HOURS_OF_WEEK
        for part in parts_of(times)
        for day in _PARTS[part][0]
        for hour in _PARTS[part][1]
    )
