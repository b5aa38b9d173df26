"""Tells whether a text has what is asked for, and marks it on the text as written.

Texts are compared by the same folded words the engines have, but what is shown is the
original with whole words marked: `Ẹ̀kọ́` for `eko`, an Arabic word with its article.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import takewhile
from typing import NamedTuple

from markupsafe import Markup, escape

from app.search.words.query import Query
from app.search.words.segmenting import (
    Token,
    parts_of,
    runs_in,
    tokens,
    tokens_of,
    words,
)

SNIPPET_CHARACTERS = 200
# Texts are pieces of a page; in a longer one only the beginning is marked.
MAX_MARKED_CHARACTERS = 20_000
MAX_HITS = 200
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

    def end(self, found: Sequence[Token], first: int) -> int | None:
        """Return where the row ends that begins with a word; None when it does not."""
        there = found[first : first + len(self.words)]
        if len(there) < len(self.words):
            return None
        *before, last = self.words
        if any(
            token.folded != word for token, word in zip(there, before, strict=False)
        ):
            return None
        final = there[-1].folded
        is_there = final.startswith(last) if self.is_prefix else final == last
        return there[-1].end if is_there else None


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
        self._seen: set[str] = set()
        self._telling: set[str] = set()
        # What each row cannot do without, and which of it a run of letters has.
        self._needed_in_rows: list[frozenset[str]] = []
        self._of_rows: dict[str, frozenset[str]] = {}
        self._rows: list[str] = []
        self._excluded = (
            Marker(Query("", phrases=query.excluded)) if query.excluded else None
        )
        last = len(query.terms) - 1
        for place, term in enumerate(query.terms):
            self._add(place, term.word, is_prefix=query.is_prefix and place == last)
            for other in term.others:
                self._add(place, other)
        for place, phrase in enumerate(query.phrases, len(query.terms)):
            self._add(place, phrase)

    def matches(self, *texts: str) -> bool:
        """Return whether texts have all that is asked for between them."""
        hits = [hit for text in texts for hit in self._hits(text)]
        if len({hit.place for hit in hits}) < self._needed:
            return False
        return self._excluded is None or not self._excluded._has_any(texts)

    def marked(self, text: str) -> Markup:
        """Return the whole text, escaped, with what matched marked."""
        hits = self._hits(text[:MAX_MARKED_CHARACTERS])
        return _with_marks(text, hits, 0, len(text)) if hits else escape(text)

    def share_of(self, title: Sequence[str]) -> tuple[float, float]:
        """Return how much of the query some folded words have, and of them it."""
        if self._by_first and not self._by_first.keys().isdisjoint(title):
            among = [Token(n, n + 1, word) for n, word in enumerate(title)]
            hits = self._hits_among(among)
            found = {hit.place for hit in hits}
            covered = len({n for hit in hits for n in range(hit.start, hit.end)})
        else:
            known = self._places_known
            there = [places for word in title if (places := known[word])]
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
        start, end = _window(text, _most_telling(hits, length), length)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        marked = _with_marks(text, hits, start, end)
        return Markup(f"{before}{marked}{after}")  # noqa: S704 - marked is escaped

    def _add(self, place: int, text: str, *, is_prefix: bool = False) -> None:
        row = _Row(place, tuple(words(text)), is_prefix)
        if is_prefix and len(row.words) == 1:
            self._beginning = row
        elif len(row.words) == 1:
            self._places[row.words[0]].append(place)
        elif row.words:
            self._by_first[row.words[0]].append(row)
            needed = row.words[:-1] if is_prefix else row.words
            self._rows.append(f" {' '.join(row.words)}{'' if is_prefix else ' '}")
            self._needed_in_rows.append(frozenset(needed))

    def _has_any(self, texts: Iterable[str]) -> bool:
        return any(map(self._hits, texts))

    def _hits(self, text: str) -> list[_Hit]:
        """Return where a text has what is asked for.

        Most words of most texts are not it: only the others are taken apart.
        """
        runs = set(runs_in(text))
        if new := runs - self._seen:
            self._seen |= new
            self._telling |= self._telling_among(new)
        telling = runs & self._telling
        if not telling:
            return []
        if self._may_have_a_row(runs) and self._has_a_row(text):
            return self._hits_among(tokens(text))
        return self._hits_among(tokens_of(text, telling), has_rows=False)

    def _may_have_a_row(self, runs: Set[str]) -> bool:
        """Return whether some letters have every word of a row, in whatever order."""
        telling = runs & self._of_rows.keys()
        there = set().union(*(self._of_rows[run] for run in telling))
        return any(needed <= there for needed in self._needed_in_rows)

    def _has_a_row(self, text: str) -> bool:
        """Return whether a text has the words of a row next to each other.

        Far quicker to tell than where they are, and most often they are not.
        """
        joined = f" {' '.join(words(text))} "
        return any(row in joined for row in self._rows)

    def _telling_among(self, runs: Iterable[str]) -> set[str]:
        """Return those letters standing together that may begin what is asked for."""
        whole = self._places.keys() | self._by_first.keys()
        parts = [(run, part[2]) for run in runs for part in parts_of(run)]
        self._note_rows(parts)
        if self._beginning is None:
            return {run for run, folded in parts if folded in whole}
        begun = self._beginning.words[0]
        return {
            run for run, folded in parts if folded in whole or folded.startswith(begun)
        }

    def _note_rows(self, parts: Iterable[tuple[str, str]]) -> None:
        wanted = frozenset().union(*self._needed_in_rows)
        for run, folded in parts:
            if folded in wanted:
                known = self._of_rows.get(run, frozenset())
                self._of_rows[run] = known | {folded}

    def _places_of(self, folded: str) -> Sequence[int]:
        """Return which single words of the query a folded word is, or begins like."""
        beginning, places = self._beginning, self._places.get(folded, ())
        if beginning and folded.startswith(beginning.words[0]):
            return (beginning.place, *places)
        return places

    def _hits_among(
        self, found: Sequence[Token], *, has_rows: bool = True
    ) -> list[_Hit]:
        """Return what of some words is asked for; rows only of words that are whole."""
        hits: list[_Hit] = []
        by_first = self._by_first if has_rows else {}
        for number, (start, end, folded) in enumerate(found):
            if places := self._places_known[folded]:
                hits += (_Hit(start, end, place) for place in places)
            for row in by_first.get(folded, ()):
                row_end = row.end(found, number)
                if row_end is not None:
                    hits.append(_Hit(start, row_end, row.place))
        return hits


def shortened(text: str, length: int = SNIPPET_CHARACTERS) -> str:
    """Return the beginning of a text, cut between words, with `…` when it is cut."""
    if len(text) <= length:
        return text
    _, end = _window(text, 0, length)
    return f"{text[:end]} …"


def _most_telling(hits: Sequence[_Hit], length: int) -> int:
    """Return where the part begins that has most of what is asked for, most often."""

    def telling(number: int) -> tuple[int, int, int]:
        limit = hits[number].start + length * 3 // 4
        near = list(takewhile(lambda hit: hit.end <= limit, hits[number:]))
        return len({hit.place for hit in near}), len(near), -number

    return hits[max(range(len(hits)), key=telling)].start


def _window(text: str, place: int, length: int) -> tuple[int, int]:
    """Return the part around a place, a little before it, cut between words."""
    first = max(place - length // 4, 0)
    found = _tokens_around(text, first, place + length)
    starts = [token.start for token in found]
    start = 0
    if place > length // 4:
        number = bisect_left(starts, first)
        near = range(number, bisect_right(starts, place))
        # A sentence that begins near by is the better beginning.
        sentence = (
            n for n in near if text[: starts[n]].rstrip()[-1:] in _ENDS_A_SENTENCE
        )
        start = starts[next(sentence, number)]
    if len(text) - start <= length:
        return start, len(text)
    last = bisect_right([token.end for token in found], start + length) - 1
    end = found[last].end if last >= 0 and found[last].end > start else start + length
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return start, end


def _tokens_around(text: str, first: int, last: int) -> list[Token]:
    """Return the words of a part of a text, widened to where spaces are."""
    before, after = text.rfind(" ", 0, first) + 1, text.find(" ", last)
    part = text[before : after if after >= 0 else len(text)]
    return [
        Token(before + start, before + end, folded)
        for start, end, folded in tokens(part)
    ]


def _with_marks(text: str, hits: Iterable[_Hit], start: int, end: int) -> Markup:
    pieces: list[str] = []
    place = start
    for first, last in _merged(hits):
        first, last = max(first, start), min(last, end)
        if first < last:
            pieces += escape(text[place:first]), "<mark>", escape(text[first:last])
            pieces.append("</mark>")
            place = last
    pieces.append(escape(text[place:end]))
    return Markup("".join(pieces))  # noqa: S704 - every text of others is escaped


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
