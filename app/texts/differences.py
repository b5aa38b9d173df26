"""What changed between two texts: words within a text, blocks within a document.

Words are kept whole with their vowel signs and accents, so that marking one never
tears a letter apart; scripts without spaces are compared sign by sign. Costs are
bounded: what is too long to compare by words is compared by lines.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, cast

from msgspec import Struct

from app.texts.alignment import OldUnit, align
from app.texts.segments import Segment

# Chinese, Japanese, Thai, Lao, Tibetan, Burmese and Khmer letters.
_UNSPACED = (
    "\u0e01-\u0e30\u0e32\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0ebd-\u0ec6\u0edc-\u0edf"
    "\u0f40-\u0f6c\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3\u3005-\u3007"
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\uff66-\uff9d"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)
# What is written above, below or behind such a letter, and what stacks the next one.
_MARKS = (
    "\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ece\u0f71-\u0f87"
    "\u102b-\u103e\u1056-\u109d\u17b4-\u17d3\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f"
)
_STACKERS = "\u1039\u17d2"
_PUNCTUATION = (
    "!-/:-@\\[-`{-~\u00a1-\u00bf\u060c\u061b\u061f\u0964\u0965\u1362-\u1368"
    "\u2010-\u2027\u2030-\u205e\u3000-\u3003\u3008-\u3020\uff01-\uff0f\uff1a-\uff20"
)
_WORD = re.compile(
    rf"\s+"
    rf"|[{_UNSPACED}](?:[{_STACKERS}].|[{_MARKS}])*"
    rf"|[^\s{_PUNCTUATION}{_UNSPACED}]+"
    rf"|.",
    re.DOTALL,
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BLANK = re.compile(r"\n[ \t]*\n\s*")
# Comparing keeps one bit for each pair of words: 4 MiB at the most.
MAX_PAIRS = 2**25


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Span(NamedTuple):
    """A run of text with one fate."""

    mark: Mark
    text: str


class Fate(StrEnum):
    """What became of a block."""

    SAME = "same"
    EDITED = "edited"
    MOVED = "moved"
    MOVED_AND_EDITED = "moved-and-edited"
    GONE = "gone"
    NEW = "new"


class BlockChange(Struct, frozen=True):
    """A block of a document before and after.

    `before` and `after` count its place from 1; 0 where there is none. `spans` hold
    the words of both.
    """

    fate: Fate
    before: int
    after: int
    spans: tuple[Span, ...]


# A run of pieces that are the same on both sides, or what stands between: its kind,
# and where it begins and ends in the old and in the new ones.
_Step = tuple[str, int, int, int, int]
_EQUAL = "equal"


def word_diff(old: str, new: str) -> tuple[Span, ...]:
    """Return the texts as one row of spans, what is gone before what is new.

    The spans that are not new, joined, are `old`; those that are not gone are `new`.
    """
    words = _WORD.findall(old), _WORD.findall(new)
    if len(words[0]) * len(words[1]) <= MAX_PAIRS:
        return _joined(_spans(*words))
    return _joined(_by_lines(_LINE.findall(old), _LINE.findall(new)))


def is_changed(spans: Sequence[Span]) -> bool:
    """Tell whether anything in a difference is not the same."""
    return any(span.mark != Mark.SAME for span in spans)


def block_diff(old: str, new: str) -> tuple[BlockChange, ...]:
    """Return the blocks of both texts in the order of the new one.

    A block is what stands between blank lines. Those that are gone come where they
    stood, after the block that was before them.
    """
    befores, afters = blocks_of(old), blocks_of(new)
    units = [OldUnit(str(i), Segment("block", b)) for i, b in enumerate(befores)]
    links = align(units, [Segment("block", text) for text in afters])
    came_from = [None if link is None else int(link) for link in links]
    in_place = _in_order(came_from)
    rest = _Gone(befores, came_from)
    changes: list[BlockChange] = list(rest.after(-1))
    for place, (text, origin) in enumerate(zip(afters, came_from, strict=True)):
        if origin is None:
            changes.append(BlockChange(Fate.NEW, 0, place + 1, (Span(Mark.NEW, text),)))
            continue
        spans = word_diff(befores[origin], text)
        fate = _fate(is_moved=place not in in_place, is_edited=is_changed(spans))
        changes.append(BlockChange(fate, origin + 1, place + 1, spans))
        changes += rest.after(origin)
    return (*changes, *rest.left())


def blocks_of(text: str) -> list[str]:
    """Return the blocks of a text: what stands between blank lines."""
    return [block for block in _BLANK.split(text.strip("\n")) if block.strip()]


def _fate(*, is_moved: bool, is_edited: bool) -> Fate:
    if is_moved:
        return Fate.MOVED_AND_EDITED if is_edited else Fate.MOVED
    return Fate.EDITED if is_edited else Fate.SAME


class _Gone:
    """Blocks of the old text that the new one does not have, each told once."""

    def __init__(self, befores: Sequence[str], came_from: Sequence[int | None]) -> None:
        self.befores = befores
        self.waiting = dict.fromkeys(range(len(befores)))
        for origin in came_from:
            if origin is not None:
                del self.waiting[origin]

    def after(self, origin: int) -> Iterator[BlockChange]:
        """Yield those that stood right behind a block."""
        place = origin + 1
        while place in self.waiting:
            yield self._told(place)
            place += 1

    def left(self) -> Iterator[BlockChange]:
        """Yield those not told yet."""
        yield from map(self._told, list(self.waiting))

    def _told(self, place: int) -> BlockChange:
        del self.waiting[place]
        span = Span(Mark.GONE, self.befores[place])
        return BlockChange(Fate.GONE, place + 1, 0, (span,))


def _opcodes(old: Sequence[object], new: Sequence[object]) -> list[_Step]:
    # Read in when texts are compared: a server that is only read needs none of it.
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    # Each of them unpacked by its own class would cost twice the time.
    return cast("list[_Step]", Indel.opcodes(old, new).as_list())


def _in_order(came_from: Sequence[int | None]) -> set[int]:
    """Return the places whose blocks kept their order; the others were moved.

    The longest rising row of origins, so that as few as possible count as moved.
    """
    known = [origin for origin in came_from if origin is not None]
    order = sorted(known)
    kept = {
        origin
        for kind, start, end, _, _ in _opcodes(order, known)
        if kind == _EQUAL
        for origin in order[start:end]
    }
    return {place for place, origin in enumerate(came_from) if origin in kept}


def _by_lines(old: list[str], new: list[str]) -> Iterator[Span]:
    if len(old) * len(new) > MAX_PAIRS:
        yield from (Span(Mark.GONE, "".join(old)), Span(Mark.NEW, "".join(new)))
        return
    for is_same, before, after in _runs(old, new):
        if is_same:
            yield Span(Mark.SAME, "".join(before))
            continue
        words = _WORD.findall("".join(before)), _WORD.findall("".join(after))
        if len(words[0]) * len(words[1]) <= MAX_PAIRS:
            yield from _spans(*words)
        else:
            yield Span(Mark.GONE, "".join(before))
            yield Span(Mark.NEW, "".join(after))


def _spans(old: list[str], new: list[str]) -> Iterator[Span]:
    for is_same, before, after in _runs(old, new):
        if is_same:
            yield Span(Mark.SAME, "".join(before))
        else:
            yield Span(Mark.GONE, "".join(before))
            yield Span(Mark.NEW, "".join(after))


def _runs(
    old: list[str], new: list[str]
) -> Iterator[tuple[bool, list[str], list[str]]]:
    """Yield runs of equal pieces, and what stands between them on both sides."""
    before: list[str] = []
    after: list[str] = []
    for kind, start, end, new_start, new_end in _opcodes(old, new):
        mine = old[start:end]
        if kind != _EQUAL:
            before += mine
            after += new[new_start:new_end]
        elif _is_worth_keeping(mine, before, after):
            yield False, before, after
            yield True, mine, mine
            before, after = [], []
        else:
            before += mine
            after += mine
    yield False, before, after


def _is_worth_keeping(same: list[str], before: list[str], after: list[str]) -> bool:
    """Tell whether equal pieces help a reader: a lone space between two does not."""
    return not (before or after) or not "".join(same).isspace()


def _joined(spans: Iterator[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        if found and found[-1].mark == span.mark:
            found[-1] = Span(span.mark, found[-1].text + span.text)
        else:
            found.append(span)
    return tuple(found)
