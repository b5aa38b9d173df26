"""The questions of what we ship cannot be answered by the look of their options."""

from collections.abc import Iterator

import pytest

from app.texts.blocks import Quiz
from tests.content.test_starter_packs import SLUGS, lessons


def single_choices(slug: str) -> Iterator[Quiz]:
    for _, lesson in lessons(slug):
        for block in lesson.blocks:
            if isinstance(block, Quiz) and block.kind == "one":
                yield block


def right_place(quiz: Quiz) -> int:
    return [option.is_right for option in quiz.options].index(True)


def is_longest(quiz: Quiz) -> bool:
    lengths = [len(option.piece.text) for option in quiz.options]
    return lengths[right_place(quiz)] == max(lengths)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_right_option_is_the_longest_in_half_of_the_questions_at_most(
    slug: str,
) -> None:
    quizzes = list(single_choices(slug))

    assert sum(map(is_longest, quizzes)) <= len(quizzes) / 2


@pytest.mark.parametrize("slug", SLUGS)
def test_the_right_option_stands_first_in_the_middle_and_last(slug: str) -> None:
    places = [right_place(quiz) for quiz in single_choices(slug)]

    assert 0 in places
    assert len(set(places)) >= 3
    assert max(places.count(place) for place in places) <= len(places) / 2
