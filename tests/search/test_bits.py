"""Sets of ordinals, kept as the bits of a number."""

import random

import pytest

from app.search.answering.catalogue import MANY, bits_of, ordinals_of


@pytest.mark.parametrize("size", [1, 7, 8, 9, 500])
@pytest.mark.parametrize("most", [500, 500 * MANY * 2])
def test_a_set_has_what_was_put_in_however_many_that_is(size: int, most: int) -> None:
    chance = random.Random(size * most)  # noqa: S311 - the same ones each time
    ordinals = chance.sample(range(most), size)

    bits = bits_of(ordinals)

    assert bits == sum(1 << ordinal for ordinal in ordinals)
    assert list(ordinals_of(bits)) == sorted(ordinals)


def test_an_empty_set_is_zero() -> None:
    assert (bits_of([]), bits_of([0]), list(ordinals_of(0))) == (0, 1, [])
