"""Queries in the language of SQLite's full-text search.

Every word stands in quotes, and no word has quotes in it
(`app.search.words.segmenting`), so nothing that people type is read as an operator.
"""

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2s

from app.search.words.query import Query
from app.search.words.segmenting import words
from app.search.words.terms import Term

# A private character before each label: no word of a text begins with it.
_LABEL = "\ue000"


def group_label(group: str) -> str:
    """Return the word that marks documents of a group."""
    return _LABEL + "g" + blake2s(group.encode(), digest_size=8).hexdigest()


class Way(IntEnum):
    """How a document may have the words: each way includes those above it."""

    WHOLE = 0
    BEGUN = 1
    WIDE = 2


def matching(query: Query, way: Way = Way.WIDE, *, in_title: bool = False) -> str:
    """Return what finds the documents that have all a query asks for.

    As whole words, with an unfinished last word, or with synonyms and plurals too;
    all of it in their titles if wanted. What is excluded is nowhere in them.
    """
    last = len(query.terms) - 1
    parts = [
        _term(
            term,
            is_prefix=query.is_prefix and place == last and way >= Way.BEGUN,
            is_wide=way >= Way.WIDE,
        )
        for place, term in enumerate(query.terms)
    ]
    found = " AND ".join(parts + [_row(phrase) for phrase in query.phrases])
    if in_title:
        found = f"{{title}} : ({found})"
    if query.excluded:
        return f"({found}) NOT {any_of(query.excluded)}"
    return found


def any_of(rows: Iterable[str]) -> str:
    """Return what finds documents with any of some words or rows of words."""
    return "(" + " OR ".join(map(_row, rows)) + ")"


def labelled(expression: str, labels: Iterable[str]) -> str:
    """Return the expression for documents with any of the labels only."""
    alternatives = " OR ".join(f'"{label}"' for label in labels)
    return f"({expression}) AND ({alternatives})"


def _term(term: Term, *, is_prefix: bool, is_wide: bool) -> str:
    asked = _row(term.word) + (" *" if is_prefix else "")
    others = map(_row, term.others) if is_wide else ()
    return "(" + " OR ".join([asked, *others]) + ")"


@lru_cache(maxsize=1_000)
def _row(text: str) -> str:
    return '"' + " ".join(words(text)) + '"'
