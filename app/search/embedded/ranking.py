"""Asks the tables of the embedded index, and puts what they find in order.

SQLite gives each document a weight by how rare the asked words are and how often and
where it has them (BM25). That weight is raised when the title has all of them, when the
document has the very words, not only synonyms or beginnings, and for the languages the
reader knows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Subquery, literal_column, select

from app.search.embedded.expressions import (
    group_label,
    in_title,
    labelled,
    language_label,
    matching,
)
from app.search.embedded.schema import Tables
from app.search.index import EntityKind, Match, Matches
from app.search.query import Query

# How many documents are looked at, the best by weight. More than that have the words
# only when they are so common that the rest would never be read.
MAX_DOCUMENTS = 4_000
IN_TITLE = 2.0
AS_ASKED = 1.5
FIRST_LANGUAGE = 2.5
OTHER_LANGUAGES = 2.0

Row = tuple[int, str, str, str, str, int, float]


class Searching:
    """One look at the index, at one moment."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.connection = connection
        self.tables = tables

    def find(self, query: Query, languages: Sequence[str], limit: int) -> Matches:
        """Return the best document of each entity, best first."""
        rows = self._rows(matching(query), languages)
        best: dict[str, Match] = {}
        for match in self._scored(query, rows, languages):
            best.setdefault(match.entity, match)
        items = tuple(best.values())
        return Matches(items[:limit], query, is_capped=len(items) > limit)

    def best_in(
        self, query: Query, languages: Sequence[str], groups: Sequence[str]
    ) -> dict[str, list[Match]]:
        """Return the documents of some groups that match, best first."""
        expression = labelled(matching(query), [group_label(g) for g in groups])
        found: defaultdict[str, list[Match]] = defaultdict(list)
        for match in self._scored(query, self._weighed(expression), languages):
            found[match.group].append(match)
        return found

    def titles(
        self, query: Query, languages: Sequence[str], limit: int
    ) -> tuple[Match, ...]:
        """Return the best document of each entity whose title matches."""
        rows = self._rows(in_title(matching(query)), languages)
        best: dict[str, Match] = {}
        for match in _ordered(_match(row, languages, 1.0) for row in rows):
            best.setdefault(match.entity, match)
        return tuple(best.values())[:limit]

    def _rows(self, expression: str, languages: Sequence[str]) -> Iterable[Row]:
        """Return what matches; where that is too much, the reader's languages too."""
        rows = self._weighed(expression)
        if len(rows) < MAX_DOCUMENTS:
            return rows
        labels = [language_label(language) for language in languages]
        nearer = self._weighed(labelled(expression, labels)) if labels else []
        return {row[0]: row for row in (*rows, *nearer)}.values()

    def _weighed(self, expression: str) -> Sequence[Row]:
        found = self._best_ids(expression)
        entry = self.tables.entry
        rows = self.connection.execute(
            select(
                *(entry.c.id, entry.c.entity, entry.c.group_entity, entry.c.kind),
                *(entry.c.language, entry.c.version, found.c.rank),
            ).join_from(found, entry, entry.c.id == found.c.rowid)
        )
        return rows.tuples().all()

    def _best_ids(self, expression: str) -> Subquery:
        words = self.tables.text
        return (
            select(words.c.rowid, words.c.rank)
            .where(words.c[self.tables.name].op("MATCH")(expression))
            .order_by(literal_column("rank"))
            .limit(MAX_DOCUMENTS)
            .subquery()
        )

    def _ids(self, expression: str) -> set[int]:
        found = self._best_ids(expression)
        return set(self.connection.scalars(select(found.c.rowid)))

    def _scored(
        self, query: Query, rows: Iterable[Row], languages: Sequence[str]
    ) -> list[Match]:
        if not rows:
            return []
        titled = self._ids(in_title(matching(query)))
        is_wider = query.is_prefix or any(term.others for term in query.terms)
        exact = self._ids(matching(query, only_as_asked=True)) if is_wider else set()
        return _ordered(
            _match(
                row,
                languages,
                (IN_TITLE if row[0] in titled else 1.0)
                * (AS_ASKED if row[0] in exact else 1.0),
            )
            for row in rows
        )


def _ordered(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=lambda match: (-match.score, match.id))


def _match(row: Row, languages: Sequence[str], factor: float) -> Match:
    number, entity, group, kind, language, version, rank = row
    score = -rank * factor * _language_factor(language, languages)
    return Match(number, entity, group, EntityKind(kind), language, version, score)


def _language_factor(language: str, languages: Sequence[str]) -> float:
    if language not in languages:
        return 1.0
    # A little less for each that is named later, so that their order is kept.
    place = languages.index(language)
    return FIRST_LANGUAGE if place == 0 else OTHER_LANGUAGES - min(place, 9) / 100
