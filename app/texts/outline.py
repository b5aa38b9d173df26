"""What a module's Markdown is made of, by the places of its units, and units as words.

For readers that are programs: they need each unit's words and the heading it is under,
in every language at once, and no HTML.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from app.platform.limited import TookTooLong, limited
from app.platform.markdown import plain_text
from app.texts.lesson import BlockHead, block_name, lesson_parser
from app.texts.lessons import LessonSource
from app.texts.rendering import MAX_CHARACTERS, is_cheap
from app.texts.segments import slots

FILES = ("video", "audio", "slides", "worksheet")
# What tells the answer of a question, or is one.
ANSWERS = frozenset({"option", "answer", "step", "feedback"})
# Marks, references, entities, and lines that may be joined.
_MARK_UP = re.compile(r"[\\`*_\[\]<>&!~\n]")


class OutlineSection(Struct, frozen=True):
    """What stands under a heading; `anchor` is empty before the first one.

    `heading` and `units` are places among the units of the Markdown, answers of
    questions left out.
    """

    anchor: str
    heading: int | None
    units: tuple[int, ...]


class OutlineFile(Struct, frozen=True):
    """A video, sound, deck or worksheet, and the places of the units about it."""

    kind: str
    file: str
    units: tuple[int, ...]


class Outline(Struct, frozen=True):
    """A module's sections and files, in order."""

    sections: tuple[OutlineSection, ...] = ()
    files: tuple[OutlineFile, ...] = ()


def outline_within_limits(markdown: str) -> Outline:
    """Return the outline; raise TookTooLong when it needs too much."""
    if len(markdown) > MAX_CHARACTERS:
        raise TookTooLong
    return outline(markdown) if is_cheap(markdown) else limited.run(outline, markdown)


def outline(markdown: str) -> Outline:
    """Return the outline of a module's Markdown."""
    source = LessonSource(markdown)
    anchors = {index: name for name, index in source.anchors}
    sections: list[tuple[str, int | None, list[int]]] = [("", None, [])]
    places: list[tuple[int, int]] = []
    for place, slot in enumerate(slots(source.tokens)):
        places.append((slot.index, place))
        if source.tokens[slot.index - 1].tag == "h2" and slot.index in anchors:
            sections.append((anchors[slot.index], place, []))
        elif slot.segment.kind not in ANSWERS:
            sections[-1][2].append(place)
    return Outline(
        tuple(OutlineSection(name, at, tuple(units)) for name, at, units in sections),
        tuple(
            _file(source, start, places)
            for start, token in enumerate(source.tokens)
            if block_name(token) in FILES
        ),
    )


def _file(
    source: LessonSource, start: int, places: Sequence[tuple[int, int]]
) -> OutlineFile:
    opened = source.tokens[start]
    end = next(
        index
        for index in range(start + 1, len(source.tokens))
        if source.tokens[index].level == opened.level
        and source.tokens[index].nesting == -1
    )
    head = BlockHead.read(opened.info)
    units = tuple(place for index, place in places if start < index < end)
    return OutlineFile(head.name, head.values.get("file", ""), units)


def words_within_limits(texts: Sequence[str]) -> list[str]:
    """Return units without mark-up; raise TookTooLong when they need too much."""
    if sum(map(len, texts)) > MAX_CHARACTERS:
        raise TookTooLong
    marked = [text for text in texts if _MARK_UP.search(text)]
    is_quick = is_cheap("\n".join(marked))
    found = iter(words(marked) if is_quick else limited.run(words, marked))
    return [next(found) if _MARK_UP.search(text) else text for text in texts]


def words(texts: Sequence[str]) -> list[str]:
    """Return units without mark-up."""
    parser = lesson_parser()
    return [plain_text(parser.parseInline(text)[0].children or []) for text in texts]
