"""Marking answers, as tables."""

import pytest
from markupsafe import Markup

from app.learning.scoring import (
    NotAnOption,
    NothingChosen,
    mark,
    moved,
    normalised,
    right_texts,
    shuffled,
)
from app.texts.blocks import Option, Piece, Quiz


def piece(unit_id: str, text: str = "") -> Piece:
    return Piece(unit_id, Markup.escape(text or unit_id), text or unit_id)


def option(unit_id: str, *, right: bool = True, text: str = "") -> Option:
    return Option(piece(unit_id, text), right, (piece(f"why {unit_id}"),))


def quiz(kind: str, *options: Option, otherwise: tuple[Piece, ...] = ()) -> Quiz:
    return Quiz("q", kind, (piece("q"),), options, otherwise)


ONE = quiz("one", option("a", right=False), option("b"), option("c", right=False))
MANY = quiz("many", option("a"), option("b"), option("c", right=False))
ORDER = quiz("order", option("a"), option("b"), option("c"))
TEXT = quiz(
    "text",
    option("x", text="CC BY-SA 4.0"),
    option("y", right=False, text="Public domain"),
    otherwise=(piece("why not"),),
)


def feedback(question: Quiz, *given: str) -> list[str]:
    return [one.unit_id for one in mark(question, given).feedback]


@pytest.mark.parametrize(
    ("question", "given", "is_right"),
    [
        (ONE, ["b"], True),
        (ONE, ["a"], False),
        (ONE, ["b", "a"], True),
        (MANY, ["a", "b"], True),
        (MANY, ["b", "a", "a"], True),
        (MANY, ["a"], False),
        (MANY, ["a", "b", "c"], False),
        (MANY, ["c"], False),
        (ORDER, ["a", "b", "c"], True),
        (ORDER, ["a", "c", "b"], False),
        (TEXT, ["  cc   by-sa 4.0. "], True),
        (TEXT, ["public domain"], False),
        (TEXT, ["GFDL"], False),
    ],
)
def test_an_answer_is_right_or_not(
    question: Quiz, given: list[str], is_right: bool
) -> None:
    assert mark(question, given).is_right is is_right


@pytest.mark.parametrize("question", [ONE, MANY, ORDER, TEXT])
@pytest.mark.parametrize("given", [[], [""], ["  ", "\t"]])
def test_no_answer_is_said_and_not_marked(question: Quiz, given: list[str]) -> None:
    with pytest.raises(NothingChosen) as said:
        mark(question, given)

    word = "Write" if question is TEXT else "Pick"
    assert said.value.message.startswith(f"{word} an answer first.")


@pytest.mark.parametrize(
    ("question", "given"),
    [
        (ONE, ["z"]),
        (MANY, ["a", "z"]),
        (ORDER, ["a", "b"]),
        (ORDER, ["a", "b", "b"]),
        (ORDER, ["a", "b", "c", "c"]),
    ],
)
def test_what_is_not_an_option_is_refused(question: Quiz, given: list[str]) -> None:
    with pytest.raises(NotAnOption):
        mark(question, given)


def test_only_what_was_chosen_is_marked_and_explained() -> None:
    marked = mark(MANY, ["a", "c"])

    assert marked.verdicts == {"a": "right", "c": "wrong"}
    assert [one.unit_id for one in marked.feedback] == ["why a", "why c"]
    assert not marked.is_part


def test_right_so_far_is_told_from_wrong() -> None:
    assert mark(MANY, ["b"]).is_part


def test_an_order_shows_which_steps_are_in_place_and_one_hint() -> None:
    marked = mark(ORDER, ["a", "c", "b"])

    assert marked.verdicts == {"a": "right", "c": "wrong", "b": "wrong"}
    assert [one.unit_id for one in marked.feedback] == ["why b"]


def test_a_right_order_explains_every_step() -> None:
    assert feedback(ORDER, "a", "b", "c") == ["why a", "why b", "why c"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cc by-sa 4.0", ["why x"]),
        ("Public  Domain!", ["why y"]),
        ("something else", ["why not"]),
    ],
)
def test_a_typed_answer_gets_the_feedback_written_for_it(
    typed: str, expected: list[str]
) -> None:
    assert feedback(TEXT, typed) == expected


def test_control_characters_are_not_kept() -> None:
    assert mark(TEXT, ["CC\x00BY-SA\n4.0"]).given == ("CC BY-SA 4.0",)


def test_a_typed_answer_in_the_source_language_counts_too() -> None:
    translated = quiz("text", option("x", text="Une vis"))

    assert mark(translated, ["A screw"], accepted=["A screw"]).is_right
    assert not mark(translated, ["A screw"]).is_right
    assert right_texts(translated) == ("Une vis",)


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        ("Café", "cafe"),
        ("ＦＵＬＬ", "full"),
        ("STRASSE", "straße"),
        ("  two   words ", "two words"),
        ("“quoted”", "quoted"),
        ("¿Sí?", "si"),
        ("٤٢", "42"),
        ("४२", "42"),
        ("৪২%", "42%"),
        ("كِتَابٌ", "كتاب"),
        ("كتـــاب", "كتاب"),
        ("نعم؟", "نعم"),
        ("می\u200cروم", "میروم"),
        ("हिन्दी।", "हिन्दी"),
        ("C++", "c++"),
        ("Ɛwe", "ɛwe"),
    ],
)
def test_what_does_not_count_in_a_typed_answer(typed: str, same_as: str) -> None:
    assert normalised(typed) == normalised(same_as)


@pytest.mark.parametrize(
    ("typed", "other"),
    [("कि", "क"), ("กา", "กิ"), ("4.0", "40"), ("C++", "C"), ("by-sa", "by sa")],
)
def test_what_counts_in_a_typed_answer(typed: str, other: str) -> None:
    assert normalised(typed) != normalised(other)


@pytest.mark.parametrize("count", range(2, 8))
@pytest.mark.parametrize("name", ["q1", "q2", "q3", "q4", "q5"])
def test_steps_are_never_shown_in_the_right_order(count: int, name: str) -> None:
    steps = tuple(option(f"step {number}") for number in range(count))
    question = Quiz(name, "order", (piece(name),), steps)
    right = tuple(step.piece.unit_id for step in steps)

    shown = shuffled(question)

    assert shown != right
    assert sorted(shown) == sorted(right)
    assert shown == shuffled(question)


@pytest.mark.parametrize(
    ("index", "up", "expected"),
    [
        (1, True, "bac"),
        (1, False, "acb"),
        (0, True, "abc"),
        (2, False, "abc"),
        (9, True, "abc"),
    ],
)
def test_a_step_moves_by_one_place(index: int, up: bool, expected: str) -> None:
    assert moved("abc", index, up=up) == tuple(expected)
