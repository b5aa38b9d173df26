"""What somebody asks for, taken apart: words, phrases, and what must not be there."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from app.search.words.lexicon import stop_words
from app.search.words.segmenting import Token, asked_words, is_unspaced
from app.search.words.terms import Term, terms_of

MAX_QUERY_CHARACTERS = 200
# What is beyond is not even looked at: spaces and signs that are taken out count here.
MAX_READ_CHARACTERS = 2_000
MAX_TERMS = 12
MIN_PREFIX_CHARACTERS = 2
_QUOTES = '"“”„‟«»‹›「」『』《》〈〉〝〞〟＂'
_PART = re.compile(
    rf"(?P<minus>(?<!\S)[-−–]+(?=[\w{_QUOTES}]))?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]+)[{_QUOTES}]|(?P<plain>[^\s{_QUOTES}]+))"
)
# Marks that turn the direction of what follows: pasted, and dangerous to show.
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# While a word is typed, fewer letters follow its article.
_BEGUN_ARTICLE = re.compile(r"^(?:[وبكف]?ال|لل)(?=[\u0620-\u064a]{1,2}$)")


class Query(Struct, frozen=True):
    """A search as it is looked for; every text but `raw` is folded.

    `terms` must all be there, in any order, the last one as the beginning of a word
    when `is_prefix`. `phrases` must be there as they are; `excluded` must not.
    `left_out` are words that are not looked for, for nothing has all that was asked.
    `raw` is what was typed, within the limit, without control characters.
    """

    raw: str
    terms: tuple[Term, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    is_prefix: bool = False
    left_out: tuple[Term, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that must be there, as they were asked for."""
        return tuple(term.word for term in self.terms)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.terms or self.phrases)

    @property
    def text(self) -> str:
        """What is looked for, to read: as it was typed, with words that were mended."""
        changed = [(term, term.written) for term in self.terms if term.written]
        changed += [(term, "") for term in self.left_out]
        text = self.raw
        for term, shown in sorted(changed, key=lambda change: -change[0].start):
            text = text[: term.start] + shown + text[term.end :]
        return " ".join(text.split())


def parse(raw: str) -> Query:
    """Take apart what somebody typed; nothing they type is an error.

    Words in quotes of any language are phrases, a minus before a word or a phrase
    excludes it, the last word may be unfinished when nothing follows it.
    """
    return _parse(raw[: MAX_QUERY_CHARACTERS * 4])


@lru_cache(maxsize=256)
def _parse(raw: str) -> Query:
    text = _cleaned(raw)
    phrases: list[str] = []
    excluded: list[str] = []
    asked: list[list[Token]] = [[]]
    for part in _PART.finditer(text):
        words = asked_words(part["phrase"] or part["plain"])
        folded = " ".join(word.folded for word in words)
        if part["minus"]:
            excluded.append(folded)
        elif part["phrase"]:
            phrases.append(folded)
            asked.append([])
        else:
            first = part.start("plain")
            asked[-1] += (
                Token(first + w.start, first + w.end, w.folded) for w in words
            )
    found = list(_unique(term for row in asked for term in terms_of(row)))
    found = _telling(found, is_alone=not any(phrases))[:MAX_TERMS]
    is_prefix = bool(found) and _is_unfinished(found[-1], text)
    if is_prefix:
        found[-1] = _begun(found[-1])
    return Query(
        raw=text,
        terms=tuple(found),
        phrases=tuple(dict.fromkeys(filter(None, phrases))),
        excluded=tuple(dict.fromkeys(filter(None, excluded))),
        is_prefix=is_prefix,
    )


def _cleaned(raw: str) -> str:
    """Return what can be shown and stored: no control characters, no half letters."""
    begun = _DIRECTIONS.sub("", raw[:MAX_READ_CHARACTERS].lstrip())
    if begun.isascii() and begun.isprintable():
        return begun[:MAX_QUERY_CHARACTERS]
    kept = (
        " " if unicodedata.category(c) in {"Cc", "Cs", "Cn", "Zl", "Zp"} else c
        for c in begun
    )
    return "".join(kept).lstrip()[:MAX_QUERY_CHARACTERS]


def _unique(terms: Iterator[Term]) -> Iterator[Term]:
    seen: set[str] = set()
    for term in terms:
        if term.word not in seen:
            seen.add(term.word)
            yield term


def _telling(terms: list[Term], *, is_alone: bool) -> list[Term]:
    """Leave out words that say nothing, unless nothing would be left."""
    telling = [term for term in terms if term.word not in stop_words()]
    return telling or (terms if is_alone else [])


def _is_unfinished(term: Term, text: str) -> bool:
    is_long_enough = len(term.word) >= MIN_PREFIX_CHARACTERS or is_unspaced(term.word)
    return term.end == len(text) and is_long_enough


def _begun(term: Term) -> Term:
    return replace(term, word=_BEGUN_ARTICLE.sub("", term.word))
