"""Asks the tables of the embedded index, and puts what they find in order.

SQLite gives each document a weight by how rare the asked words are, how often it has
them and where (BM25). It counts whole when the document has the very words, in part
when it has them unfinished or only synonyms of them; it is raised for the languages the
reader knows. Of the best, the more of the title is what was asked for, the better.

Every answer comes in one row, as JSON: between two rows of SQLite other threads take
their turns at Python, and thousands of rows are thousands of turns to wait for.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from app.search.embedded.expressions import (
    Way,
    group_label,
    in_title,
    labelled,
    language_label,
    matching,
)
from app.search.embedded.schema import Tables
from app.search.index import Counted, EntityKind, Match, Matches
from app.search.matching import Marker
from app.search.query import Query

# So many documents are counted, so many weighed, the newest and those with the words
# in their titles, and so many put in order, the best: nobody reads on that far.
MAX_COUNTED = 5_000
MAX_WEIGHED = 2_000
MAX_RANKED = 200
NOT_THE_VERY_WORDS = 0.6
IN_TITLE = 1.0
ALL_OF_TITLE = 0.6
FIRST_LANGUAGE = 2.5
OTHER_LANGUAGES = 2.0

_KINDS = {kind.value: kind for kind in EntityKind}
Asked = Select[Any]
# Narrows an expression: to titles, to groups.
Narrow = Callable[[str], str]
Weights = dict[int, float]


@dataclass(frozen=True)
class _Statements:
    """What is asked of one set of tables; made once, for making them takes time too."""

    counted: Asked
    weights: Asked
    entries: Asked


@cache
def _statements(tables: Tables) -> _Statements:
    words, entry = tables.text, tables.entry
    has_it = words.c[tables.name].op("MATCH")(bindparam("expression"))
    newest = words.c.rowid.desc()
    some = select(words.c.rowid).where(has_it).order_by(newest).limit(MAX_COUNTED)
    there = some.subquery()
    counted = select(
        func.json_group_array(entry.c.id), func.json_group_array(entry.c.version)
    ).join_from(there, entry, entry.c.id == there.c.rowid)
    recent = (
        select(words.c.rowid, words.c.rank)
        .where(has_it)
        .order_by(newest)
        .limit(MAX_WEIGHED)
        .subquery()
    )
    best = select(recent).order_by(recent.c.rank).limit(MAX_RANKED).subquery()
    weights = select(
        func.json_group_array(best.c.rowid), func.json_group_array(best.c.rank)
    )
    number = func.json_each(bindparam("numbers")).table_valued("value")
    columns = (
        *(entry.c.id, entry.c.entity, entry.c.group_entity, entry.c.kind),
        *(entry.c.language, entry.c.version, words.c.title),
    )
    entries = (
        select(*(func.json_group_array(column) for column in columns))
        .join_from(number, entry, entry.c.id == number.c.value)
        .join(words, words.c.rowid == entry.c.id)
    )
    return _Statements(counted, weights, entries)


class Searching:
    """One look at the index, at one moment."""

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self.connection = connection
        self.tables = tables
        self._statements = _statements(tables)

    def find(self, query: Query, languages: Sequence[str], limit: int) -> Matches:
        """Return the best document of each entity, best first."""
        counted = self._counted(matching(query))
        if not counted.ids:
            return Matches((), query)
        ranked = self._ranked(query, languages, _anywhere, len(counted.ids))
        items = tuple(islice(_best_of_each(ranked), limit + 1))
        is_capped = len(items) > limit or len(ranked) < len(counted.ids)
        return Matches(items[:limit], query, is_capped, tuple(ranked), counted)

    def best_in(
        self, query: Query, languages: Sequence[str], groups: Sequence[str]
    ) -> dict[str, list[Match]]:
        """Return the documents of some groups that match, best first."""
        labels = [group_label(group) for group in groups]
        found: defaultdict[str, list[Match]] = defaultdict(list)
        for match in self._ranked(query, languages, partial(labelled, labels=labels)):
            found[match.group].append(match)
        return found

    def titles(
        self, query: Query, languages: Sequence[str], limit: int
    ) -> tuple[Match, ...]:
        """Return the best document of each entity whose title matches."""
        found = self._ranked(query, languages, in_title)
        return tuple(islice(_best_of_each(found), limit))

    def _counted(self, expression: str) -> Counted:
        """Return what matches, the newest first, without a look at how well."""
        ids, versions = self._ask(self._statements.counted, expression=expression)
        return Counted(ids, versions, is_all=len(ids) < MAX_COUNTED)

    def _ranked(
        self, query: Query, languages: Sequence[str], narrow: Narrow, count: int = 0
    ) -> list[Match]:
        """Return the best of what matches, best first; `count` is how much that is."""
        if count > MAX_RANKED:
            weights = self._weights_of_the_best(query, languages, narrow, count)
        else:
            weights = self._weights_of_all(query, narrow)
        return self._in_order(query, languages, weights)

    def _weights_of_all(self, query: Query, narrow: Narrow) -> Weights:
        """Return the weights of what matches, lower for what has not the very words."""
        wide = matching(query)
        weights = self._weights(narrow(wide))
        for expression in dict.fromkeys(matching(query, way) for way in Way):
            if expression == wide or not weights:
                break
            if very := self._weights(narrow(expression)):
                return _lowered(weights) | very
        return weights

    def _weights_of_the_best(
        self, query: Query, languages: Sequence[str], narrow: Narrow, count: int
    ) -> Weights:
        """Return the weights of more than enough documents among very many.

        Those with the very words before others, in the reader's languages before
        others, and with the words in their titles where not all can be weighed.
        """
        labels = [language_label(language) for language in languages]
        found: Weights = {}
        ways = list(dict.fromkeys(matching(query, way) for way in Way))
        for expression in ways:
            is_very = expression == ways[0]
            wanted = [narrow(expression)]
            # What must not be there may be in the text of what is titled well.
            if count > MAX_WEIGHED and not query.excluded:
                wanted.insert(0, in_title(narrow(expression)))
            asked = [labelled(each, labels) for each in wanted] if labels else []
            for each in (*asked, *wanted):
                more = self._weights(each)
                found = (more if is_very else _lowered(more)) | found
                if len(found) >= MAX_RANKED:
                    return found
        return found

    def _in_order(
        self, query: Query, languages: Sequence[str], weights: Weights
    ) -> list[Match]:
        best = sorted(weights, key=weights.__getitem__)[:MAX_RANKED]
        marker = Marker(query)
        factors = {None: 1.0}
        found = []
        rows = zip(
            *self._ask(self._statements.entries, numbers=json.dumps(best)), strict=True
        )
        for number, entity, group, kind, language, version, title in rows:
            if language not in factors:
                factors[language] = _language_factor(language, languages)
            score = -weights[number] * factors[language] * _title_factor(marker, title)
            found.append(
                Match(number, entity, group, _KINDS[kind], language, version, score)
            )
        found.sort(key=lambda match: (-match.score, match.id))
        return found

    def _weights(self, expression: str) -> Weights:
        ids, weights = self._ask(self._statements.weights, expression=expression)
        return dict(zip(ids, weights, strict=True))

    def _ask(self, statement: Asked, **values: object) -> list[Any]:
        """Return the columns of an answer, each whole."""
        row = self.connection.execute(statement, values).one()
        return [json.loads(column) for column in row]


def _anywhere(expression: str) -> str:
    return expression


def _lowered(weights: Weights) -> Weights:
    return {number: weight * NOT_THE_VERY_WORDS for number, weight in weights.items()}


def _best_of_each(matches: Iterable[Match]) -> Iterator[Match]:
    seen: set[str] = set()
    for match in matches:
        if match.entity not in seen:
            seen.add(match.entity)
            yield match


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
