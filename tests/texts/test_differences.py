"""What changed between two texts."""

import unicodedata
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.texts.differences import (
    MAX_PAIRS,
    Fate,
    Mark,
    Span,
    block_diff,
    blocks_of,
    is_changed,
    word_diff,
)

WORDS = st.sampled_from(
    [
        "budget",
        "money ",
        "\n",
        "मुद्रा ",
        "ميزانية ",
        "ส่วน",
        "編集",
        "é",
        "👩‍👩‍👧 ",
        "a.",
        " ",
    ]
)
TEXTS = st.lists(WORDS, max_size=30).map("".join)


def _old(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans if span.mark != Mark.NEW)


def _new(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans if span.mark != Mark.GONE)


def _shown(spans: Sequence[Span]) -> str:
    signs = {Mark.SAME: "{}", Mark.GONE: "[-{}-]", Mark.NEW: "[+{}+]"}
    return "".join(signs[span.mark].format(span.text) for span in spans)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_a_difference(old: str, new: str) -> None:
    spans = word_diff(old, new)

    assert (_old(spans), _new(spans)) == (old, new)
    assert is_changed(spans) == (old != new)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_characters_can_be_compared(old: str, new: str) -> None:
    spans = word_diff(old, new)

    assert (_old(spans), _new(spans)) == (old, new)


def test_a_changed_word_is_marked_and_its_neighbours_are_not() -> None:
    shown = _shown(word_diff("Ask for the budget early.", "Ask for the money early."))

    assert shown == "Ask for the [-budget-][+money+] early."


def test_words_in_a_row_that_changed_are_one_change() -> None:
    shown = _shown(word_diff("one two three four", "one 2 3 four"))

    assert shown == "one [-two three-][+2 3+] four"


@given(TEXTS, TEXTS)
def test_no_vowel_sign_is_parted_from_its_letter(old: str, new: str) -> None:
    for span in word_diff(old, new):
        assert unicodedata.category(span.text[0]) not in {"Mn", "Mc", "Me"}


def test_unspaced_scripts_are_compared_sign_by_sign() -> None:
    shown = _shown(word_diff("編集大会を開く", "編集会議を開く"))

    assert shown == "編集[-大-]会[+議+]を開く"


def test_texts_too_long_for_words_are_compared_by_lines() -> None:
    lines = [f"line {n} says a few words\n" for n in range(2_000)]
    old = "".join(lines)
    lines[1_000] = "line 1000 says other words\n"
    new = "".join(lines)

    spans = word_diff(old, new)

    assert len(old.split()) ** 2 > MAX_PAIRS
    assert (_old(spans), _new(spans)) == (old, new)
    assert _shown(spans[1:3]) == "[-a few-][+other+]"


def test_endless_single_words_are_told_as_one_change() -> None:
    old, new = "\n" * 1 + "a b\n" * 6_000, "c d\n" * 6_000

    spans = word_diff(old, new)

    assert (_old(spans), _new(spans)) == (old, new)


def test_blocks_are_what_stands_between_blank_lines() -> None:
    assert blocks_of("\n# A\n\nb\nc\n \n\nd\n") == ["# A", "b\nc", "d"]


def test_a_block_that_moved_is_told_as_moved() -> None:
    old = "first one here\n\nsecond one there\n\nthird one everywhere"
    new = "third one everywhere\n\nfirst one here\n\nsecond one there"

    changes = block_diff(old, new)

    assert [(c.fate, c.before, c.after) for c in changes] == [
        (Fate.MOVED, 3, 1),
        (Fate.SAME, 1, 2),
        (Fate.SAME, 2, 3),
    ]


def test_edited_new_and_gone_blocks_are_told_in_their_places() -> None:
    old = "The plan begins with people.\n\nThis is left out.\n\nThe end of it all."
    new = "The plan begins with friends.\n\nThe end of it all.\n\nXyz 123 &&."

    changes = block_diff(old, new)

    assert [(c.fate, c.before, c.after) for c in changes] == [
        (Fate.EDITED, 1, 1),
        (Fate.GONE, 2, 0),
        (Fate.SAME, 3, 2),
        (Fate.NEW, 0, 3),
    ]


@given(st.lists(TEXTS, max_size=8), st.lists(TEXTS, max_size=8))
def test_every_block_is_told_once(old: list[str], new: list[str]) -> None:
    before, after = "\n\n".join(old), "\n\n".join(new)

    changes = block_diff(before, after)

    told_before = sorted(c.before for c in changes if c.before)
    told_after = [c.after for c in changes if c.after]
    assert told_before == list(range(1, len(blocks_of(before)) + 1))
    assert told_after == list(range(1, len(blocks_of(after)) + 1))
