"""Parts a text into the words that are looked for, with their places.

Scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan)
and Korean, whose particles are written on, are parted into what readers see as one
sign. A word in them is a row of signs, found wherever it stands: no dictionary needed.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from sys import intern
from typing import NamedTuple

from app.search.words.folding import fold

MAX_WORD_CHARACTERS = 64
# Texts that were shown lately, with what they are parted into: about 5 kB each.
MAX_PARTED = 1_500
# What stands between spaces, with its words: about 250 bytes each.
MAX_KNOWN = 60_000
_KNOWN: dict[str, str] = {}
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
        # The same word of all texts that are kept is one string.
        tuple([intern(token.folded) for token in found]),
    )


def _runs_in(text: str) -> list[str]:
    """Return the rows of letters of a text, not parted any further, as written."""
    return _runs(text).findall(text)


def words(text: str) -> list[str]:
    """Return the folded words of a text: what an index keeps and a query asks."""
    part, found = _patterns().part, _runs_in(text)
    if "_" in text or is_unspaced(text):
        # What parts one row of letters leaves the others as they are.
        found = list(chain.from_iterable(map(part.findall, found)))
    return list(chain.from_iterable(map(_kept_words_of, found)))


def in_words(text: str) -> str:
    """Return the folded words of a text, parted by spaces: what an index is given."""
    if text.isascii() and not any(sign in text for sign in _PARTING):
        found = _ASCII_WORDS.findall(text.lower())
        if len(max(found, key=len, default="")) <= MAX_WORD_CHARACTERS:
            return " ".join(found)
    chunks = text.split()
    # What stands between spaces comes again in other texts: no call in Python for it.
    known = list(map(_KNOWN.get, chunks))
    if None in known:
        pairs = list(zip(chunks, known, strict=True))
        learnt = _learn({chunk for chunk, it in pairs if it is None})
        known = [learnt[chunk] if it is None else it for chunk, it in pairs]
    # Of a dash nothing is left, and it must not part two words by two spaces.
    return " ".join(filter(None, known))


def _learn(chunks: Iterable[str]) -> dict[str, str]:
    """Return the folded words of what stands between spaces, and keep the short ones.

    Folding them all takes little longer than folding one.
    """
    learnt: dict[str, str] = {}
    bare: list[str] = []
    is_run = _patterns().run.fullmatch
    for chunk in chunks:
        if (chunk.isalnum() or is_run(chunk)) and not _PARTED.search(chunk):
            bare.append(chunk)
        else:
            learnt[chunk] = " ".join(words(chunk))
    folded = fold("\n".join(bare)).split("\n") if bare else []
    for chunk, word in zip(bare, folded, strict=True):
        is_word = word.isalnum() or is_run(word)
        parts = (word[:MAX_WORD_CHARACTERS],) if is_word else _words_in(word)
        learnt[chunk] = " ".join(parts)
    _KNOWN.update((c, w) for c, w in learnt.items() if len(c) <= MAX_WORD_CHARACTERS)
    if len(_KNOWN) > MAX_KNOWN:
        # The oldest ones; those that come often are soon back.
        for chunk in list(islice(_KNOWN, MAX_KNOWN // 4)):
            _KNOWN.pop(chunk, None)
    return learnt


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


def parts_of(run: str) -> tuple[tuple[int, int, str], ...]:
    """Return the words of a row of letters, with their places in it and folded."""
    # A sentence without spaces never comes again, and what it is parted into is large.
    is_short = len(run) <= MAX_WORD_CHARACTERS
    return _kept_parts_of(run) if is_short else _parts_of(run)


def _parts_of(run: str) -> tuple[tuple[int, int, str], ...]:
    if _is_plain(run):
        length = len(run)
        return tuple([(0, length, word) for word in _folded(run)])
    return tuple(
        (part.start(), part.end(), word)
        for part in _patterns().part.finditer(run)
        for word in _kept_words_of(part[0])
    )


_kept_parts_of = lru_cache(maxsize=10_000)(_parts_of)


def _is_plain(run: str) -> bool:
    """Tell whether nothing parts a row of letters, as nothing does with most."""
    return "_" not in run and (run.isascii() or not is_unspaced(run))


def _folded(part: str) -> tuple[str, ...]:
    return _words_in(fold(part))


def _words_in(folded: str) -> tuple[str, ...]:
    """Return the words of a row of letters that is folded."""
    if folded.isalnum():
        # Nothing in it could part it.
        return (folded[:MAX_WORD_CHARACTERS],)
    return tuple(
        word[:MAX_WORD_CHARACTERS]
        for word in _patterns().run.findall(folded)
        if any(map(str.isalnum, word))
    )


# A text has few signs and few words, each many times.
_kept_words_of = lru_cache(maxsize=10_000)(_folded)


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
    run = rf"\w[\w{attached}]*"
    sign = f"[{_UNSPACED}](?:[{attached}]|(?<=[{_STACKERS}])[{_UNSPACED}])*"
    name = r"(?<!\w)(?:[cC]\+\+|[cCfF]\#|\.(?:net|NET|Net))(?![\w+\#])"
    return _Patterns(
        re.compile(run),
        re.compile(f"{name}|{run}"),
        re.compile(f"{sign}|[^_{_UNSPACED}]+"),
    )


# As in `fold`. Looked for only where there is such a sign, for it takes longer.
_SIGNS = re.compile(r"[+\#]|\.[nN]")
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
# Of plain letters there is nothing to fold but the case, unless one of these is there.
_PARTING = ("_", "+", "#", ".n", ".N")
_PARTED = re.compile(f"[_{_UNSPACED}]")
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
