"""Where a remark about some words of a text stands, also after the text has changed.

As the text quote selector of the Web Annotation Data Model (W3C, 2017): the words,
with a little of what stands before and after them.
"""

from collections.abc import Iterator

from msgspec import Struct

CONTEXT = 64
# Fewer letters are found everywhere; then what stands around has to agree.
TELLING = 12


class Anchor(Struct, frozen=True):
    """Words of a text, and what stands around them."""

    quote: str
    before: str = ""
    after: str = ""


class Spot(Struct, frozen=True):
    """Where an anchor is in a text; not `is_exact` when its words are others now."""

    start: int
    end: int
    is_exact: bool = True


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """Return the anchor of a run of a text."""
    before = text[max(0, start - CONTEXT) : start]
    return Anchor(text[start:end], before, text[end : end + CONTEXT])


def find_anchor(text: str, anchor: Anchor) -> Spot | None:
    """Return where an anchor is now; None when neither words nor context are left."""
    places = [*_places(text, anchor.quote)]
    likeness = [_likeness(text, place, anchor) for place in places]
    if places:
        best = max(range(len(places)), key=lambda i: likeness[i])
        if likeness[best] or len(anchor.quote) >= TELLING:
            return Spot(places[best], places[best] + len(anchor.quote))
    return _between(text, anchor)


def _places(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _likeness(text: str, place: int, anchor: Anchor) -> int:
    """Return how many letters around a place are those around the anchor."""
    before = text[max(0, place - CONTEXT) : place]
    end = place + len(anchor.quote)
    after = text[end : end + CONTEXT]
    return _shared(before[::-1], anchor.before[::-1]) + _shared(after, anchor.after)


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next(
        (i for i, (a, b) in enumerate(pairs) if a != b), min(map(len, (one, other)))
    )


def _between(text: str, anchor: Anchor) -> Spot | None:
    """Return what stands between the old surroundings, when they are there once."""
    before, after = anchor.before.strip(), anchor.after.strip()
    if len(before) >= TELLING and text.count(before) == 1:
        start = text.index(before) + len(before)
        end = text.find(after, start) if len(after) >= TELLING else -1
        return Spot(start, end if end >= 0 else start, is_exact=False)
    if len(after) >= TELLING and text.count(after) == 1:
        end = text.index(after)
        return Spot(end, end, is_exact=False)
    return None
