"""Questions as Meilisearch understands them."""

import json
from collections.abc import Sequence
from typing import Any

from app.search.words.query import Query
from app.search.words.segmenting import is_unspaced, words
from app.search.words.terms import Term

# What a match is worth, by the language it is in: a little less in each next one, so
# that it stays behind an equally good one and before one with a typing error.
FIRST_LANGUAGE, NEXT_LANGUAGE, OTHER_LANGUAGES = 1.0, 0.02, 0.94
# More languages than these make a search slow and are hardly ever all read.
MAX_LANGUAGES = 3

Question = dict[str, Any]


def text_of(query: Query) -> str:
    """Return what to type into Meilisearch: words, "phrases", what must not be there.

    It takes the last word as the beginning of one unless something follows.
    """
    parts = [f'"{phrase}"' for phrase in map(_parted, query.phrases)]
    parts += [f'-"{text}"' for text in map(_parted, query.excluded)]
    parts += [_word(term) for term in query.terms]
    return " ".join(parts) + ("" if query.is_prefix else " ")


def _word(term: Term) -> str:
    # Its synonyms are looked for too, unless it is in quotes; the signs of a word in
    # an unspaced script must stand together.
    parted = _parted(term.word)
    return f'"{parted}"' if is_unspaced(parted) else parted


def _parted(text: str) -> str:
    """Return a text as it is indexed: its words, parted by spaces."""
    return " ".join(words(text))


def by_readers(base: Question, languages: Sequence[str]) -> list[Question]:
    """Return a search in the reader's languages, and one in all the others.

    Each has a limit of its own: however many there are in other languages, those in
    the reader's are among what comes back.
    """
    known = ", ".join(map(quoted, weights(languages)))
    if not known:
        return [base]
    return [
        {**base, "filter": f"language IN [{known}]"},
        {**base, "filter": f"language NOT IN [{known}]"},
    ]


def in_groups(base: Question, groups: Sequence[str]) -> Question:
    """Return a search within some groups only."""
    return {**base, "filter": f"group IN [{', '.join(map(quoted, groups))}]"}


def weights(languages: Sequence[str]) -> dict[str, float]:
    """Return what a match in each of the reader's languages is worth."""
    chosen = list(dict.fromkeys(languages))[:MAX_LANGUAGES]
    return {
        language: FIRST_LANGUAGE - number * NEXT_LANGUAGE
        for number, language in enumerate(chosen)
    }


def quoted(value: str) -> str:
    """Return a value as a filter takes it, whatever is in it."""
    return json.dumps(value, ensure_ascii=False)
