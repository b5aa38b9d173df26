"""The search index that is kept by a Meilisearch server."""

import time
from collections.abc import Generator, Iterable, Sequence
from typing import Any

from app.platform.search_settings import SearchSettings
from app.search.index import (
    EntityKind,
    IndexDocument,
    IndexUnavailable,
    Match,
    Matches,
)
from app.search.meilisearch.asking import (
    Question,
    by_language,
    federated,
    quoted,
    text_of,
)
from app.search.meilisearch.client import INDEXING, Client, Refused
from app.search.meilisearch.configuration import DISPLAYED, MAX_HITS
from app.search.meilisearch.rebuilding import Rebuilding
from app.search.meilisearch.writing import IndexWriter
from app.search.mending import find_mended
from app.search.vocabulary import Vocabulary
from app.search.words.query import Query, parse

# One search fetches so many documents. When there are no more, they are all that a
# page needs; else the reader's languages are asked for by themselves.
MOST_DOCUMENTS = 2_000
# Other spellings are tried for so long; a visitor waits for all of them.
MENDING_SECONDS = 0.25


# An index knows its attributes from its first document on.
NO_SUCH_ATTRIBUTE = "invalid_search_attributes_to_search_on"


class MeilisearchIndex:
    """One index on one server, reached with a key to search and one to index."""

    def __init__(self, settings: SearchSettings, vocabulary: Vocabulary) -> None:
        self.name = settings.search_name
        self.searching = Client(settings.search_url, settings.key_to_search)
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
        among = self._in_groups(text_of(query), groups)
        found: dict[str, list[Match]] = {group: [] for group in groups}
        for match in by_language(among, languages):
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
            text_of(query), attributesToSearchOn=["title"], distinct="entity"
        )
        try:
            return _best(self._federated(base, languages, limit))[:limit]
        except Refused as refused:
            if refused.code != NO_SUCH_ATTRIBUTE:
                raise
            return ()

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
        base = self._question(text_of(query))
        matches: Sequence[Match] = self._ask({**base, "limit": MOST_DOCUMENTS})
        is_whole = len(matches) < MOST_DOCUMENTS
        if is_whole:
            matches = by_language(matches, languages)
        else:
            matches = self._federated({**base, "distinct": "entity"}, languages, limit)
        best = _best(matches)
        is_capped = not is_whole or len(best) > limit
        return Matches(best[:limit], query, is_capped, documents=tuple(matches))

    def _federated(
        self, base: Question, languages: Sequence[str], limit: int
    ) -> Sequence[Match]:
        """Return matches language by language, merged by the server."""
        asked = federated(base, languages)
        # An entity comes once for each language it is in.
        most = min(limit * len(asked["queries"]), MAX_HITS)
        return self._ask({**asked, "federation": {"limit": most}})

    def _in_groups(self, text: str, groups: Sequence[str]) -> Sequence[Match]:
        """Return all matches in some groups, or many of each when they are too many."""
        base = self._question(text, limit=MOST_DOCUMENTS)
        among = ", ".join(map(quoted, groups))
        together = self._ask({**base, "filter": f"group IN [{among}]"})
        if len(together) < MOST_DOCUMENTS:
            return together
        each = MOST_DOCUMENTS // len(groups)
        return [
            match
            for group in groups
            for match in self._ask(
                {**base, "limit": each, "filter": f"group = {quoted(group)}"}
            )
        ]

    def _ask(self, asked: Question) -> list[Match]:
        whole = asked if "federation" in asked else {"queries": [asked]}
        answer = self.searching.ask("POST", "/multi-search", whole)
        if "federation" in asked:
            return _matches(answer)
        parts = _list(answer, "results")
        if len(parts) != 1:
            raise IndexUnavailable("not an answer to this search")
        return _matches(parts[0])

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


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Return the first match of each entity."""
    best: dict[str, Match] = {}
    for match in matches:
        best.setdefault(match.entity, match)
    return tuple(best.values())


def _matches(answer: object) -> list[Match]:
    try:
        return [_match(hit) for hit in _list(answer, "hits")]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise IndexUnavailable("not an answer to a search") from None


def _match(hit: dict[str, Any]) -> Match:
    merged = hit.get("_federation") or {}
    return Match(
        id=int(hit["id"]),
        entity=str(hit["entity"]),
        group=str(hit["group"]),
        kind=EntityKind(hit["kind"]),
        language=str(hit["language"]),
        version=int(hit["version"]),
        score=float(merged.get("weightedRankingScore", hit["_rankingScore"])),
    )


def _list(answer: object, name: str) -> list[Any]:
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise IndexUnavailable("not an answer to a search")
    return found
