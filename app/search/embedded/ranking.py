"""Asks the tables of the embedded index, and puts what they find in order.

SQLite gives each document a weight by how rare the asked words are, how often it has
them and where (BM25). It counts whole when the document has the very words, in part
when it has them unfinished or only synonyms of them; it is raised for the languages the
reader knows. Of the best, the more of the title is what was asked for, the better.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import cast

from sqlalchemy import Connection, Select, literal_column, select

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

# How many documents are looked at, the best by weight. More than that have the words
# only when they are so common that the rest would never be read.
MAX_DOCUMENTS = 4_000
MAX_TITLES = 200
WAY_COUNTS = {Way.WHOLE: 1.0, Way.BEGUN: 0.8, Way.WIDE: 0.6}
IN_TITLE = 1.0
ALL_OF_TITLE = 0.6
FIRST_LANGUAGE = 2.5
OTHER_LANGUAGES = 2.0

Row = tuple[int, str, str, str, str, int, float]
# Narrows an expression: to titles, to groups.
Narrow = Callable[[str], str]


class Searching:
    """One look at the index, at one moment."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.connection = connection
        self.tables = tables

    def find(self, query: Query, languages: Sequence[str], limit: int) -> Matches:
        """Return the best document of each entity, best first."""
        items = _best_of_each(self._matches(query, languages, _anywhere))
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
        return _best_of_each(self._matches(query, languages, in_title))[:limit]

    def _matches(
        self, query: Query, languages: Sequence[str], narrow: Narrow
    ) -> list[Match]:
        """Return all that matches, best first."""
        wide = matching(query)
        rows = self._rows(narrow(wide), languages)
        if not rows:
            return []
        # By expression: ways of asking may come to the same, and the narrower counts.
        ways = {matching(query, way): way for way in (Way.BEGUN, Way.WHOLE)}
        weights: dict[int, float] = {}
        for expression, way in ways.items():
            if expression != wide:
                found = self._weights(narrow(expression)).items()
                weights |= {number: w * WAY_COUNTS[way] for number, w in found}
        is_wide = WAY_COUNTS[Way.WIDE] if weights else 1.0
        scores = {
            row[0]: -weights.get(row[0], row[6] * is_wide)
            * _language_factor(row[4], languages)
            for row in rows
        }
        best = sorted(scores, key=scores.__getitem__, reverse=True)[:MAX_TITLES]
        marker = Marker(query)
        for number, title in self._titles(best):
            scores[number] *= _title_factor(marker, title)
        ordered = sorted(rows, key=lambda row: (-scores[row[0]], row[0]))
        return [_match(row, scores[row[0]]) for row in ordered]

    def _rows(self, expression: str, languages: Sequence[str]) -> Collection[Row]:
        """Return what matches; where that is too much, the reader's languages too."""
        rows = self._best(expression)
        if len(rows) < MAX_DOCUMENTS:
            return rows
        labels = [language_label(language) for language in languages]
        nearer = self._best(labelled(expression, labels)) if labels else []
        return {row[0]: row for row in (*rows, *nearer)}.values()

    def _best(self, expression: str) -> Sequence[Row]:
        found = self._weighed(expression).subquery()
        entry = self.tables.entry
        rows = self.connection.execute(
            select(
                *(entry.c.id, entry.c.entity, entry.c.group_entity, entry.c.kind),
                *(entry.c.language, entry.c.version, found.c.rank),
            ).join_from(found, entry, entry.c.id == found.c.rowid)
        )
        return cast(Sequence[Row], rows.all())

    def _weights(self, expression: str) -> dict[int, float]:
        rows = self.connection.execute(self._weighed(expression)).all()
        return dict(cast(Sequence[tuple[int, float]], rows))

    def _titles(self, numbers: Sequence[int]) -> Sequence[tuple[int, str]]:
        words = self.tables.text
        found = select(words.c.rowid, words.c.title).where(words.c.rowid.in_(numbers))
        return cast(Sequence[tuple[int, str]], self.connection.execute(found).all())

    def _weighed(self, expression: str) -> Select[tuple[int, float]]:
        words = self.tables.text
        return (
            select(words.c.rowid, words.c.rank)
            .where(words.c[self.tables.name].op("MATCH")(expression))
            .order_by(literal_column("rank"))
            .limit(MAX_DOCUMENTS)
        )


def _anywhere(expression: str) -> str:
    return expression


def _best_of_each(matches: Iterable[Match]) -> tuple[Match, ...]:
    best: dict[str, Match] = {}
    for match in matches:
        best.setdefault(match.entity, match)
    return tuple(best.values())


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
