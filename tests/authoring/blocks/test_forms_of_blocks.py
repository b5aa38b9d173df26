"""A block's form holds what its Markdown says, and writes it back."""

import pytest

from app.authoring.blocks.kinds import KINDS
from app.authoring.blocks.places import block_at, places, put_in, put_instead
from app.authoring.blocks.reading import read_block
from app.authoring.blocks.writing import Refused, write_block
from app.texts.lesson import BLOCKS
from app.texts.lessons import LessonSource, build_lesson
from tests.conventions.sources import ROOT

LESSONS = sorted((ROOT / "learning_packs").glob("*/modules/*.md"))
QUIZ = {
    "kind": ["one"],
    "question": ["Which of them?\nOnly one."],
    "option-1": ["The first"],
    "feedback-1": ["No.\nIt is early."],
    "option-3": ["हाँ 👍"],
    "feedback-3": ["Yes."],
    "right": ["3"],
}


def written_blocks() -> list[str]:
    """Return the Markdown of every block and table in the starter packs."""
    found = []
    for path in LESSONS:
        body = path.read_text().split("+++\n", 2)[2]
        lines = body.split("\n")
        found += [
            "\n".join(lines[place.line - 1 : place.last])
            for place in places(body)
            if place.kind != "heading"
        ]
    return found


def test_every_block_of_the_starter_packs_comes_back_as_it_was() -> None:
    blocks = written_blocks()

    again = [write_block(*read) for block in blocks if (read := read_block(block))]

    assert len(again) == len(blocks) > 500
    kept = sum(new.strip() == old for new, old in zip(again, blocks, strict=True))
    # A table is written with blanks around its dashes.
    assert kept >= sum(not block.startswith("|") for block in blocks)


def test_every_block_of_a_lesson_has_a_form() -> None:
    assert {*BLOCKS, "table", "link"} == set(KINDS)


@pytest.mark.parametrize("kind", ["one", "many", "order", "text"])
def test_a_question_of_each_kind_can_be_shown_to_readers(kind: str) -> None:
    markdown = write_block("quiz", QUIZ | {"kind": [kind], "otherwise": ["Not that."]})

    quiz = build_lesson(LessonSource(markdown)).blocks[0]

    assert quiz.name == "quiz"
    read = read_block(markdown)
    assert read is not None
    assert read[1]["question"] == QUIZ["question"]
    assert [read[1]["option-1"], read[1]["option-2"]] == [["The first"], ["हाँ 👍"]]
    assert read[1]["feedback-1"] == ["No.\nIt is early."]
    assert read[1].get("otherwise") == (["Not that."] if kind == "text" else None)


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("goals", {}, "item-1"),
        ("goals", {"item-1": ["two\n\nparagraphs"]}, "item-1"),
        ("goals", {"item-2": ["::: quiz"]}, "item-2"),
        ("callout", {"kind": ["note"], "text": ["a\n:::\nb"]}, "text"),
        ("callout", {"kind": ["note"]}, "text"),
        ("quiz", QUIZ | {"right": ["1", "3"]}, "option-1"),
        ("quiz", QUIZ | {"right": []}, "option-1"),
        ("quiz", QUIZ | {"feedback-3": [""]}, "feedback-3"),
        ("quiz", QUIZ | {"option-3": [""]}, "option-1"),
        ("try-it", {"text": ["a"], "result": ["javascript:x"]}, "result"),
        ("try-it", {"text": ["a"], "result": ["a.odt"], "minutes": ["-1"]}, "minutes"),
        ("figure", {"alt": ["a"]}, "file"),
        ("figure", {"file": ["../a.png"], "alt": ["a"]}, "file"),
        ("video", {"file": ["a b"], "text": ["a"]}, "file"),
        ("table", {"cell-1-1": ["only a head"]}, "cell-1-1"),
        ("link", {"words": ["a"], "address": ["javascript:alert(1)"]}, "address"),
        ("link", {"words": ["a"], "address": ["https://a.b/) x"]}, "address"),
    ],
)
def test_what_would_break_a_block_is_refused_beside_its_field(
    kind: str, values: dict[str, list[str]], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        write_block(kind, values)

    assert refused.value.name == field


def test_signs_of_markup_stay_words() -> None:
    table = {"cell-1-1": ["a|b"], "cell-2-1": ["1"], "cell-2-2": ["c"]}
    assert read_block(write_block("table", table)) is not None
    link = write_block("link", {"words": ["[a] b"], "address": ["https://a.b/"]})
    assert read_block(link) == (
        "link",
        {"words": ["[a] b"], "address": ["https://a.b/"]},
    )
    figure = {"file": ["a.png"], "alt": ["a [b] c"], "text": [""]}
    assert read_block(write_block("figure", figure)) == ("figure", figure)


@pytest.mark.parametrize(
    "markdown",
    [
        "words",
        "::: unknown\na\n:::",
        "::: goals\nwords before\n\n- a\n:::",
        "::: goals\n- a\n\n  second paragraph\n:::",
        "::: quiz one\nQ\n\n- [x] a\n\n  more\n  > b\n- [ ] c\n  > d\n:::\n\nafter",
        "::: callout note\n" * 1_000,
        "| a |\n| --- |\n" + "| b |\n" * 100,
    ],
)
def test_what_a_form_cannot_hold_stays_in_the_text(markdown: str) -> None:
    assert read_block(markdown) is None


def test_places_are_headings_tables_and_blocks_but_not_code() -> None:
    text = (
        "Words.\n\n## A *heading*\n\n```\n## no\n::: goals\n```\n\n"
        "::: goals\n- first goal\n:::\n\n| a | b |\n|---|---|\n| c | d |\n\nEnd"
    )

    found = [(place.line, place.last, place.kind) for place in places(text)]

    assert found == [(3, 3, "heading"), (10, 12, "goals"), (14, 16, "table")]
    assert [place.words for place in places(text)][1] == "first goal"


def test_a_block_goes_between_blank_lines_and_takes_the_place_of_another() -> None:
    text = "One.\n\n## Two\n\nThree.\n"

    assert (
        put_in(text, "::: a\n:::\n", None) == "One.\n\n## Two\n\nThree.\n\n::: a\n:::\n"
    )
    before = put_in(text, "::: goals\n- b\n:::\n", 3)
    assert before == "One.\n\n::: goals\n- b\n:::\n\n## Two\n\nThree.\n"
    found = block_at(before, 3)
    assert found is not None
    assert put_instead(before, found[0], "new\n") == "One.\n\nnew\n\n## Two\n\nThree.\n"
    assert block_at(before, 4) is None
