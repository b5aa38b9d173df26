"""The search index that is kept by a Meilisearch server."""

import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
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
    OTHER_LANGUAGES,
    Question,
    federated,
    quoted,
    text_of,
    weights,
)
from app.search.meilisearch.client import INDEXING, Client
from app.search.meilisearch.configuration import DISPLAYED, MAX_HITS
from app.search.meilisearch.rebuilding import Rebuilding
from app.search.meilisearch.writing import IndexWriter
from app.search.mending import find_mended
from app.search.query import Query, parse
from app.search.vocabulary import Vocabulary

SPARE = 3
# Other spellings are tried for so long; a visitor waits for all of them.
MENDING_SECONDS = 0.3


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
        # Some more, because the reader's languages are put first only afterwards.
        base = self._question(text_of(query), limit=per_group * SPARE)
        asked = {
            "queries": [
                {**base, "filter": [f"group = {quoted(group)}"]} for group in groups
            ]
        }
        answer = self.searching.ask("POST", "/multi-search", asked)
        lists = [_matches(part) for part in _list(answer, "results")]
        if len(lists) != len(groups):
            raise IndexUnavailable("not an answer to these searches")
        return {
            group: _by_language(matches, languages)[:per_group]
            for group, matches in zip(groups, lists, strict=True)
            if matches
        }

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
        return self._best(base, languages, limit)[:limit]

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

    def close(self) -> None:
        """Close every connection."""
        self.searching.close()
        self.indexing.close()

    def _find(self, query: Query, languages: Sequence[str], limit: int) -> Matches:
        base = self._question(text_of(query), distinct="entity")
        best = self._best(base, languages, limit + 1)
        return Matches(best[:limit], query, is_capped=len(best) > limit)

    def _best(
        self, base: Question, languages: Sequence[str], limit: int
    ) -> tuple[Match, ...]:
        """Return the best document of each entity, asked for language by language."""
        asked = federated(base, languages)
        # An entity comes once for each language it is in.
        most = min(limit * len(asked["queries"]), MAX_HITS)
        answer = self.searching.ask(
            "POST", "/multi-search", {**asked, "federation": {"limit": most}}
        )
        best: dict[str, Match] = {}
        for match in _matches(answer):
            best.setdefault(match.entity, match)
        return tuple(best.values())

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


def _by_language(
    matches: Sequence[Match], languages: Sequence[str]
) -> tuple[Match, ...]:
    known = weights(languages)
    weighted = [
        replace(match, score=match.score * known.get(match.language, OTHER_LANGUAGES))
        for match in matches
    ]
    return tuple(sorted(weighted, key=lambda match: -match.score))


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
