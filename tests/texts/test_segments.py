"""Which pieces of a text are units: every kind, its marks left out."""

import pytest

from app.texts.kinds import DocumentKind
from app.texts.lesson import lesson_parser
from app.texts.segments import FrontMatterError, segments, slots, split_front_matter
from tests.factories.texts import HEAD, module_text


def found(markdown: str) -> list[tuple[str, str]]:
    return [
        (segment.kind, segment.text)
        for segment in segments(DocumentKind.MODULE, module_text(markdown))[2:]
    ]


def test_title_and_lead_come_first() -> None:
    head = segments(DocumentKind.MODULE, module_text("A paragraph."))[:2]

    assert [(s.kind, s.text) for s in head] == [
        ("title", "A title"),
        ("lead", "A lead."),
    ]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("A *b*\nand c.", [("paragraph", "A *b*\nand c.")]),
        ("## Say it twice", [("heading", "Say it twice")]),
        ("- one\n- two", [("item", "one"), ("item", "two")]),
        ("- one\n\n  more", [("item", "one"), ("item", "more")]),
        ("- one\n  - inner", [("item", "one"), ("item", "inner")]),
        ("> quoted", [("quote", "quoted")]),
        (
            "| a | b |\n|---|---|\n| c | |",
            [("cell", "a"), ("cell", "b"), ("cell", "c")],
        ),
        ("Term\n: Meaning", [("term", "Term"), ("definition", "Meaning")]),
        (
            "Word[^1].\n\n[^1]: Note.",
            [("paragraph", "Word[^1]."), ("footnote", "Note.")],
        ),
        ("```\ncode\n```\n\n    more code", []),
        ("---", []),
        ("![alt](media:a.png)", [("paragraph", "![alt](media:a.png)")]),
        ("::: goals\n- do it\n:::", [("goal", "do it")]),
        (
            "::: checklist repeat\n- tick me\n\nMore.\n:::",
            [("check", "tick me"), ("checklist", "More.")],
        ),
        ("::: evidence source=a\nIt did.\n:::", [("evidence", "It did.")]),
        (
            "::: callout tip\nMind it.\n\n- so\n:::",
            [("callout", "Mind it."), ("item", "so")],
        ),
        ("::: try-it result=a.csv\nTry.\n:::", [("try-it", "Try.")]),
        ("::: video file=a\nCaption.\n:::", [("video", "Caption.")]),
        ("::: audio file=a\nCaption.\n:::", [("audio", "Caption.")]),
        ("::: worksheet file=a.csv\nFill in.\n:::", [("worksheet", "Fill in.")]),
        (
            "::: figure\n![alt](media:a.png)\n\nCaption.\n:::",
            [("figure", "![alt](media:a.png)"), ("figure", "Caption.")],
        ),
    ],
)
def test_each_piece_is_a_unit_of_its_kind(
    markdown: str, expected: list[tuple[str, str]]
) -> None:
    assert found(markdown) == expected


def test_the_marks_of_a_quiz_are_no_part_of_its_units() -> None:
    quiz = "::: quiz one\nWhich?\n\n- [ ] This\n  > No.\n- [x] That\n  > Yes.\n:::"

    assert found(quiz) == [
        ("question", "Which?"),
        ("option", "This"),
        ("feedback", "No."),
        ("option", "That"),
        ("feedback", "Yes."),
    ]


def test_the_answer_for_everything_else_is_no_unit_but_its_feedback_is() -> None:
    quiz = "::: quiz text\nWhat?\n\n- [x] CC BY-SA\n  > Yes.\n- [ ] *\n  > No.\n:::"

    assert found(quiz) == [
        ("question", "What?"),
        ("answer", "CC BY-SA"),
        ("feedback", "Yes."),
        ("feedback", "No."),
    ]


def test_the_steps_of_an_order_are_units_without_their_numbers() -> None:
    quiz = "::: quiz order\nOrder.\n\n1. One\n   > First.\n2. Two\n   > Second.\n:::"

    assert [kind for kind, _ in found(quiz)] == [
        *("question", "step", "feedback", "step", "feedback")
    ]


def test_a_slot_knows_its_mark_and_the_element_around_it() -> None:
    tokens = lesson_parser().parse("- [x] tight\n\nA paragraph.", {})

    item, paragraph = slots(tokens)

    assert (item.mark, item.segment.text) == ("[x] ", "tight")
    assert tokens[item.owner].type == "list_item_open", "its paragraph is hidden"
    assert tokens[paragraph.owner].type == "paragraph_open"


def test_the_fields_of_a_pack_are_units() -> None:
    text = 'title = "T"\nsummary = " S "\ngoals = ["one", "two"]\nlevel = "beginner"\n'

    assert [(s.kind, s.text) for s in segments(DocumentKind.PACK, text)] == [
        *(("title", "T"), ("summary", "S"), ("goals", "one"), ("goals", "two"))
    ]


def test_the_fields_of_courses_projects_and_organisations_are_units() -> None:
    course = 'title="T"\nsummary="S"\naudience="A"\n[[packs]]\nslug="a"\nnote="N"\n'
    course += '[[packs]]\nslug="b"\nnote=""\n'
    project = 'title="T"\nsummary="S"\n[[failed]]\ntext="F"\n[[worked]]\ntext="W"\n'
    project += '[[numbers]]\nlabel="L"\nvalue="1"\n'

    kinds = {
        kind: [(s.kind, s.text) for s in segments(kind, text)]
        for kind, text in (
            (DocumentKind.COURSE, course),
            (DocumentKind.PROJECT, project),
            (DocumentKind.ORGANISATION, 'name="N"\nabout="A"\n'),
        )
    }

    assert kinds[DocumentKind.COURSE][-1] == ("packs", "N")
    assert len(kinds[DocumentKind.COURSE]) == 4
    assert kinds[DocumentKind.PROJECT][2:] == [
        *(("worked", "W"), ("failed", "F"), ("numbers", "L"))
    ]
    assert kinds[DocumentKind.ORGANISATION] == [("about", "A")]


def test_front_matter_is_split_from_the_markdown_with_its_line() -> None:
    fields, body, line = split_front_matter(HEAD + "First line.\n")

    assert fields["title"] == "A title"
    assert body == "First line.\n"
    assert line == HEAD.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "must begin with"),
        ("# A title\n", 1, "must begin with"),
        (" +++\n+++\n", 1, "must begin with"),
        ("+++\ntitle = 1\n", 1, "second line of three plus signs is missing"),
        ("+++\ntitle = 1\n+++", 1, "second line of three plus signs is missing"),
        ("+++\na = 1\nb = \n+++\n", 3, "not readable as TOML"),
        ("+++\na = 1\na = 2\n+++\n", 3, "not readable as TOML"),
        ('+++\na = "open\nb = 1\n+++\n', 2, "not readable as TOML"),
        ("+++\na = [1,\n+++\n", 2, "not readable as TOML"),
        ("+++\na = " + "[" * 5_000 + "\n+++\n", 2, "not readable as TOML"),
        ("+++\na = " + "1" * 5_000 + "\n+++\n", 2, "not readable as TOML"),
    ],
)
def test_a_head_that_cannot_be_read_says_why_and_where(
    text: str, line: int, reason: str
) -> None:
    with pytest.raises(FrontMatterError, match=reason) as refusal:
        split_front_matter(text)

    assert refusal.value.line == line
