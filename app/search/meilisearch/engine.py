"""The search index that is kept by a Meilisearch server."""

import time
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from itertools import chain
from typing import Any

from app.platform.search_settings import SearchSettings
from app.search.index import IndexDocument, Match, Matches
from app.search.meilisearch.answers import Answer, answers_of, counted, matches_of
from app.search.meilisearch.asking import (
    Question,
    by_readers,
    in_groups,
    text_of,
    weights,
)
from app.search.meilisearch.client import INDEXING, SEARCHING, Client, Refused
from app.search.meilisearch.configuration import AT, DISPLAYED
from app.search.meilisearch.rebuilding import Rebuilding
from app.search.meilisearch.writing import IndexWriter
from app.search.mending import find_mended
from app.search.vocabulary import Vocabulary
from app.search.words.query import Query, parse

# The server reads and sends each document by itself, which is nearly all that a search
# costs it. So only the best are fetched, of the reader's languages and of all others:
# nobody reads on that far. Of the rest it only says which they are.
MOST_RANKED = 200
# On a page of results; packs of which less than is shown comes are asked for alone.
MOST_IN_GROUPS = 400
# Whoever judges what is found, not how soon, waits longer.
PATIENCE = SEARCHING
# Other spellings are tried for so long; a visitor waits for all of them.
MENDING_SECONDS = 0.25


# An index knows its attributes from its first document on.
NO_SUCH_ATTRIBUTE = "invalid_search_attributes_to_search_on"


class MeilisearchIndex:
    """One index on one server, reached with a key to search and one to index."""

    def __init__(self, settings: SearchSettings, vocabulary: Vocabulary) -> None:
        self.name = settings.search_name
        self.searching = Client(settings.search_url, settings.key_to_search, PATIENCE)
        self.indexing = Client(settings.search_url, settings.key_to_index, INDEXING)
        self._vocabulary = vocabulary
        self._writer = IndexWriter(self.indexing, self.name)

    def find(self, query: Query, languages: Sequence[str], *, limit: int) -> Matches:
        """Return the best document of each entity that has what is asked for."""
        if query.is_empty:
            return Matches((), query)
        deadline = time.monotonic() + MENDING_SECONDS

        def find_in_time(asked: Query) -> Matches:
            if asked is not query and time.monotonic() > deadline:
                return Matches((), asked)
            return self._find(asked, languages, limit)

        return find_mended(find_in_time, query, self._vocabulary)

    def best_in(
        self,
        query: Query,
        languages: Sequence[str],
        groups: Sequence[str],
        *,
        per_group: int,
    ) -> dict[str, tuple[Match, ...]]:
        """Return the best documents within some groups: sections and moments."""
        if query.is_empty or not groups:
            return {}
        found: dict[str, list[Match]] = {group: [] for group in groups}
        for match in self._in_groups(query, languages, groups, per_group):
            if match.group in found and len(found[match.group]) < per_group:
                found[match.group].append(match)
        return {group: tuple(matches) for group, matches in found.items() if matches}

    def suggest(
        self, text: str, languages: Sequence[str], *, limit: int
    ) -> tuple[Match, ...]:
        """Return documents whose title has words that begin like what is typed."""
        query = parse(text.rstrip())
        if not query.terms:
            return ()
        base = self._question(
            text_of(query),
            attributesToSearchOn=["title"],
            distinct="entity",
            limit=limit,
        )
        try:
            answers = self._ask(by_readers(base, languages))
        except Refused as refused:
            if refused.code != NO_SUCH_ATTRIBUTE:
                raise
            return ()
        return _best(_in_order(answers, languages))[:limit]

    def write(self, documents: Sequence[IndexDocument]) -> None:
        """Add documents, or replace those with the same id by newer versions.

        Raise DocumentsRefused for those the server will not take, when the others
        are in.
        """
        self._writer.write(documents)

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; ids that are not there are no error."""
        self._writer.remove(ids)

    def versions(self, after: int, *, limit: int) -> list[tuple[int, int]]:
        """Return ids above `after` with their versions, by id: page by page."""
        return self._writer.versions(after, limit=limit)

    def rebuild(
        self, documents: Iterable[Sequence[IndexDocument]], *, resume: bool = False
    ) -> Generator[int]:
        """Fill a new index from batches and swap it in at the end.

        With `resume`, go on with the one that was left unfinished: batches begin
        behind `resume_point`.
        """
        yield from Rebuilding(self.indexing, self.name).run(documents, resume=resume)

    def resume_point(self) -> int:
        """Return the last id that an unfinished rebuild has; 0 when there is none."""
        return Rebuilding(self.indexing, self.name).last_id()

    def count(self) -> int:
        """Return how many documents are in the index."""
        return self._writer.count()

    def check(self) -> None:
        """Raise IndexUnavailable when the server is not there, or hangs."""
        self.indexing.check()

    def close(self) -> None:
        """Close every connection."""
        self.searching.close()
        self.indexing.close()

    def _find(self, query: Query, languages: Sequence[str], limit: int) -> Matches:
        base = self._question(text_of(query), limit=MOST_RANKED, facets=[AT])
        answers = self._ask(by_readers(base, languages))
        documents = _in_order(answers, languages)
        best = _best(documents)
        known = counted(answers)
        is_whole = known.is_all and len(documents) >= len(known.ids)
        return Matches(
            best[:limit],
            query,
            is_capped=not is_whole or len(best) > limit,
            documents=tuple(documents),
            counted=None if is_whole else known,
        )

    def _in_groups(
        self,
        query: Query,
        languages: Sequence[str],
        groups: Sequence[str],
        per_group: int,
    ) -> list[Match]:
        """Return what matches in some groups, or enough of each when it is too much."""
        base = self._question(text_of(query))
        answers = self._ask([in_groups({**base, "limit": MOST_IN_GROUPS}, groups)])
        together = _in_order(answers, languages)
        if len(together) < MOST_IN_GROUPS:
            return together
        there = Counter(match.group for match in together)
        few = [group for group in groups if there[group] < per_group]
        each = {**base, "limit": per_group}
        if few:
            answers += self._ask([in_groups(each, [group]) for group in few])
        return list(dict.fromkeys(_in_order(answers, languages)))

    def _ask(self, questions: Sequence[Question]) -> list[Answer]:
        whole = self.searching.ask("POST", "/multi-search", {"queries": questions})
        return answers_of(whole, len(questions))

    def _question(self, text: str, **more: Any) -> Question:
        """Return a search for documents that have every word."""
        return {
            "indexUid": self.name,
            "q": text,
            "matchingStrategy": "all",
            "attributesToRetrieve": list(DISPLAYED),
            "showRankingScore": True,
            **more,
        }


def _in_order(answers: Iterable[Answer], languages: Sequence[str]) -> list[Match]:
    """Return the matches of some answers, best first.

    How good they are is weighted by the reader's languages.
    """
    worth = weights(languages)
    found = chain.from_iterable(matches_of(answer, worth) for answer in answers)
    return sorted(found, key=_worst_last)


def _worst_last(match: Match) -> float:
    return -match.score


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Return the first match of each entity."""
    best: dict[str, Match] = {}
    for match in matches:
        best.setdefault(match.entity, match)
    return tuple(best.values())
