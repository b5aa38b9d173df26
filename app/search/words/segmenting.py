"""Parts a text into the words that are looked for, with their places.

Scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan)
and Korean, whose particles are written on, are parted into what readers see as one
sign. A word in them is a row of signs, found wherever it stands: no dictionary needed.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from app.search.words.folding import fold

MAX_WORD_CHARACTERS = 64
# Texts that were shown lately, with what they are parted into: about 5 kB each.
MAX_PARTED = 1_500
_UNSPACED = (
    "\u0e01-\u0e32\u0e40-\u0e46\u0e81-\u0eb2\u0ebd-\u0ec6\u0edc-\u0edf"  # Thai, Lao
    "\u0f40-\u0f6c\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3"  # Tibetan to Khmer
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u31f0-\u31ff\uff66-\uff9d"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"  # Han
    "\uac00-\ud7a3"  # Hangul
)
# Vowels after, and voicing of half-width kana: letters to Unicode, marks to readers.
_LIKE_MARKS = "\u0e33\u0eb3\uff9e\uff9f"
# They join the next letter to the one before, in Burmese and Khmer.
_STACKERS = "\u1039\u17d2"
_JOINERS = "\u200c\u200d\u00ad"


class Token(NamedTuple):
    """A word of a text: where it stands, and what it is compared by."""

    start: int
    end: int
    folded: str


class Parted(NamedTuple):
    """The words of a text in order: where each begins and ends, and folded."""

    starts: Sequence[int]
    ends: Sequence[int]
    folded: Sequence[str]


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order; of unspaced scripts, the signs."""
    found: list[Token] = []
    # This is most of what a snippet costs: a tuple is made without a call in Python.
    add, make = found.append, tuple.__new__
    for run in _runs(text).finditer(text):
        first = run.start()
        for start, end, folded in parts_of(run[0]):
            add(make(Token, (first + start, first + end, folded)))
    return found


@lru_cache(maxsize=MAX_PARTED)
def parted(text: str) -> Parted:
    """Return the words of a text that may be shown again: parted once, then kept."""
    found = tokens(text)
    return Parted(
        array("l", [token.start for token in found]),
        array("l", [token.end for token in found]),
        tuple([token.folded for token in found]),
    )


def _runs_in(text: str) -> list[str]:
    """Return the rows of letters of a text, not parted any further, as written."""
    return _runs(text).findall(text)


def words(text: str) -> list[str]:
    """Return the folded words of a text: what an index keeps and a query asks."""
    return [part[2] for run in _runs_in(text) for part in parts_of(run)]


def in_words(text: str) -> str:
    """Return the folded words of a text, parted by spaces: what an index is given."""
    if text.isascii() and not _PARTED_OTHERWISE.search(text):
        found = _ASCII_WORDS.findall(text.lower())
        if len(max(found, key=len, default="")) <= MAX_WORD_CHARACTERS:
            return " ".join(found)
    # A row of letters of which nothing is left would part two words by two spaces.
    return " ".join(filter(None, map(_run_in_words, _runs_in(text))))


# Rows of letters come again in other texts, and being told so costs no call in Python.
@lru_cache(maxsize=60_000)
def _run_in_words(run: str) -> str:
    if _is_plain(run):
        return " ".join(_folded(run))
    return " ".join([part[2] for part in parts_of(run)])


def asked_words(text: str) -> list[Token]:
    """Return the words of a text as people think of them, folded, with their places.

    Signs of unspaced scripts that stand together are one word.
    """
    joined: list[Token] = []
    for token in tokens(text):
        before = joined[-1] if joined else None
        if before and before.end == token.start and is_unspaced(token.folded):
            joined[-1] = Token(before.start, token.end, before.folded + token.folded)
        else:
            joined.append(token)
    return joined


def is_unspaced(text: str) -> bool:
    """Return whether a text has letters of scripts written without spaces."""
    return _ANY_UNSPACED.search(text) is not None


@lru_cache(maxsize=10_000)
def parts_of(run: str) -> tuple[tuple[int, int, str], ...]:
    """Return the words of a row of letters, with their places in it and folded."""
    if _is_plain(run):
        length = len(run)
        return tuple([(0, length, word) for word in _folded(run)])
    return tuple(
        (part.start(), part.end(), word)
        for part in _patterns().part.finditer(run)
        for word in _folded_sign(part[0])
    )


def _is_plain(run: str) -> bool:
    """Tell whether nothing parts a row of letters, as nothing does with most."""
    return "_" not in run and (run.isascii() or not is_unspaced(run))


def _folded(part: str) -> tuple[str, ...]:
    folded = fold(part)
    if folded.isalnum():
        # Nothing in it could part it.
        return (folded[:MAX_WORD_CHARACTERS],)
    return tuple(
        word[:MAX_WORD_CHARACTERS]
        for word in _patterns().run.findall(folded)
        if any(map(str.isalnum, word))
    )


# A text has few signs, each many times, and seldom the same run of them again.
_folded_sign = lru_cache(maxsize=10_000)(_folded)


def _runs(text: str) -> re.Pattern[str]:
    patterns = _patterns()
    return patterns.run_or_name if _SIGNS.search(text) else patterns.run


def _marks() -> str:
    """Return all combining marks, as ranges in a character class."""
    ranges: list[list[int]] = []
    for code in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)):
        if unicodedata.category(chr(code))[0] != "M":
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


class _Patterns(NamedTuple):
    """A row of letters, the same or a name with signs, and a part of a row."""

    run: re.Pattern[str]
    run_or_name: re.Pattern[str]
    part: re.Pattern[str]


# Made with the first text: a start of the server need not wait for all marks there are.
@cache
def _patterns() -> _Patterns:
    attached = _marks() + _LIKE_MARKS + _JOINERS
    run = rf"\w+(?:[{attached}]+\w*)*"
    sign = f"[{_UNSPACED}](?:[{attached}]|(?<=[{_STACKERS}])[{_UNSPACED}])*"
    name = r"(?<!\w)(?:[cC]\+\+|[cCfF]\#|\.(?:net|NET|Net))(?![\w+\#])"
    return _Patterns(
        re.compile(run),
        re.compile(f"{name}|{run}"),
        re.compile(f"{sign}|[^_{_UNSPACED}]+"),
    )


# As in `fold`. Looked for only where there is such a sign, for it takes longer.
_SIGNS = re.compile(r"[+\#]|\.[nN]")
# Of plain letters there is nothing to fold but the case, unless one of these is there.
_PARTED_OTHERWISE = re.compile(r"[_+\#]|\.[nN]")
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
