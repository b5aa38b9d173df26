"""Which pieces of two texts are alike, the most alike first.

Likeness is the part of two texts that stays when one is made into the other by
leaving out and putting in characters, in per cent. It costs the length of one text
times that of the other. In a long text pairs that hardly differ are found first, in a
cheaper way that gives the same answer, and then those between the same neighbours.

What compares texts is read in when somebody edits: a start has no use for it.
"""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.texts.segments import Segment

OTHER_KIND_MIN = 85.0
# Beyond this many pairs only the best candidates of each piece are kept in memory.
MANY_COMPARISONS = 500 * 500
BEST_CANDIDATES = 50
# From here on (characters times characters) looking for near ones first pays.
MUCH_TEXT = 10**9
# Between the same neighbours an edited piece is found at once: as alike as this, and
# where no more than so many stand on either side.
IN_PLACE_MIN, MOST_IN_PLACE = 80.0, 12
# Distances that rapidfuzz finds within one machine word, leaving the far ones early.
NEAR = 31

Pieces = Mapping[int, Segment]
Pair = tuple[int, int]


class _Candidate(NamedTuple):
    """An old and a new piece; the most alike, then the nearest, come first."""

    unlikeness: float
    steps: int
    old: int
    new: int


def pairs_alike(
    olds: Pieces, news: Pieces, least: float, *, much: int = MUCH_TEXT
) -> Iterator[Pair]:
    """Yield the places of old and new pieces that are alike, each at most once.

    `least` is the likeness that counts, from 0 to 100; pieces of two kinds have to
    be more alike than others.
    """
    left_old, left_new = dict(olds), dict(news)
    found: list[Pair] = []

    def taken(candidates: Iterator[_Candidate]) -> Iterator[Pair]:
        for one in sorted(candidates):
            if one.old in left_old and one.new in left_new:
                del left_old[one.old], left_new[one.new]
                found.append((one.old, one.new))
                yield one.old, one.new

    if _characters(olds) * _characters(news) > much:
        yield from taken(_surest(left_old, left_new, least))
        yield from taken(_in_place(left_old, left_new, found))
    yield from taken(_candidates(left_old, left_new, least))


def _candidates(olds: Pieces, news: Pieces, least: float) -> Iterator[_Candidate]:
    """Yield all pairs that are alike enough."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - see the top of the module

    choices = {i: piece.text for i, piece in olds.items()}
    is_much = len(olds) * len(news) > MANY_COMPARISONS
    limit = BEST_CANDIDATES if is_much else None
    for j, piece in news.items():
        alike = process.extract(
            piece.text, choices, scorer=fuzz.ratio, score_cutoff=least, limit=limit
        )
        for _, score, i in alike:
            if _counts(olds[i], piece, score, least):
                yield _Candidate(-score, abs(i - j), i, j)


def _surest(olds: Pieces, news: Pieces, least: float) -> Iterator[_Candidate]:
    """Yield pairs for which neither piece has anything more alike on the other side."""
    seen_old, seen_new = set[int](), set[int]()
    for one in sorted(_near(olds, news, least)):
        is_first = one.old not in seen_old and one.new not in seen_new
        seen_old.add(one.old)
        seen_new.add(one.new)
        longer = max(len(olds[one.old].text), len(news[one.new].text))
        if is_first and -one.unlikeness > _most_of_others(longer):
            yield one


def _in_place(
    olds: Pieces, news: Pieces, found: Sequence[Pair]
) -> Iterator[_Candidate]:
    """Yield pairs that are much alike and stand between the same neighbours.

    Of two pieces that an edited one is much like, it is the one in its place.
    """
    anchors = [(-1, -1), *_rising(found), (sys.maxsize, sys.maxsize)]
    old, new = sorted(olds), sorted(news)
    for (i1, j1), (i2, j2) in pairwise(anchors):
        few_old = old[bisect_right(old, i1) : bisect_left(old, i2)]
        few_new = new[bisect_right(new, j1) : bisect_left(new, j2)]
        if few_old and few_new and max(len(few_old), len(few_new)) <= MOST_IN_PLACE:
            yield from _candidates(
                {i: olds[i] for i in few_old},
                {j: news[j] for j in few_new},
                IN_PLACE_MIN,
            )


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Return as many pairs as keep their order on both sides, in this order."""
    tails: list[int] = []
    ends: list[Pair] = []
    before: dict[Pair, Pair | None] = {}
    for pair in sorted(pairs):
        place = bisect_left(tails, pair[1])
        before[pair] = ends[place - 1] if place else None
        tails[place : place + 1] = [pair[1]]
        ends[place : place + 1] = [pair]
    row: list[Pair] = []
    last = ends[-1] if ends else None
    while last is not None:
        row.append(last)
        last = before[last]
    return row[::-1]


def _near(olds: Pieces, news: Pieces, least: float) -> list[_Candidate]:
    """Return the pairs at most NEAR edits apart, or none where there are too many."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as above

    choices = {i: piece.text for i, piece in olds.items()}
    found = []
    for j, piece in news.items():
        near = process.extract(
            piece.text,
            choices,
            scorer=Levenshtein.distance,
            score_cutoff=NEAR,
            limit=BEST_CANDIDATES,
        )
        if len(near) == BEST_CANDIDATES:
            return []
        for _, _, i in near:
            score = fuzz.ratio(piece.text, choices[i])
            if _counts(olds[i], piece, score, least):
                found.append(_Candidate(-score, abs(i - j), i, j))
    return found


def _most_of_others(length: int) -> float:
    """Return the most a piece can be like one that is more than NEAR edits away.

    An edit may put one character in the place of another, which likeness counts
    twice: it never counts fewer than the edits. The most alike is a longer text.
    """
    edits = NEAR + 1
    return 100 * (1 - edits / (2 * length + edits))


def _counts(old: Segment, new: Segment, score: float, least: float) -> bool:
    return score >= least and (old.kind == new.kind or score >= OTHER_KIND_MIN)


def _characters(pieces: Pieces) -> int:
    return sum(len(piece.text) for piece in pieces.values())
