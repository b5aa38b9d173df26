"""Answers as Meilisearch gives them: matches, and how many more there are."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from app.search.index import Counted, EntityKind, IndexUnavailable, Match
from app.search.meilisearch.asking import OTHER_LANGUAGES
from app.search.meilisearch.configuration import AT

Answer = dict[str, Any]
_KINDS = {kind.value: kind for kind in EntityKind}
_fields_of = itemgetter(
    "id", "entity", "group", "kind", "language", "version", "_rankingScore"
)


def answers_of(whole: object, asked: int) -> list[Answer]:
    """Return the answers to so many questions; raise IndexUnavailable."""
    found = whole.get("results") if isinstance(whole, dict) else None
    if not isinstance(found, list) or len(found) != asked:
        raise IndexUnavailable("not an answer to this search")
    if not all(isinstance(answer, dict) for answer in found):
        raise IndexUnavailable("not an answer to this search")
    return found


def matches_of(answer: Answer, worth: Mapping[str, float]) -> list[Match]:
    """Return the documents of an answer, weighted by the language they are in.

    Raise IndexUnavailable when it is not one.
    """
    try:
        return [
            Match(
                int(number),
                str(entity),
                str(group),
                _KINDS[kind],
                str(language),
                int(version),
                float(score) * worth.get(language, OTHER_LANGUAGES),
            )
            for number, entity, group, kind, language, version, score in map(
                _fields_of, answer["hits"]
            )
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise IndexUnavailable("not an answer to a search") from None


def counted(answers: Sequence[Answer]) -> Counted:
    """Return which documents match besides those that came; raise IndexUnavailable.

    An index that was filled by an earlier program does not say it, until it is rebuilt.
    """
    try:
        total = sum(int(answer["estimatedTotalHits"]) for answer in answers)
        at = [each for one in answers for each in one["facetDistribution"].get(AT, ())]
        # Thousands of them: all are taken apart at once, not one by one.
        numbers = list(map(int, ":".join(at).split(":"))) if at else []
    except (AttributeError, KeyError, TypeError, ValueError):
        raise IndexUnavailable("not an answer to a search") from None
    ids, versions = numbers[::2], numbers[1::2]
    if len(ids) != len(at) or len(versions) != len(at):
        raise IndexUnavailable("not an answer to a search")
    return Counted(ids, versions, is_all=len(ids) >= total)
