"""Names people see: what a name may hold, and when two of them look alike.

Unicode's tables of look-alike characters and of scripts (UTS 39) come with the
package confusable-homoglyphs; only its data is used. Two forms of a name are
stored, each unique:

- the *skeleton*: letters of one case, then look-alikes made equal, so that `ANA`,
  `ana` and `аnа` with Cyrillic letters are one name;
- the *shape*: look-alikes made equal as written, then one case, so that `BiII`
  with two capital i is `Bill`.
"""

import json
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from app.platform.errors import Invalid
from app.platform.i18n import N_

MIN_NAME_CHARACTERS = 2
MAX_NAME_CHARACTERS = 40
MAX_MARKS_PER_LETTER = 4
VANISHED_PREFIX = "Former user "

_PUNCTUATION = frozenset(" -.'’·׳״་")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5")
# Persian and the scripts of India join and part letters with these; elsewhere they
# only make two equal names differ.
_JOINERS = frozenset("\u200c\u200d")
_NEVER_JOINED = frozenset({"LATIN", "GREEK", "CYRILLIC", "COMMON", "INHERITED"})
_LATIN = "LATIN"
# Scripts that are written together; everything else keeps to one script.
_TOGETHER = (
    frozenset({_LATIN, "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({_LATIN, "HAN", "BOPOMOFO"}),
    frozenset({_LATIN, "HAN", "HANGUL"}),
)
_SEPARATORS = str.maketrans("", "", " _-.'’·ʼ")
_RESERVED = frozenset(
    {"admin", "administrator", "anonymous", "deleteduser", "moderator", "operator"}
    | {"passalong", "root", "steward", "system", "wikimedia", "wikimediafoundation"}
)


class NameRefused(Invalid):
    """This cannot be a name here."""


def clean_name(text: str) -> str:
    """Return a name people may choose; raise NameRefused with the reason."""
    name = " ".join(unicodedata.normalize("NFKC", text).replace("_", " ").split())
    if not MIN_NAME_CHARACTERS <= len(name) <= MAX_NAME_CHARACTERS:
        raise NameRefused(
            N_("A name has between %(least)s and %(most)s characters."),
            least=MIN_NAME_CHARACTERS,
            most=MAX_NAME_CHARACTERS,
        )
    if not _is_readable(name) or not any(map(str.isalpha, name)):
        raise NameRefused(
            N_("A name is made of letters, digits, spaces, hyphens and full stops.")
        )
    if _longest_run_of_marks(name) > MAX_MARKS_PER_LETTER:
        raise NameRefused(N_("This name stacks too many marks on one letter."))
    if not _is_one_script(name):
        raise NameRefused(
            N_("This name mixes letters of different scripts. Keep to one script.")
        )
    if is_reserved(name):
        raise NameRefused(N_("This name is kept free. Choose another one."))
    return name


def displayable(username: str) -> str:
    """Return a name given by a provider without what cannot be seen or reorders text.

    Its look is the provider's business: Wikimedia has rules of its own.
    """
    plain = (
        char if char in _JOINERS or unicodedata.category(char)[0] != "C" else " "
        for char in unicodedata.normalize("NFKC", username)
    )
    return " ".join("".join(plain).replace("_", " ").split())


def is_reserved(name: str) -> bool:
    """Tell whether a name speaks for the site, or looks like a vanished user."""
    looks = {skeleton(name), shape(name)}
    vanished = _looks(VANISHED_PREFIX)
    return bool(looks & _reserved_looks()) or any(
        look.startswith(tuple(vanished)) for look in looks
    )


@lru_cache(maxsize=1)
def _reserved_looks() -> frozenset[str]:
    return frozenset().union(*map(_looks, _RESERVED))


def _looks(word: str) -> frozenset[str]:
    written = (word, word.upper(), word.title())
    return frozenset({skeleton(word), *map(shape, written)})


def skeleton(name: str) -> str:
    """Return what a name looks like when its capitals do not count."""
    return _look(unicodedata.normalize("NFKC", name).casefold()).casefold()


def shape(name: str) -> str:
    """Return what a name looks like as it is written."""
    return _look(_look(unicodedata.normalize("NFKC", name)).casefold())


def _look(text: str) -> str:
    bare = text.translate(_SEPARATORS)
    decomposed = unicodedata.normalize("NFD", bare)
    visible = (char for char in decomposed if unicodedata.category(char) != "Cf")
    table = _prototypes()
    prototype = "".join(table.get(char, char) for char in visible)
    return unicodedata.normalize("NFD", prototype)


@lru_cache(maxsize=1)
def _prototypes() -> dict[str, str]:
    # The file lists for each character what it is taken for. What only stands for
    # something else has one entry; a pair that names each other takes the lower one.
    source = files("confusable_homoglyphs").joinpath("confusables.json")
    data: dict[str, list[dict[str, str]]] = json.loads(source.read_bytes())
    found = {}
    for char, alike in data.items():
        if len(char) != 1 or len(alike) != 1:
            continue
        target = alike[0]["c"]
        if len(data.get(target, [])) == 1 and char < target:
            continue
        found[char] = target
    return found


def _is_readable(name: str) -> bool:
    for before, char in pairwise(" " + name):
        if char in _JOINERS:
            readable = script_of(before) not in _NEVER_JOINED
        elif unicodedata.category(char)[0] in "LMN":
            readable = char not in _INVISIBLE_LETTERS
        else:
            readable = char in _PUNCTUATION
        if not readable:
            return False
    return name[-1] not in _JOINERS


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for char in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


def _is_one_script(name: str) -> bool:
    scripts = {script_of(char) for char in name} - {"COMMON", "INHERITED"}
    return len(scripts) <= 1 or any(scripts <= together for together in _TOGETHER)


@lru_cache(maxsize=1)
def _scripts() -> tuple[list[int], list[tuple[int, str]]]:
    source = files("confusable_homoglyphs").joinpath("categories.json")
    data = json.loads(source.read_bytes())
    names = data["iso_15924_aliases"]
    ranges = sorted(data["code_points_ranges"])
    return [row[0] for row in ranges], [(row[1], names[row[2]]) for row in ranges]


def script_of(char: str) -> str:
    """Return the script of a character in capitals, such as LATIN or COMMON."""
    starts, ends = _scripts()
    place = bisect_right(starts, ord(char)) - 1
    if place < 0 or ord(char) > ends[place][0]:
        return "UNKNOWN"
    return ends[place][1]
