"""Splicing: only words change, byte for byte, and never the blocks of a page."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.texts.kinds import DocumentKind
from app.texts.lesson import parse_lesson
from app.texts.segments import segments, slots, split_front_matter
from app.texts.splicing import StructureChanged, spliced, spliced_module
from app.texts.structure import (
    ANOTHER_BLOCK,
    ANY_ANSWER,
    EMPTY_LINE,
    MARKED,
    ONE_LINE,
    TIMES,
    refusal,
)
from tests.conventions.sources import ROOT

MODULES = sorted(ROOT.glob("learning_packs/*/modules/*.md"))
LESSON = """\
## Money

Some *words* of a [page](source:x)
over two lines.

> A quote that
> goes on.

| Item | Price \\| each |
| --- | --- |
| Bread | 2 |
| Bread | Bread |

::: quiz one
Which is right?

- [x] This one
  > Yes.
- [ ] That one
  with a second line
:::

Term
: What it says.[^1]

1. First
   - Inside

[^1]: The footnote.
"""


def texts_of(markdown: str) -> list[str]:
    return [slot.segment.text for slot in slots(parse_lesson(markdown, {}))]


def words_of(texts: list[str]) -> list[list[str]]:
    return [text.split() for text in texts]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_every_module_comes_back_as_it_was_and_takes_other_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    units = [segment.text for segment in segments(DocumentKind.MODULE, text)]

    assert spliced_module(text, units) == text

    pseudo = [f"Ö{unit}ö" for unit in units]
    after = segments(DocumentKind.MODULE, spliced_module(text, pseudo))
    assert words_of([segment.text for segment in after]) == words_of(pseudo)


def test_every_kind_of_block_takes_other_words() -> None:
    before = texts_of(LESSON)
    pseudo = [f"Ö{text}ö" for text in before]

    after = spliced(LESSON, pseudo)

    assert words_of(texts_of(after)) == words_of(pseudo)
    assert spliced(after, before) == LESSON


def test_only_the_unit_that_is_translated_changes() -> None:
    before = texts_of(LESSON)
    texts: list[str | None] = [None] * len(before)
    texts[before.index("Bread")] = "Pain | noir"

    after = spliced(LESSON, texts)

    assert after == LESSON.replace("| Bread | 2 |", "| Pain \\| noir | 2 |")


@pytest.mark.parametrize(
    "text", ["# A heading", "- an item", "Two\n\nparagraphs", "::: callout tip", "---"]
)
def test_words_that_would_begin_a_block_are_refused(text: str) -> None:
    before = texts_of(LESSON)
    texts: list[str | None] = [None] * len(before)
    texts[1] = text

    with pytest.raises(StructureChanged) as refused:
        spliced(LESSON, texts)

    assert refused.value.place == 1
    assert refusal("paragraph", text)


def test_every_unit_needs_a_wording() -> None:
    with pytest.raises(ValueError, match="one wording per unit"):
        spliced(LESSON, ["x"])


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("paragraph", "Words, *more* and [a link]({1}).", ""),
        ("paragraph", "Two\nlines", ""),
        ("paragraph", "\\# no heading", ""),
        ("paragraph", "# heading", ANOTHER_BLOCK),
        ("paragraph", "1. list", ANOTHER_BLOCK),
        ("paragraph", "a\n===", ANOTHER_BLOCK),
        ("paragraph", "[x]: https://example.org", ANOTHER_BLOCK),
        ("paragraph", "a\n\nb", EMPTY_LINE),
        ("heading", "Two\nlines", ONE_LINE),
        ("heading", "A heading #", ANOTHER_BLOCK),
        ("cell", "a | b", ""),
        ("cell", "a\nb", ONE_LINE),
        ("option", "[x] Yes", MARKED),
        ("answer", "*", ANY_ANSWER),
        ("cue", "- Who?\n- Me.", ""),
        ("cue", "00:01 --> 00:02", TIMES),
        ("summary", "# words of a field", ""),
    ],
)
def test_a_translation_stays_within_the_block_it_is_for(
    kind: str, text: str, reason: str
) -> None:
    assert refusal(kind, text) == reason


WORDS = st.text(
    st.sampled_from(list("ab#-*>|[]()`_~:.1 \n\\!=+")), min_size=1, max_size=12
)


@given(st.lists(WORDS, min_size=20, max_size=20))
def test_whatever_is_not_refused_leaves_the_structure_as_it_is(
    words: list[str],
) -> None:
    found = [slot.segment for slot in slots(parse_lesson(LESSON, {}))]
    texts = [
        text.strip() if text.strip() and not refusal(segment.kind, text) else None
        for segment, text in zip(found, words, strict=False)
    ]

    texts += [None] * (len(found) - len(texts))
    try:
        after = spliced(LESSON, texts)
    except StructureChanged:
        return
    assert len(texts_of(after)) == len(found)


def test_a_title_is_written_as_a_string_whatever_it_says() -> None:
    text = '+++\nid = "m1"\ntitle = "A"\nlead = "B"\n+++\n\nWords.\n'

    after = spliced_module(text, ['Say "yes"\\', None, None])

    fields, _, _ = split_front_matter(after)
    assert (fields["title"], fields["lead"]) == ('Say "yes"\\', "B")
