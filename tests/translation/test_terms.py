"""Terms are found as people write them, and nowhere else."""

import pytest

from app.translation.glossary.matching import (
    Hit,
    contains,
    find_term,
    key_of,
    keys,
    longest_only,
    words,
)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Every Edit counts.", "edit"),
        ("Their edits count.", "edit"),
        ("Two cities", "city"),
        ("three edit-a-thons", "edit-a-thon"),
        ("a learning pack for you", "learning pack"),
        ("many learning packs", "learning pack"),
        ("Les modules d'évaluation", "evaluation"),
        ("ẹ̀kọ́ tuntun", "eko"),
        ("فتح المتحف أبوابه", "متحف"),
        ("我们使用维基数据。", "维基数据"),
        ("ใช้วิกิพีเดียทุกวัน", "วิกิพีเดีย"),
        ("AI", "ai"),
    ],
)
def test_a_term_is_found_as_people_write_it(text: str, term: str) -> None:
    assert contains(text, term)
    # It is looked for under a key that such a text has.
    assert key_of(term) in keys(text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The editorial board", "edit"),
        ("credit", "edit"),
        ("aid", "ai"),
        ("book", "boot"),
        ("learning a pack", "learning pack"),
        ("", "edit"),
        ("anything", "…"),
        ("数据库", "维基数据"),
    ],
)
def test_another_word_is_no_hit(text: str, term: str) -> None:
    assert not contains(text, term)


def test_a_hit_says_where_it_stands() -> None:
    text = "See: Édits, and edit."

    places = [text[a:b] for a, b in find_term("edit", words(text))]
    assert places == ["Édits", "edit"]


def test_within_a_longer_term_a_shorter_one_is_no_hit() -> None:
    def hit(concept: int, start: int, end: int) -> Hit:
        return Hit(concept, "", start, end, "", ())

    found = longest_only([hit(1, 9, 13), hit(2, 0, 13), hit(2, 20, 33), hit(3, 40, 44)])
    assert [one.concept_id for one in found] == [2, 3]


def test_two_concepts_of_one_name_are_both_told() -> None:
    found = longest_only([Hit(1, "", 0, 4, "", ()), Hit(2, "", 0, 4, "", ())])

    assert [one.concept_id for one in found] == [1, 2]
