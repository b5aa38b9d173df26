"""Which searches may be counted and shown: nothing that may be about somebody.

What is refused here is found as before; it is only never kept.
"""

import re
import unicodedata

from app.wishes.models import MAX_TEXT

MAX_WORDS = 8
MIN_LETTERS = 2
# A year, and a number of days beside it, are no telephone number.
MAX_DIGITS = 6
MAX_DIGITS_IN_A_ROW = 4
LONGEST_WORD = 30
_ADDRESS = re.compile(r"[@\\<>{}|=]|://|\bwww\.|\w\.\w{2,}(?:/|\b)|\+\d", re.I)
_HOUSE_WORDS = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|box|rue|calle|avenida|rua|"
    r"strasse|straße|via|barabara|mtaa|titi|شارع|طريق|सड़क|मार्ग|গলি|রোড|সড়ক"
)
_HOUSE = re.compile(
    rf"\d\W+(?:\w+\W+)?(?:{_HOUSE_WORDS})\b|\b(?:{_HOUSE_WORDS})\b.*\d", re.I
)
_MIXED = re.compile(r"(?=\S*\d)(?=\S*[^\W\d_])\S{6,}")
_COMBINING = re.compile("[\u0300-\u036f]")


def normal_text(typed: str) -> str:
    """Return a search as everybody who means the same has typed it.

    Case, width, blanks and quotation marks do not count.
    """
    text = unicodedata.normalize("NFKC", typed).casefold()
    kept = "".join(c if _is_kept(c) else " " for c in text)
    return " ".join(kept.split())


def _is_kept(character: str) -> bool:
    return character not in "\"'“”„«»‘’?!¿¡" and character.isprintable()


def same_text(text: str) -> str:
    """Return what two spellings of a normal text have in common: no Latin accents."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _COMBINING.sub("", apart))


def is_sayable(text: str) -> bool:
    """Tell whether a normal text is short, made of words, and about no one.

    An address of any kind, a number, a name with @ and what looks like a secret are
    not.
    """
    words = text.split()
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    return (
        letters >= MIN_LETTERS
        and len(text) <= MAX_TEXT
        and len(words) <= MAX_WORDS
        and digits <= MAX_DIGITS
        and max(map(len, words)) <= LONGEST_WORD
        and not re.search(rf"\d{{{MAX_DIGITS_IN_A_ROW + 1},}}", text)
        and not any(pattern.search(text) for pattern in (_ADDRESS, _HOUSE, _MIXED))
    )
