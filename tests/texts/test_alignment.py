"""Which unit a piece of a new revision is: the same, moved, edited, new."""

import time

from app.texts.alignment import OldUnit, align, is_recognisable
from app.texts.segments import Segment

LONG = "Write one sentence under each line of the budget."
LONG_EDITED = "Write one short sentence under each line of your budget."
OTHER = "Play the beginning and the end together with the person."
THIRD = "Nobody reads a report of forty pages on a phone."


def old(*texts: str, kind: str = "paragraph") -> list[OldUnit]:
    return [OldUnit(f"u{n}", Segment(kind, text)) for n, text in enumerate(texts)]


def new(*texts: str, kind: str = "paragraph") -> list[Segment]:
    return [Segment(kind, text) for text in texts]


def test_the_same_text_keeps_its_units() -> None:
    assert align(old(LONG, OTHER), new(LONG, OTHER)) == ["u0", "u1"]


def test_a_piece_that_moves_keeps_its_unit() -> None:
    assert align(old(LONG, OTHER, THIRD), new(THIRD, LONG, OTHER)) == ["u2", "u0", "u1"]


def test_an_edited_piece_keeps_its_unit_and_a_new_one_is_new() -> None:
    assert align(old(LONG, OTHER), new(LONG_EDITED, THIRD, OTHER)) == ["u0", None, "u1"]


def test_a_piece_that_is_moved_and_edited_keeps_its_unit() -> None:
    linked = align(old(LONG, OTHER, THIRD), new(OTHER, THIRD, LONG_EDITED))

    assert linked == ["u1", "u2", "u0"]


def test_pieces_that_read_the_same_pair_up_in_order() -> None:
    before = old("Note", LONG, "Note", OTHER, "Note")

    assert align(before, new("Note", LONG, "Note", OTHER, "Note")) == [
        *("u0", "u1", "u2", "u3", "u4")
    ]
    assert align(before, new("Note", OTHER, "Note")) == ["u2", "u3", "u4"]
    assert align(before, new(*["Note"] * 5)) == ["u0", "u2", "u4", None, None]


def test_of_a_piece_that_is_split_the_first_alike_part_keeps_the_unit() -> None:
    whole = f"{LONG} {OTHER}"

    linked = align(old(whole, THIRD), new(LONG, OTHER, THIRD))

    assert linked.count("u0") == 1
    assert linked[2] == "u1"


def test_of_pieces_that_are_joined_the_more_alike_one_keeps_the_unit() -> None:
    linked = align(old(LONG, "Short one.", THIRD), new(f"{LONG} Short one.", THIRD))

    assert linked == ["u0", "u2"]


def test_a_wording_that_comes_back_gets_its_retired_unit() -> None:
    earlier = {Segment("paragraph", LONG).hash: ["gone"]}

    assert align(old(OTHER), new(OTHER, LONG), earlier) == ["u0", "gone"]


def test_a_wording_that_comes_back_is_not_taken_for_an_edit_of_another() -> None:
    """Likeness would link it to what stands there now."""
    earlier = {Segment("paragraph", LONG).hash: ["gone"]}

    assert align(old(LONG_EDITED), new(LONG), earlier) == ["gone"]


def test_an_earlier_wording_of_a_unit_of_today_leads_to_that_unit() -> None:
    earlier = {Segment("paragraph", LONG).hash: ["gone", "u1"]}

    assert align(old(THIRD, OTHER), new(THIRD, LONG), earlier) == ["u0", "u1"]


def test_one_retired_unit_comes_back_once() -> None:
    earlier = {Segment("paragraph", "Note").hash: ["gone"]}

    assert align(old(LONG), new(LONG, "Note", "Note"), earlier) == ["u0", "gone", None]


def test_a_lone_piece_that_is_rewritten_keeps_its_unit_unrecognised() -> None:
    rewritten = "Write some sentences about the benefits of a tree."

    assert align(old(OTHER, LONG, THIRD), new(OTHER, rewritten, THIRD))[1] == "u1"
    assert not is_recognisable(LONG, "Play it once more with feeling, please.")
    assert is_recognisable(LONG, LONG_EDITED)


def test_a_text_without_units_and_one_all_new_are_fine() -> None:
    assert align([], new(LONG)) == [None]
    assert align(old(LONG), []) == []
    assert align([], []) == []


def test_five_thousand_units_are_aligned_quickly_and_right() -> None:
    texts = [f"{n * 7919 % 10_007} {LONG} {n * 104_729 % 10_007}" for n in range(5_000)]
    changed = [
        text.replace("one sentence", "a sentence") if n % 50 == 0 else text
        for n, text in enumerate(texts)
    ]
    changed.insert(0, changed.pop(4_000))

    linked = align(old(*texts), new(*changed))

    expected = [f"u{n}" for n in range(5_000)]
    expected.insert(0, expected.pop(4_000))
    wrong = sum(a != b for a, b in zip(linked, expected, strict=True))
    assert wrong == 0


def test_the_same_words_thousands_of_times_are_aligned_at_once() -> None:
    before, after = old(*["a"] * 30_000), new("b", *["a"] * 30_000)

    began = time.process_time()
    linked = align(before, after)

    assert linked == [None, *(f"u{n}" for n in range(30_000))]
    assert time.process_time() - began < 8


def test_a_long_text_in_which_every_piece_was_edited_is_aligned_in_good_time() -> None:
    texts = [f"{n * 7919 % 10_007} {LONG} {n * 104_729 % 10_007}" for n in range(1_500)]
    edited = [text.replace("sentence", "line") for text in texts]

    began = time.process_time()
    linked = align(old(*texts), new(*edited))

    assert linked == [f"u{n}" for n in range(1_500)]
    assert time.process_time() - began < 20
