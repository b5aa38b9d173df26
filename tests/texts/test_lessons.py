"""From Markdown and wordings to the blocks of a page, each piece in its language."""

import random

import pytest

from app.texts.blocks import (
    Block,
    BlockError,
    Callout,
    Checklist,
    Evidence,
    Figure,
    Goals,
    Lesson,
    Media,
    Prose,
    Quiz,
    Table,
    TryIt,
    Worksheet,
)
from app.texts.lesson import BlockHead, anchor
from app.texts.lessons import LessonSource, build_lesson
from app.texts.reading import Status, UnitText
from app.texts.segments import slots

QUIZ = """\
::: quiz many
Which **two**?

More about it.

- [x] One
  > Yes, one.

  > Twice.
- [ ] Two
  > No.
- [X] **Three** of them
  > Yes.
:::
"""


def lesson(markdown: str) -> Lesson:
    return build_lesson(LessonSource(markdown))


def only(markdown: str) -> Block:
    [block] = lesson(markdown).blocks
    return block


def translated(markdown: str, *wordings: str | None) -> Lesson:
    """Return the lesson with these wordings in Arabic; None leaves the source."""
    found = list(slots(LessonSource(markdown).tokens))
    texts = [
        UnitText(f"u{n}", slot.segment.text, Status.FALLBACK, "en", "en", "ltr")
        if wording is None
        else UnitText(f"u{n}", wording, Status.CURRENT, "ar")
        for n, (slot, wording) in enumerate(zip(found, wordings, strict=True))
    ]
    return build_lesson(LessonSource(markdown, texts))


def html(lesson: Lesson) -> str:
    return "".join(str(getattr(block, "html", "")) for block in lesson.blocks)


def test_prose_that_stands_together_is_one_block() -> None:
    blocks = lesson("## A\n\nOne.\n\n- two\n\n| a |\n|---|\n| b |\n\nThree.").blocks

    assert [type(block) for block in blocks] == [Prose, Table, Prose]
    assert [block.line for block in blocks] == [1, 7, 11]


@pytest.mark.parametrize(
    ("markdown", "kind"),
    [
        ("::: goals\n- a\n:::", Goals),
        ("::: evidence source=a\nIt did.\n:::", Evidence),
        ("::: callout\nMind.\n:::", Callout),
        ("::: checklist\n- a\n:::", Checklist),
        ("::: try-it result=a.csv\nTry.\n:::", TryIt),
        ("::: figure\n![alt](media:a.png)\n\nCaption.\n:::", Figure),
        ("::: video file=a\nCaption.\n:::", Media),
        ("::: audio file=a\nCaption.\n:::", Media),
        ("::: worksheet file=a.csv\nFill in.\n:::", Worksheet),
        (QUIZ, Quiz),
    ],
)
def test_each_block_is_built(markdown: str, kind: type[Block]) -> None:
    block = only(markdown)

    assert type(block) is kind
    assert block.line == 1


def test_the_values_of_a_head_are_read() -> None:
    head = BlockHead.read(
        'try-it result=https://a.org/?b=c minutes=15 title="two words"'
    )
    block = only("::: try-it result=https://a.org/x minutes=15\nTry.\n:::")

    assert head.values["result"] == "https://a.org/?b=c"
    assert head.values["title"] == "two words"
    assert isinstance(block, TryIt)
    assert (block.result, block.minutes) == ("https://a.org/x", 15)


def test_a_head_with_an_open_quotation_mark_is_read_as_it_stands() -> None:
    assert BlockHead.read("callout it's").words == ("it's",)


def test_a_quiz_has_its_question_its_options_and_their_feedback() -> None:
    quiz = only(QUIZ)

    assert isinstance(quiz, Quiz)
    assert [piece.text for piece in quiz.question] == ["Which two?", "More about it."]
    assert [option.piece.text for option in quiz.options] == [
        *("One", "Two", "Three of them")
    ]
    assert [option.is_right for option in quiz.options] == [True, False, True]
    assert [p.text for p in quiz.options[0].feedback] == ["Yes, one.", "Twice."]
    assert "<strong>Three</strong> of them" in quiz.options[2].piece.html
    assert "[" not in "".join(option.piece.html for option in quiz.options)


