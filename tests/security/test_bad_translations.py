"""A translation can be wrong in any way; the page of its module is there anyway."""

from contextlib import suppress

import pytest

from app.texts.blocks import BlockError, Figure
from app.texts.lesson import lesson_parser
from app.texts.lessons import LessonSource, build_lesson
from app.texts.reading import Status, UnitText
from app.texts.segments import slots
from tests.security.payloads import PAYLOADS, one_line

LESSON = """\
::: goals
- saw straight
:::

## A heading with a [link](https://a.example/)

A paragraph with a note.[^1]

[^1]: The note.

| a | b |
|---|---|
| c | d |

::: figure
![A saw](media:saw.png)

Its caption.
:::

::: quiz one
Which?

- [x] this
  > Yes.
- [ ] that
  > No.
:::

::: quiz text
What?

- [x] a saw
  > Yes.
- [ ] *
  > No.
:::

::: quiz order
In which order?

1. first
   > Yes.
2. second
   > Then.
:::

::: checklist
- It is dry
:::

::: evidence source=report
It held.
:::
"""
WORDINGS = (
    *map(one_line, PAYLOADS),
    "&nbsp;",
    "\u200b",
    "\\",
    "*",
    "[ ] x",
    "- x",
    "> x",
    "::: quiz",
    "![](media:saw.png)",
    "![]()",
    "![x](https://evil.example/a.png)",
    "![a](media:a.png) ![b](media:b.png)",
    "[^1]",
    "[^none]",
    "a" * 100_000,
)
UNITS = [slot.segment for slot in slots(lesson_parser().parse(LESSON, {}))]


def translated(wording: str, only: int | None = None) -> list[UnitText]:
    return [
        UnitText(
            f"u{place}",
            wording if only in {None, place} else unit.text,
            Status.CURRENT,
            "ar",
        )
        for place, unit in enumerate(UNITS)
    ]


@pytest.mark.parametrize("place", range(len(UNITS)))
def test_no_wording_of_a_unit_breaks_its_page(place: int) -> None:
    blocks = len(build_lesson(LessonSource(LESSON)).blocks)

    for wording in WORDINGS:
        lesson = build_lesson(LessonSource(LESSON, translated(wording, place)))
        assert len(lesson.blocks) == blocks, wording


def test_no_wording_of_all_units_breaks_the_page() -> None:
    for wording in WORDINGS:
        assert build_lesson(LessonSource(LESSON, translated(wording))).blocks


@pytest.mark.parametrize(
    ("wording", "described"),
    [
        ("منشار", "منشار"),
        ("![منشار](media:saw.png)", "منشار"),
        ("![منشار](https://evil.example/a.png)", "منشار"),
        ("![](media:other.png)", "A saw"),
    ],
)
def test_a_translation_describes_a_picture_and_cannot_replace_it(
    wording: str, described: str
) -> None:
    lesson = build_lesson(LessonSource(LESSON, translated(wording)))

    [figure] = lesson.of_type(Figure)
    assert isinstance(figure, Figure)
    assert figure.file == "saw.png"
    assert figure.alt.text == described


@pytest.mark.parametrize(
    "result",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "vbscript:x",
        "a/b",
    ],
)
def test_a_task_cannot_end_in_a_script(result: str) -> None:
    text = f'::: try-it "result={result}"\nDo it.\n:::\n'

    with pytest.raises(BlockError, match="neither a file nor an address"):
        build_lesson(LessonSource(text))


@pytest.mark.parametrize(
    "head", ['quiz "one', "evidence source='a", 'callout "', "goals \\"]
)
def test_an_open_quote_is_a_finding_and_no_failure(head: str) -> None:
    with suppress(BlockError):
        build_lesson(LessonSource(f"::: {head}\nText.\n:::\n"))
