"""Lists come in pages, whatever number somebody typed."""

import pytest

from app.web.pagination import Pager, page_number


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 0, (1, 0, None, None)),
        (1, 10, (1, 0, None, None)),
        (1, 11, (2, 0, None, 2)),
        (2, 25, (3, 10, 1, 3)),
        (3, 25, (3, 20, 2, None)),
        (9, 25, (3, 80, 8, None)),
    ],
)
def test_a_pager_knows_its_neighbours(
    number: int, total: int, expected: tuple[int, int, int | None, int | None]
) -> None:
    pager = Pager(number, 10, total)

    assert (pager.pages, pager.offset, pager.previous, pager.next) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (None, 1),
        ("", 1),
        ("3", 3),
        ("0", 1),
        ("-2", 1),
        ("two", 1),
        ("٣", 1),
        ("9" * 400, 10_000),
        ("1e3", 1),
    ],
)
def test_a_page_number_is_always_usable(text: str | None, number: int) -> None:
    assert page_number(text) == number
