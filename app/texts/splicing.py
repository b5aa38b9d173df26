"""Putting translations into Markdown: nothing but the words changes by a byte.

The result is parsed again and compared: what a translation would do to the blocks of
the page, it may not do.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from msgspec import Struct

from app.texts.front_matter import with_fields
from app.texts.lesson import parse_lesson
from app.texts.segments import Slot, slots, split_front_matter

_CELL_END = re.compile(r"(?<!\\)\|")
_LINE = re.compile(r"\n")
_FURTHER = re.compile(r"\n([ \t>]*)")


class StructureChanged(ValueError):
    """A translation would change the blocks of a text; `place` counts units from 0."""

    def __init__(self, place: int) -> None:
        super().__init__(f"unit {place} would change the structure of the text")
        self.place = place


class _Found(Struct, frozen=True):
    """Where a unit's text stands in the source: from `start` up to `end`."""

    place: int
    start: int
    end: int
    is_cell: bool
    indent: str


def spliced(markdown: str, texts: Sequence[str | None]) -> str:
    """Return Markdown with other words for its units; None leaves one as it is.

    `texts` are in the order of the units. Raise ValueError unless there is one for
    each, and StructureChanged when the result would have other blocks.
    """
    tokens = parse_lesson(markdown, {})
    found = list(slots(tokens))
    if len(texts) != len(found):
        raise ValueError("one wording per unit is needed")
    changed = {
        number
        for number, (text, slot) in enumerate(zip(texts, found, strict=True))
        if text not in {None, slot.segment.text}
    }
    if not changed:
        return markdown
    places = [
        place for place in _places(markdown, tokens, found) if place.place in changed
    ]
    shape = _shape(tokens)

    def breaks(count: int) -> bool:
        return (
            _shape(parse_lesson(_put_in(markdown, places[:count], texts), {})) != shape
        )

    if not breaks(len(places)):
        return _put_in(markdown, places, texts)
    # The first of them that breaks it, looked for by halves.
    counts = range(1, len(places) + 1)
    raise StructureChanged(places[bisect_left(counts, True, key=breaks)].place)


def _put_in(
    markdown: str, places: Sequence["_Found"], texts: Sequence[str | None]
) -> str:
    result = markdown
    for place in sorted(places, key=lambda found: found.start, reverse=True):
        words = _fitted(texts[place.place] or "", place)
        result = result[: place.start] + words + result[place.end :]
    return result


def spliced_module(text: str, texts: Sequence[str | None]) -> str:
    """Return a module's file with other words; the first two are title and lead."""
    _, body, _ = split_front_matter(text)
    given = zip(("title", "lead"), texts[:2], strict=True)
    fields = {name: words for name, words in given if words is not None}
    return with_fields(text, fields, spliced(body, texts[2:]))


def _places(
    markdown: str, tokens: Sequence[Token], found: Sequence[Slot]
) -> Iterator[_Found]:
    """Yield where units stand; those that cannot be found exactly are left out."""
    starts = [0, *(m.end() for m in _LINE.finditer(markdown)), len(markdown) + 1]
    cursors: dict[int, int] = {}
    last = 0
    for place, slot in enumerate(found):
        lines = tokens[slot.index].map or [0, 0]
        is_placed = lines[1] > lines[0]
        # The term of a definition does not know its lines: it is the next such text.
        first = max(starts[lines[0]], cursors.get(lines[0], 0)) if is_placed else last
        end = starts[min(lines[1], len(starts) - 1)] if is_placed else len(markdown)
        is_cell = tokens[slot.index - 1].type in {"td_open", "th_open"}
        window = markdown[first : max(end, first)]
        where = _search(window, slot.segment.text, is_cell=is_cell)
        if where is None:
            continue
        start, last = first + where[0], first + where[1]
        if is_placed:
            cursors[lines[0]] = last
        indent = _indent(markdown, start, last, slot.mark)
        yield _Found(place, start, last, is_cell, indent)


def _search(window: str, text: str, *, is_cell: bool) -> tuple[int, int] | None:
    """Find a unit's text, whatever stands before its lines: quotes, indents."""
    if "\n" not in text and not (is_cell and "|" in text):
        # As most are; a pattern of its own for each would cost more than all else.
        words = text.strip()
        start = window.find(words)
        return (start, start + len(words)) if start >= 0 else None
    lines = [re.escape(line.strip()) for line in text.split("\n")]
    if is_cell:
        lines = [line.replace(r"\|", r"\\?\|") for line in lines]
    match = re.search(r"[ \t]*\n[ \t>]*".join(lines), window)
    return match.span() if match else None


def _indent(markdown: str, start: int, end: int, mark: str) -> str:
    """Return what further lines of a unit begin with: as its second does, or as its
    first with spaces for the marks.
    """
    if further := _FURTHER.search(markdown, start, end):
        return further[1]
    line = markdown.rfind("\n", 0, start) + 1
    before = markdown[line : start - len(mark)]
    return "".join(sign if sign in " \t>" else " " for sign in before)


def _fitted(text: str, place: _Found) -> str:
    if place.is_cell:
        return _CELL_END.sub(r"\\|", text)
    return text.replace("\n", f"\n{place.indent}")


def _shape(tokens: Sequence[Token]) -> list[tuple[str, str, str]]:
    kept = ("" if token.type == "inline" else token.info for token in tokens)
    return [(t.type, t.tag, info) for t, info in zip(tokens, kept, strict=True)]