def test_the_answer_to_everything_else_has_feedback_and_is_no_option() -> None:
    quiz = only("::: quiz text\nWhat?\n\n- [x] A\n  > Yes.\n- [ ] *\n  > No.\n:::")

    assert isinstance(quiz, Quiz)
    assert [option.piece.text for option in quiz.options] == ["A"]
    assert [piece.text for piece in quiz.otherwise] == ["No."]


def test_steps_are_in_the_right_order_and_all_right() -> None:
    quiz = only("::: quiz order\nOrder.\n\n1. A\n   > 1\n2. B\n   > 2\n:::")

    assert isinstance(quiz, Quiz)
    assert [(o.piece.text, o.is_right) for o in quiz.options] == [
        *(("A", True), ("B", True))
    ]


def test_the_repeat_checklist_says_so() -> None:
    repeat, usual = (only(f"::: checklist{w}\n- a\n:::") for w in (" repeat", ""))

    assert isinstance(repeat, Checklist)
    assert isinstance(usual, Checklist)
    assert (repeat.is_repeat, usual.is_repeat) == (True, False)


@pytest.mark.parametrize(
    ("markdown", "line", "reason"),
    [
        ("Text.\n\n::: goals\nnone\n:::", 3, "has no list"),
        ("::: evidence\nIt did.\n:::", 1, "has no source"),
        ("::: callout loud\nMind.\n:::", 1, "no callout “loud”"),
        ("::: try-it\nTry.\n:::", 1, "has no result"),
        ("::: try-it result=javascript:x\nTry.\n:::", 1, "neither a file nor"),
        ("::: figure\nno picture\n:::", 1, "has no picture"),
        ("::: figure\n![](media:a.png)\n:::", 1, "no alternative text"),
        ("::: figure\n![a](https://a.org/a.png)\n:::", 1, "has no picture"),
        ("::: video\nCaption.\n:::", 1, "has no file"),
        ("::: quiz\nWhich?\n\n- [x] a\n  > b\n:::", 1, "does not say its kind"),
        ("::: quiz one\n- [x] a\n  > b\n:::", 1, "needs a question"),
        ("::: quiz one\nWhich?\n:::", 1, "needs a question and a list"),
        ("::: quiz one\nWhich?\n\n- [x] a\n  > b\n:::", 1, "too few options"),
        ("::: quiz one\nWhich?\n\n- [x] a\n  > b\n- c\n  > d\n:::", 6, "whether it is"),
        ("::: quiz one\nWhich?\n\n-\n- [x] a\n  > b\n:::", 4, "whether it is"),
    ],
)
def test_a_block_that_is_not_whole_says_what_is_missing_and_where(
    markdown: str, line: int, reason: str
) -> None:
    with pytest.raises(BlockError, match=reason) as refusal:
        lesson(markdown)

    assert refusal.value.line == line
    assert refusal.value.mend


def test_a_translation_takes_the_place_of_its_source() -> None:
    shown = translated("A *b*.\n\n- one\n- two", "مرحبا *بك*.", None, "اثنان")

    assert "<p>مرحبا <em>بك</em>.</p>" in html(shown)
    assert '<li lang="en" dir="ltr">one</li>' in html(shown)
    assert "<li>اثنان</li>" in html(shown)
    assert shown.counts == {Status.CURRENT: 2, Status.FALLBACK: 1}


def test_neighbours_in_another_state_are_blocks_of_their_own_with_a_note() -> None:
    shown = translated("One.\n\nTwo.\n\nThree.", "واحد.", None, None)

    first, second = shown.blocks
    assert first.note is None
    assert second.note is not None
    assert (second.note.status, second.note.language) == (Status.FALLBACK, "en")


@pytest.mark.parametrize(
    "wording",
    [
        "# A heading",
        "- a list",
        "> a quotation",
        "::: goals",
        "a\n\nb",
        "1. one",
        "| a |\n|---|\n| b |",
        "```\ncode",
        "    code",
        "+++",
        "[x]: https://example.org",
    ],
)
def test_a_translation_does_not_change_what_stands_around_it(wording: str) -> None:
    shown = translated("One.\n\nTwo.", wording, "اثنان.")

    [block] = shown.blocks
    assert isinstance(block, Prose)
    assert block.html.count("<p>") == 2
    assert "اثنان" in block.html


@pytest.mark.parametrize(
    "wording",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](media:a.png)"],
)
def test_a_translation_can_do_no_harm(wording: str) -> None:
    shown = html(translated("One.", wording))

    assert "<script" not in shown
    assert "href" not in shown
    assert "<img" not in shown


