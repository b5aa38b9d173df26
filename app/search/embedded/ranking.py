"""Asks the tables of the embedded index, and puts what they find in order.

SQLite gives each document a weight by how rare the asked words are, how often it has
them and where (BM25). It counts whole when the document has the very words, in part
when it has them unfinished or only synonyms of them; it is raised for the languages the
reader knows. Of the best, the more of the title is what was asked for, the better.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import Connection

from app.search.embedded.entries import Entries, Entry, read_entries
from app.search.embedded.expressions import (
    Way,
    group_label,
    labelled,
    matching,
)
from app.search.embedded.schema import Tables
from app.search.embedded.statements import Statement, Value, statements
from app.search.index import Counted, Match, Matches, Tongues
from app.search.words.matching import Marker
from app.search.words.query import Query

# So many documents are counted, so many weighed, the newest and those with the words
# in their titles, and so many put in order, the best: nobody reads on that far.
MAX_COUNTED = 5_000
MAX_WEIGHED = 2_000
MAX_RANKED = 200
# So few are all weighed at once, for all that is asked about the same words.
FEW = 512
NOT_THE_VERY_WORDS = 0.6
IN_TITLE = 1.0
ALL_OF_TITLE = 0.6
FIRST_LANGUAGE = 2.5
OTHER_LANGUAGES = 2.0

# What is looked for when words are asked for in some way: in titles, in groups.
Expressing = Callable[[Query, Way], str]
Weights = dict[int, float]


class Searching:
    """One look at the index at one moment.

    `versions` and `tongues` as in `JoinedIndex`.
    """

    def __init__(
        self, connection: Connection, tables: Tables, entries: Entries
    ) -> None:
        self.connection = connection
        self.tables = tables
        self.entries = entries
        self.versions: Sequence[int] | None = None
        self.tongues: Tongues | None = None
        self._statements = statements(tables)
        self._weighing: _Factors | None = None
        # By what is looked for, where that is in few documents: none is left out.
        self._of_few: dict[str, Weights | None] = {}

    def find(self, query: Query, languages: Sequence[str], limit: int) -> Matches:
        """Return the best document of each entity, best first."""
        counted = self._counted(matching(query))
        if not counted.ids:
            return Matches((), query)
        count = len(counted.ids)
        if count > MAX_RANKED:
            if count <= FEW and self.tongues:
                self._of_few |= dict.fromkeys(matching(query, way) for way in Way)
            weights = self._weights_of_the_best(query, languages, count)
        else:
            weights = self._weights_of_all(query, matching)
        ranked = self._in_order(query, languages, weights)
        items = tuple(islice(_best_of_each(ranked), limit + 1))
        is_capped = len(items) > limit or len(ranked) < len(counted.ids)
        return Matches(items[:limit], query, is_capped, tuple(ranked), counted)

    def best_in(
        self, query: Query, languages: Sequence[str], groups: Sequence[str]
    ) -> dict[str, list[Match]]:
        """Return the documents of some groups that match, best first.

        Those with the very words; of a group without any, those with like ones.
        """
        found: defaultdict[str, list[Match]] = defaultdict(list)
        for expression in dict.fromkeys(matching(query, way) for way in Way):
            left = [group for group in groups if group not in found]
            if not left:
                break
            weights = self._weights_within(expression, left)
            for match in self._in_order(query, languages, weights):
                found[match.group].append(match)
        return found

    def titles(
        self, query: Query, languages: Sequence[str], limit: int
    ) -> tuple[Match, ...]:
        """Return the best document of each entity whose title matches."""
        weights = self._weights_of_all(query, partial(matching, in_title=True))
        found = self._in_order(query, languages, weights)
        return tuple(islice(_best_of_each(found), limit))

    def _counted(self, expression: str) -> Counted:
        """Return what matches, the newest first, without a look at how well."""
        versions: list[int] | None = None
        if self.versions is not None:
            # Without a look at each of them in another table, which costs more.
            [ids] = self._ask(self._statements.ids, expression, most=MAX_COUNTED)
        else:
            asked = self._statements.counted
            ids, versions = self._ask(asked, expression, most=MAX_COUNTED)
        return Counted(ids, versions, is_all=len(ids) < MAX_COUNTED)

    def _weights_of_all(self, query: Query, express: Expressing) -> Weights:
        """Return the weights of what matches, lower for what has not the very words."""
        wide = express(query, Way.WIDE)
        weights = self._weights(wide)
        for expression in dict.fromkeys(express(query, way) for way in Way):
            if expression == wide or not weights:
                break
            if very := self._weights(expression):
                return _lowered(weights) | very
        return weights

    def _weights_of_the_best(
        self, query: Query, languages: Sequence[str], count: int
    ) -> Weights:
        """Return the weights of more than enough documents among very many.

        Those with the very words before others, in the reader's languages before
        others, and with the words in their titles where not all can be weighed.
        """
        found: Weights = {}
        ways: dict[str, Way] = {}
        for way in Way:
            ways.setdefault(matching(query, way), way)
        very = next(iter(ways))
        for expression, way in ways.items():
            wanted = [expression]
            if count > MAX_WEIGHED:
                wanted.insert(0, matching(query, way, in_title=True))
            asked = [(each, languages) for each in wanted] if languages else []
            for each, known in (*asked, *((each, ()) for each in wanted)):
                more = self._weights(each, known)
                found = (more if expression == very else _lowered(more)) | found
                if len(found) >= MAX_RANKED:
                    return found
        return found

    def _in_order(
        self, query: Query, languages: Sequence[str], weights: Weights
    ) -> list[Match]:
        best = sorted(weights, key=weights.__getitem__)[:MAX_RANKED]
        factors = self._factors(query, languages)
        titles, tongues = factors.of_titles, factors.of_languages
        # Of hundreds: a match is made without a call in Python.
        make = tuple.__new__
        found = [
            (
                weight := weights[number] * (titles[title] * tongues[language]),
                number,
                make(Match, (number, entity, group, kind, language, version, -weight)),
            )
            for number, entity, group, kind, language, version, title in (
                self._entries(best)
            )
        ]
        # The best have the lowest weights, and of two alike the older one comes first.
        found.sort()
        return [match for _, _, match in found]

    def _factors(self, query: Query, languages: Sequence[str]) -> "_Factors":
        """Return the factors of a query, which is mostly the one asked before."""
        known = self._weighing
        if known is None or (known.query, known.languages) != (query, languages):
            known = self._weighing = _Factors(query, languages)
        return known

    def _entries(self, numbers: Sequence[int]) -> Iterable[Entry]:
        """Return what is known of some documents, asking only for what is not kept."""
        versions = self.versions
        known = {} if versions is None else self.entries.find(numbers, versions)
        missing = [number for number in numbers if number not in known]
        if not missing:
            return known.values()
        asked = self._statements.entries
        read = read_entries(asked.ask(self.connection, numbers=json.dumps(missing)))
        if versions is not None:
            self.entries.keep(e for e in read if e.version == versions[e.id])
        return chain(known.values(), read)

    def _weights_within(self, expression: str, groups: Sequence[str]) -> Weights:
        """Return the weights of what matches in some groups."""
        if expression in self._of_few:
            every, among = self._every_weight(expression), set(groups)
            entries = self._entries(list(every))
            return {one.id: every[one.id] for one in entries if one.group in among}
        return self._weights(labelled(expression, map(group_label, groups)))

    def _every_weight(self, expression: str) -> Weights:
        """Return the weights of the few documents that match, the best first."""
        known = self._of_few[expression]
        if known is None:
            limits = {"most": FEW, "best": FEW}
            found = self._ask(self._statements.weights, expression, **limits)
            known = self._of_few[expression] = dict(zip(*found, strict=True))
        return known

    def _weights(self, expression: str, languages: Sequence[str] = ()) -> Weights:
        """Return the weights of what matches, in some languages or in any."""
        if self.tongues and expression in self._of_few:
            every = self._every_weight(expression)
            if languages:
                spoken = self.tongues.numbers(languages)
                of = self.tongues.documents
                every = {n: weight for n, weight in every.items() if of[n] in spoken}
            return dict(islice(every.items(), MAX_RANKED))
        limits = {"most": MAX_WEIGHED, "best": MAX_RANKED}
        if not languages:
            asked = self._statements.weights
            ids, weights = self._ask(asked, expression, **limits)
        elif self.tongues:
            asked = self._statements.in_tongues
            ids, weights = self._ask(
                asked,
                expression,
                numbers=self.tongues.numbers(languages),
                documents=self.tongues.documents,
                **limits,
            )
        else:
            known = json.dumps(languages)
            asked = self._statements.in_languages
            ids, weights = self._ask(asked, expression, languages=known, **limits)
        return dict(zip(ids, weights, strict=True))

    def _ask(self, statement: Statement, expression: str, **values: Value) -> list[Any]:
        return statement.ask(self.connection, expression=expression, **values)


def _lowered(weights: Weights) -> Weights:
    return {number: weight * NOT_THE_VERY_WORDS for number, weight in weights.items()}


def _best_of_each(matches: Iterable[Match]) -> Iterator[Match]:
    seen: set[str] = set()
    for match in matches:
        if match.entity not in seen:
            seen.add(match.entity)
            yield match


class _Factors:
    """How much more a document weighs for its language and for its title."""

    def __init__(self, query: Query, languages: Sequence[str]) -> None:
        self.query = query
        self.languages = languages
        self.of_titles = _Known(partial(_title_factor, Marker(query)))
        self.of_languages = _Known(partial(_language_factor, languages))


_Key = TypeVar("_Key")


class _Known(dict[_Key, float]):
    """Factors, each found out when it is asked for first."""

    def __init__(self, find: Callable[[_Key], float]) -> None:
        self._find = find

    def __missing__(self, key: _Key) -> float:
        factor = self[key] = self._find(key)
        return factor


def _language_factor(languages: Sequence[str], language: str) -> float:
    if language not in languages:
        return 1.0
    # A little less for each that is named later, so that their order is kept.
    place = languages.index(language)
    return FIRST_LANGUAGE if place == 0 else OTHER_LANGUAGES - min(place, 9) / 100


def _title_factor(marker: Marker, title: Sequence[str]) -> float:
    """Return more for a title that has what is asked for, and little else."""
    asked, there = marker.share_of(title)
    return 1 + asked**2 * (IN_TITLE + ALL_OF_TITLE * there)
