"""The few pieces of a text by which texts that read alike are found.

Two texts that are 70 % alike share most of their longest words, so these are enough:
the beginnings of a text's longest words, pairs of signs where words are not parted,
and letters in threes where there are hardly any words. What is found this way is
compared letter by letter afterwards.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

from app.translation.glossary.matching import Word, words

MAX_GRAMS = 8
STEM_LETTERS = 6
FEW_WORDS = 3
THREE = 3
MAX_CHARACTERS = 2000
_MASKED = re.compile(r"\{\d{1,3}\}")


def grams(text: str) -> set[str]:
    """Return the grams of a text; none of one that is too long to be compared."""
    if len(text) > MAX_CHARACTERS:
        return set()
    found = words(_MASKED.sub(" ", text))
    pairs = set(_sign_pairs(found))
    whole = {word.text[:STEM_LETTERS] for word in found if len(word.text) > 1}
    longest = sorted(whole, key=lambda stem: (-len(stem), stem))[:MAX_GRAMS]
    result = {*longest, *_some(pairs)}
    if len(whole) <= FEW_WORDS and not pairs:
        result |= _some(_threes(word.text for word in found))
    return result


def _sign_pairs(found: list[Word]) -> Iterator[str]:
    for one, other in pairwise(found):
        if len(one.text) == len(other.text) == 1 and one.end == other.start:
            yield one.text + other.text


def _threes(found: Iterable[str]) -> set[str]:
    padded = (f" {word} " for word in found)
    return {w[i : i + THREE] for w in padded for i in range(len(w) - THREE + 1)}


def _some(pieces: set[str]) -> set[str]:
    """Return always the same of these, so that texts alike keep some in common."""
    return set(sorted(pieces, key=lambda piece: crc32(piece.encode()))[:MAX_GRAMS])