def test_a_note_in_a_translation_leads_to_the_same_note() -> None:
    text = "Word[^1].\n\n[^1]: The note."

    source, shown = html(lesson(text)), html(translated(text, "كلمة[^1].", "الملاحظة."))

    assert 'href="#fn1"' in source
    assert 'href="#fn1"' in shown
    assert "الملاحظة." in shown
    assert "1:1" not in shown


def test_options_keep_which_is_right_in_a_translation() -> None:
    wordings = ["س", None, "واحد", "نعم", "نعم", "اثنان", "لا", "ثلاثة", "نعم"]
    [quiz] = translated(QUIZ, *wordings).blocks

    assert isinstance(quiz, Quiz)
    assert [(o.piece.text, o.is_right) for o in quiz.options] == [
        *(("واحد", True), ("اثنان", False), ("ثلاثة", True))
    ]


def test_the_description_of_a_picture_is_translated_and_the_picture_stays() -> None:
    text = "::: figure\n![A scanner](media:a.png)\n\nCaption.\n:::"

    [figure] = translated(text, "![ماسح](media:other.png)", "تعليق").blocks

    assert isinstance(figure, Figure)
    assert (figure.file, figure.alt.text) == ("a.png", "ماسح")


def test_headings_keep_the_addresses_of_their_source() -> None:
    text = "## Say it twice\n\n## Say it twice\n\n### Smaller"

    source, shown = lesson(text), translated(text, "قلها", "قلها", "أصغر")

    assert [h.anchor for h in source.headings] == ["s-say-it-twice", "s-say-it-twice-2"]
    assert [h.anchor for h in shown.headings] == [h.anchor for h in source.headings]
    assert [h.piece.text for h in shown.headings] == ["قلها", "قلها"]
    assert '<h2 id="s-say-it-twice">قلها</h2>' in html(shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What’s new?", "s-what-s-new"),
        ("Ẹ kú àárọ̀", "s-ẹ-kú-àárọ"),
        ("", "s-"),
        ("<script>", "s-script"),
        ("a" * 200, "s-" + "a" * 60),
    ],
)
def test_the_address_of_a_heading_is_made_of_its_words(
    text: str, expected: str
) -> None:
    assert anchor(text) == expected


def test_our_own_links_become_addresses_or_nothing() -> None:
    def resolve(scheme: str, target: str) -> str | None:
        return f"/en/packs/{target}" if scheme == "pack" else None

    text = "[a](pack:b) [c](source:d) [e](https://e.org) [f](#s-g)"
    shown = html(build_lesson(LessonSource(text, resolve=resolve)))

    assert 'href="/en/packs/b"' in shown
    assert "source:d" not in shown
    assert 'href="https://e.org"' in shown
    assert 'href="#s-g"' in shown


def test_one_wording_is_needed_for_each_unit() -> None:
    text = UnitText("u0", "One", Status.CURRENT, "fr")

    with pytest.raises(ValueError, match="one wording per unit"):
        LessonSource("One.\n\nTwo.", [text])


LINES = [
    *("::: quiz one", "::: quiz text", "::: quiz order", "::: goals", "::: figure"),
    *(":::", "::::", ":::: callout tip", "::: it's", "- [x] a", "- [ ] b", "- [ ] *"),
    *("- ", "-", "  > yes", "  >", "> q", "1. a", "   > b", "2.", "![a](media:b.png)"),
    *("![](media:b)", "text", "", "", "", "## h", "| a | b |", "|---|---|", "| c |"),
    *("[^1]", "[^1]: note", "Term", ": def", "```", "    code", "  - nested", "---"),
    *("<b>x</b>", "[a](pack:b)", "\\", "`", "- [x]", "\t- x", "> ::: goals", "  >"),
]


def test_any_mix_of_lines_is_a_lesson_or_an_error_that_says_where() -> None:
    chance = random.Random(20_261_120)  # noqa: S311 (the same texts every time)
    refused = 0

    for _ in range(1_000):
        lines = chance.choices(LINES, k=chance.randint(1, 14))
        try:
            lesson("\n".join(lines))
        except BlockError as refusal:
            refused += 1
            lines[refusal.line - 1]

    assert 100 < refused < 900
