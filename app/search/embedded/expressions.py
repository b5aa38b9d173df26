"""Queries in the language of SQLite's full-text search.

Every word stands in quotes, and no word has quotes in it (`app.search.segmenting`), so
nothing that people type is read as an operator.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2s

from app.search.query import Query, Term
from app.search.segmenting import words

# A private character before each label: no word of a text begins with it.
_LABEL = "\ue000"


def language_label(language: str) -> str:
    """Return the word that marks documents in a language."""
    return _LABEL + "l" + language.replace("-", "")


def group_label(group: str) -> str:
    """Return the word that marks documents of a group."""
    return _LABEL + "g" + blake2s(group.encode(), digest_size=8).hexdigest()


def matching(query: Query, *, only_as_asked: bool = False) -> str:
    """Return what finds the documents that have all a query asks for.

    With `only_as_asked`, whole words without their synonyms and plurals.
    """
    last = len(query.terms) - 1
    parts = [
        any_of([term.word])
        if only_as_asked
        else _term(term, is_prefix=query.is_prefix and place == last)
        for place, term in enumerate(query.terms)
    ]
    found = " AND ".join(parts + [_row(phrase) for phrase in query.phrases])
    if query.excluded:
        return f"({found}) NOT {any_of(query.excluded)}"
    return found


def any_of(rows: Iterable[str]) -> str:
    """Return what finds documents with any of some words or rows of words."""
    return "(" + " OR ".join(map(_row, rows)) + ")"


def labelled(expression: str, labels: Sequence[str]) -> str:
    """Return the expression for documents with any of the labels only."""
    alternatives = " OR ".join(f'"{label}"' for label in labels)
    return f"({expression}) AND ({alternatives})"


def in_title(expression: str) -> str:
    """Return the expression for titles only."""
    return f"{{title}} : ({expression})"


def _term(term: Term, *, is_prefix: bool) -> str:
    asked = _row(term.word) + (" *" if is_prefix else "")
    return "(" + " OR ".join([asked, *map(_row, term.others)]) + ")"


def _row(text: str) -> str:
    return '"' + " ".join(words(text)) + '"'
