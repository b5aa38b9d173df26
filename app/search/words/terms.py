"""The words of a query, each with what else is looked for in its place."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from app.search.words.lexicon import longest_synonym, synonyms
from app.search.words.segmenting import Token

MIN_COUNTABLE_LETTERS = 4
# Endings and what stands there in the other number, in English, French, Spanish and
# Portuguese; the first that fits. A form that no text has finds nothing.
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("coes", ("cao",)),
    ("cao", ("coes",)),
    ("aux", ("al", "au")),
    ("al", ("als", "aux", "ales", "ais")),
    ("ies", ("y", "ie")),
    ("ss", ("sses",)),
    ("es", ("e", "")),
    ("s", ("",)),
    ("y", ("ies", "ys")),
    *((e, (f"{e}s", f"{e}es")) for e in ("x", "z", "ch", "sh", "n", "r", "l", "d")),
    ("", ("s",)),
)


# And, by, for: of the one-letter words that Arabic writes on, the most common.
_PARTICLES = "وبل"
_ARABIC = re.compile("[\u0620-\u064a]+")


class Term(Struct, frozen=True, eq=False):
    """A word that must be there, or one of the `others`, which count a little less.

    `word` is folded. It may be a row of signs of an unspaced script, which then stand
    next to each other. `others` are folded words, or rows of them parted by spaces:
    synonyms, plurals, likely meant ones. `start` and `end` are its place in the raw
    query, and `written` is what to show there instead, when it is not what was typed.
    The same word at another place is an equal term.
    """

    word: str
    others: tuple[str, ...] = ()
    written: str = ""
    start: int = 0
    end: int = 0

    def __eq__(self, other: object) -> bool:
        """Return whether the same is looked for."""
        return isinstance(other, Term) and self._asked == other._asked

    def __hash__(self) -> int:
        return hash(self._asked)

    @property
    def _asked(self) -> tuple[str, tuple[str, ...], str]:
        return self.word, self.others, self.written


def terms_of(row: Sequence[Token]) -> Iterator[Term]:
    """Return a term for each of some words that follow each other.

    Where several have a meaning together (`edit a thon`), what means the same counts
    for each of them, and so do they themselves in this order.
    """
    together: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for length in range(2, min(longest_synonym(), len(row)) + 1):
        for place in range(len(row) - length + 1):
            words = " ".join(token.folded for token in row[place : place + length])
            if words in synonyms():
                for part in range(place, place + length):
                    together[part].update(dict.fromkeys((words, *synonyms()[words])))
    for place, token in enumerate(row):
        others = dict.fromkeys((*together[place], *others_of(token.folded)))
        yield Term(token.folded, tuple(others), start=token.start, end=token.end)


def others_of(word: str) -> tuple[str, ...]:
    """Return the synonyms of a folded word and its other forms."""
    return (*synonyms().get(word, ()), *_numbers(word), *_with_particles(word))


def _with_particles(word: str) -> tuple[str, ...]:
    """Return an Arabic word with what is written on to its beginning, and without."""
    if len(word) < MIN_COUNTABLE_LETTERS or not _ARABIC.fullmatch(word):
        return ()
    rest = word[1:] if len(word) > MIN_COUNTABLE_LETTERS else ""
    bare = (rest,) if rest and word[0] in _PARTICLES else ()
    return (*bare, *(particle + word for particle in _PARTICLES))


def _numbers(word: str) -> tuple[str, ...]:
    """Return a word's likely plural or singular in languages that add an s."""
    if len(word) < MIN_COUNTABLE_LETTERS or not (word.isascii() and word.isalpha()):
        return ()
    ending, others = next((e, o) for e, o in _ENDINGS if word.endswith(e))
    stem = word.removesuffix(ending)
    return tuple(stem + other for other in others)
