"""Answers as Meilisearch gives them: matches, and how many more there are."""

from collections.abc import Iterable
from typing import Any

from app.search.index import Counted, EntityKind, IndexUnavailable, Match
from app.search.meilisearch.configuration import AT

Answer = dict[str, Any]


def answers_of(whole: object, asked: int) -> list[Answer]:
    """Return the answers to so many questions; raise IndexUnavailable."""
    found = whole.get("results") if isinstance(whole, dict) else None
    if not isinstance(found, list) or len(found) != asked:
        raise IndexUnavailable("not an answer to this search")
    if not all(isinstance(answer, dict) for answer in found):
        raise IndexUnavailable("not an answer to this search")
    return found


def matches_of(answer: Answer) -> list[Match]:
    """Return the documents of an answer, best first; raise IndexUnavailable."""
    try:
        return [_match(hit) for hit in answer["hits"]]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise IndexUnavailable("not an answer to a search") from None


def counted(answers: Iterable[Answer]) -> Counted:
    """Return which documents match besides those that came; raise IndexUnavailable.

    An index that was filled by an earlier program does not say it, until it is rebuilt.
    """
    ids: list[int] = []
    versions: list[int] = []
    total = 0
    try:
        for answer in answers:
            total += int(answer["estimatedTotalHits"])
            for at in answer["facetDistribution"].get(AT, ()):
                number, _, version = at.partition(":")
                ids.append(int(number))
                versions.append(int(version))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise IndexUnavailable("not an answer to a search") from None
    return Counted(ids, versions, is_all=len(ids) >= total)


def _match(hit: dict[str, Any]) -> Match:
    return Match(
        id=int(hit["id"]),
        entity=str(hit["entity"]),
        group=str(hit["group"]),
        kind=EntityKind(hit["kind"]),
        language=str(hit["language"]),
        version=int(hit["version"]),
        score=float(hit["_rankingScore"]),
    )
