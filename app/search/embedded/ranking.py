"""Asks the tables of the embedded index, and puts what they find in order.

SQLite gives each document a weight by how rare the asked words are, how often it has
them and where (BM25). It counts whole when the document has the very words, in part
when it has them unfinished or only synonyms of them; it is raised for the languages the
reader knows. Of the best, the more of the title is what was asked for, the better.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from typing import TypeVar, cast

from sqlalchemy import Connection, Select, bindparam, select

from app.search.embedded.expressions import (
    Way,
    group_label,
    in_title,
    labelled,
    language_label,
    matching,
)
from app.search.embedded.schema import Tables
from app.search.index import EntityKind, Match, Matches
from app.search.matching import Marker
from app.search.query import Query

# So many documents are weighed, the newest, and so many of them looked at, the best.
# More than that have only words so common that the rest would never be read.
MAX_WEIGHED = 10_000
MAX_DOCUMENTS = 2_000
MAX_TITLES = 200
NOT_THE_VERY_WORDS = 0.6
IN_TITLE = 1.0
ALL_OF_TITLE = 0.6
FIRST_LANGUAGE = 2.5
OTHER_LANGUAGES = 2.0

Row = tuple[int, str, str, str, str, int, float]
R = TypeVar("R", bound=tuple[object, ...])
# Narrows an expression: to titles, to groups.
Narrow = Callable[[str], str]


@dataclass(frozen=True)
class _Statements:
    """What is asked of one set of tables; made once, for making them takes time too."""

    matches: Select[Row]
    weights: Select[tuple[int, float]]
    titles: Select[tuple[int, str]]


@cache
def _statements(tables: Tables) -> _Statements:
    words, entry = tables.text, tables.entry
    weighed = (
        select(words.c.rowid, words.c.rank)
        .where(words.c[tables.name].op("MATCH")(bindparam("expression")))
        .order_by(words.c.rowid.desc())
        .limit(MAX_WEIGHED)
        .subquery()
    )
    best = (
        select(weighed.c.rowid, weighed.c.rank)
        .order_by(weighed.c.rank)
        .limit(MAX_DOCUMENTS)
    )
    found = best.subquery()
    matches = select(
        *(entry.c.id, entry.c.entity, entry.c.group_entity, entry.c.kind),
        *(entry.c.language, entry.c.version, found.c.rank),
    ).join_from(found, entry, entry.c.id == found.c.rowid)
    numbers = words.c.rowid.in_(bindparam("numbers", expanding=True))
    titles = select(words.c.rowid, words.c.title).where(numbers)
    return _Statements(matches, best, titles)


class Searching:
    """One look at the index, at one moment."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.connection = connection
        self.tables = tables
        self._statements = _statements(tables)

    def find(self, query: Query, languages: Sequence[str], limit: int) -> Matches:
        """Return the best document of each entity, best first."""
        found = self._matches(query, languages, _anywhere)
        items = tuple(islice(_best_of_each(found), limit + 1))
        return Matches(items[:limit], query, is_capped=len(items) > limit)

    def best_in(
        self, query: Query, languages: Sequence[str], groups: Sequence[str]
    ) -> dict[str, list[Match]]:
        """Return the documents of some groups that match, best first."""
        labels = [group_label(group) for group in groups]
        found: defaultdict[str, list[Match]] = defaultdict(list)
        for match in self._matches(query, languages, partial(labelled, labels=labels)):
            found[match.group].append(match)
        return found

    def titles(
        self, query: Query, languages: Sequence[str], limit: int
    ) -> tuple[Match, ...]:
        """Return the best document of each entity whose title matches."""
        found = self._matches(query, languages, in_title)
        return tuple(islice(_best_of_each(found), limit))

    def _matches(
        self, query: Query, languages: Sequence[str], narrow: Narrow
    ) -> Iterator[Match]:
        """Yield all that matches, best first."""
        wide = matching(query)
        rows = self._rows(narrow(wide), languages)
        weights = self._weights_of_the_very_words(query, narrow) if rows else {}
        rest = NOT_THE_VERY_WORDS if weights else 1.0
        scores = {
            row[0]: -weights.get(row[0], row[6] * rest)
            * _language_factor(row[4], languages)
            for row in rows
        }
        best = sorted(scores, key=scores.__getitem__, reverse=True)[:MAX_TITLES]
        marker = Marker(query)
        for number, title in self._ask(self._statements.titles, numbers=best):
            scores[number] *= _title_factor(marker, title)
        for row in sorted(rows, key=lambda row: (-scores[row[0]], row[0])):
            yield _match(row, scores[row[0]])

    def _weights_of_the_very_words(
        self, query: Query, narrow: Narrow
    ) -> dict[int, float]:
        """Return the weights of documents that have them whole, or else unfinished."""
        wide = matching(query)
        for expression in dict.fromkeys(matching(query, way) for way in Way):
            if expression == wide:
                break
            found = self._ask(self._statements.weights, expression=narrow(expression))
            if found:
                return dict(found)
        return {}

    def _rows(self, expression: str, languages: Sequence[str]) -> Sequence[Row]:
        """Return what matches; where that is too much, the reader's languages too."""
        rows = self._ask(self._statements.matches, expression=expression)
        labels = [language_label(language) for language in languages]
        if len(rows) < MAX_DOCUMENTS or not labels:
            return rows
        nearer = labelled(expression, labels)
        more = self._ask(self._statements.matches, expression=nearer)
        return list({row[0]: row for row in (*rows, *more)}.values())

    def _ask(self, statement: Select[R], **values: object) -> Sequence[R]:
        return cast(Sequence[R], self.connection.execute(statement, values).all())


def _anywhere(expression: str) -> str:
    return expression


def _best_of_each(matches: Iterable[Match]) -> Iterator[Match]:
    seen: set[str] = set()
    for match in matches:
        if match.entity not in seen:
            seen.add(match.entity)
            yield match


def _match(row: Row, score: float) -> Match:
    number, entity, group, kind, language, version, _ = row
    return Match(number, entity, group, EntityKind(kind), language, version, score)


def _language_factor(language: str, languages: Sequence[str]) -> float:
    if language not in languages:
        return 1.0
    # A little less for each that is named later, so that their order is kept.
    place = languages.index(language)
    return FIRST_LANGUAGE if place == 0 else OTHER_LANGUAGES - min(place, 9) / 100


def _title_factor(marker: Marker, title: str) -> float:
    """Return more for a title that has what is asked for, and little else."""
    asked, there = marker.share_of(title.split())
    return 1 + asked**2 * (IN_TITLE + ALL_OF_TITLE * there)
