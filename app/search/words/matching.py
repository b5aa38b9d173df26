"""Tells whether a text has what is asked for, and marks it on the text as written.

Texts are compared by the same folded words the engines have, but what is shown is the
original with whole words marked: `Ẹ̀kọ́` for `eko`, an Arabic word with its article.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import NamedTuple

from markupsafe import Markup, escape

from app.search.words.query import Query
from app.search.words.segmenting import Parted, parted, words

SNIPPET_CHARACTERS = 200
# Texts are pieces of a page; in a longer one only the beginning is marked.
MAX_MARKED_CHARACTERS = 20_000
MAX_HITS = 200
# A sentence ends at most so far before the next one begins.
MAX_GAP = 8
_CLOSING = frozenset(".,;:!?)]}»”’\"'。、，！？」』）।॥؟،؛۔")
_ENDS_A_SENTENCE = frozenset(".!?。！？।॥؟۔\n")


class _Hit(NamedTuple):
    """Where a text has something that is asked for; `place` is its number there."""

    start: int
    end: int
    place: int


class _Row(NamedTuple):
    """Words that stand next to each other, the last one perhaps unfinished."""

    place: int
    words: tuple[str, ...]
    is_prefix: bool

    def last(self, found: Sequence[str], first: int) -> int | None:
        """Return the place of its last word when it begins at a place, or None."""
        last = first + len(self.words) - 1
        if last >= len(found) or tuple(found[first:last]) != self.words[:-1]:
            return None
        final, wanted = found[last], self.words[-1]
        is_there = final.startswith(wanted) if self.is_prefix else final == wanted
        return last if is_there else None


class _Places(dict[str, Sequence[int]]):
    """Which words of a query a folded word is, found out once for each."""

    def __init__(self, find: Callable[[str], Sequence[int]]) -> None:
        self._find = find

    def __missing__(self, folded: str) -> Sequence[int]:
        found = self[folded] = self._find(folded)
        return found


class Marker:
    """What one query looks for in texts."""

    def __init__(self, query: Query) -> None:
        self._needed = len(query.terms) + len(query.phrases)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._by_first: defaultdict[str, list[_Row]] = defaultdict(list)
        self._beginning: _Row | None = None
        self._places_known = _Places(self._places_of)
        self._excluded = query.excluded
        last = len(query.terms) - 1
        for place, term in enumerate(query.terms):
            self._add(place, term.word, is_prefix=query.is_prefix and place == last)
            for other in term.others:
                self._add(place, other)
        for place, phrase in enumerate(query.phrases, len(query.terms)):
            self._add(place, phrase)
        self._first_words = frozenset((*self._places, *self._by_first))

    def matches(self, *texts: str) -> bool:
        """Return whether texts have all that is asked for between them."""
        hits = [hit for text in texts for hit in self._hits(text)]
        if len({hit.place for hit in hits}) < self._needed:
            return False
        return not (self._excluded and self._unwanted._has_any(texts))

    def marked(self, text: str) -> Markup:
        """Return the whole text, escaped, with what matched marked."""
        hits = self._hits(text[:MAX_MARKED_CHARACTERS])
        if not hits:
            return escape(text)
        return Markup(_with_marks(text, hits, 0, len(text)))  # noqa: S704 - it is escaped

    def share_of(self, title: Sequence[str]) -> tuple[float, float]:
        """Return how much of the query some folded words have, and of them it."""
        if self._by_first and not self._by_first.keys().isdisjoint(title):
            numbers = range(len(title) + 1)
            hits = self._hits_among(Parted(numbers, numbers[1:], title))
            found = {hit.place for hit in hits}
            covered = len({n for hit in hits for n in range(hit.start, hit.end)})
        else:
            there = [self._places_known[title[n]] for n in self._asked_among(title)]
            if not there:
                return 0.0, 0.0
            found, covered = set[int]().union(*there), len(there)
        return len(found) / max(self._needed, 1), covered / max(len(title), 1)

    def snippet(self, text: str, length: int = SNIPPET_CHARACTERS) -> Markup | None:
        """Return the part of a text that says most about the query, marked.

        It is cut between words, with `…` where something is left out; None when the
        text has nothing of what is asked for.
        """
        text = text[:MAX_MARKED_CHARACTERS]
        hits = self._hits(text)[:MAX_HITS]
        if not hits:
            return None
        start, end = _window(text, parted(text), _most_telling(hits, length), length)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        marked = _with_marks(text, hits, start, end)
        return Markup(before + marked + after)  # noqa: S704 - marked is escaped

    @cached_property
    def _unwanted(self) -> "Marker":
        """What must not be there."""
        return Marker(Query("", phrases=self._excluded))

    def _add(self, place: int, text: str, *, is_prefix: bool = False) -> None:
        row = _Row(place, _asked_words(text), is_prefix)
        if is_prefix and len(row.words) == 1:
            self._beginning = row
        elif len(row.words) == 1:
            self._places[row.words[0]].append(place)
        elif row.words:
            self._by_first[row.words[0]].append(row)

    def _has_any(self, texts: Iterable[str]) -> bool:
        return any(map(self._hits, texts))

    def _hits(self, text: str) -> list[_Hit]:
        """Return where a text has what is asked for."""
        return self._hits_among(parted(text))

    def _places_of(self, folded: str) -> Sequence[int]:
        """Return which single words of the query a folded word is, or begins like."""
        beginning, places = self._beginning, self._places.get(folded, ())
        if beginning and folded.startswith(beginning.words[0]):
            return (beginning.place, *places)
        return places

    def _asked_among(self, folded: Sequence[str]) -> list[int]:
        """Return which of some words something that is asked for may begin with.

        Hardly any, so they are not looked at one by one.
        """
        if self._beginning:
            known, rows = self._places_known, self._by_first
            return [n for n, word in enumerate(folded) if known[word] or word in rows]
        numbers: list[int] = []
        for word in self._first_words.intersection(folded):
            number = -1
            for _ in range(folded.count(word)):
                number = folded.index(word, number + 1)
                numbers.append(number)
        return sorted(numbers)

    def _hits_among(self, found: Parted) -> list[_Hit]:
        hits: list[_Hit] = []
        known, rows = self._places_known, self._by_first
        starts, ends = found.starts, found.ends
        for number in self._asked_among(found.folded):
            folded = found.folded[number]
            start, end = starts[number], ends[number]
            hits += [_Hit(start, end, place) for place in known[folded]]
            for row in rows.get(folded, ()):
                last = row.last(found.folded, number)
                if last is not None:
                    hits.append(_Hit(start, ends[last], row.place))
        return hits


@lru_cache(maxsize=1_000)
def _asked_words(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def shortened(text: str, length: int = SNIPPET_CHARACTERS) -> str:
    """Return the beginning of a text, cut between words, with `…` when it is cut."""
    if len(text) <= length:
        return text
    _, end = _window(text, parted(text[: 2 * length]), 0, length)
    return f"{text[:end]} …"


def _most_telling(hits: Sequence[_Hit], length: int) -> int:
    """Return where the part begins that has most of what is asked for, most often."""

    def telling(number: int) -> tuple[int, int, int]:
        limit = hits[number].start + length * 3 // 4
        near = list(takewhile(lambda hit: hit.end <= limit, hits[number:]))
        return len({hit.place for hit in near}), len(near), -number

    if len(hits) == 1:
        return hits[0].start
    return hits[max(range(len(hits)), key=telling)].start


def _window(text: str, found: Parted, place: int, length: int) -> tuple[int, int]:
    """Return the part around a place, a little before it, cut between words."""
    first = max(place - length // 4, 0)
    starts, ends = found.starts, found.ends
    start = 0
    if place > length // 4:
        number = bisect_left(starts, first)
        near = range(number, bisect_right(starts, place))
        # A sentence that begins near by is the better beginning.
        sentence = (
            n
            for n in near
            if text[: starts[n]][-MAX_GAP:].rstrip()[-1:] in _ENDS_A_SENTENCE
        )
        start = starts[next(sentence, number)]
    if len(text) - start <= length:
        return start, len(text)
    last = bisect_right(ends, start + length) - 1
    end = ends[last] if last >= 0 and ends[last] > start else start + length
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return start, end


def _with_marks(text: str, hits: Iterable[_Hit], start: int, end: int) -> str:
    """Return a part of a text, escaped, with marks."""
    # Mostly there is nothing to escape in any of the pieces.
    is_plain = len(escape(text[start:end])) == end - start
    written: Callable[[str], str] = str if is_plain else escape
    pieces: list[str] = []
    place = start
    for first, last in _merged(hits):
        first, last = max(first, start), min(last, end)
        if first < last:
            pieces += written(text[place:first]), "<mark>", written(text[first:last])
            pieces.append("</mark>")
            place = last
    pieces.append(written(text[place:end]))
    return "".join(pieces)


def _merged(hits: Iterable[_Hit]) -> Iterator[tuple[int, int]]:
    """Return the places in order, those that touch as one."""
    first = last = -1
    for start, end, _ in sorted(hits):
        if start <= last:
            last = max(last, end)
            continue
        if last >= 0:
            yield first, last
        first, last = start, end
    if last >= 0:
        yield first, last
