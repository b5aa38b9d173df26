"""Finding terms in a text, in spite of case, accents, articles and plural endings.

What is compared is folded (`app.platform.languages.fold_name`). A word of a text is a
term's word when one begins the other and what is left is as short as an ending.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from app.platform.languages import fold_name
from app.translation.glossary.models import Term
from app.translation.glossary.status import TermStatus

KEY_LETTERS = 3
MIN_STEM, MAX_ENDING = 4, 3
# Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without spaces.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\U00020000-\U0003134f"
)
# What parts words; `\w` would part Hindi and Yoruba at their vowel signs and tones.
_GAP = (
    "\\s\\x00-/:-@\\[-`{-\xbf\u060c\u061b\u061f\u06d4\u0964\u0965\u1360-\u1368"
    "\u2000-\u200b\u200e-\u206f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
)
_WORD = re.compile(f"[{_SPACELESS}]|[^{_SPACELESS}{_GAP}]+")
# Joiners and soft hyphens, which nobody sees.
_UNSEEN = dict.fromkeys(map(ord, "\u200c\u200d\xad"))
_ARABIC_ARTICLE = re.compile(r"(?:[وبكف]?ال|لل)(?=[\u0620-\u064a]{3})")


class Word(Struct, frozen=True):
    """A folded word and where it stands in the text."""

    text: str
    start: int
    end: int


class TargetTerm(Struct, frozen=True):
    """A term of a concept in the language that is translated into."""

    text: str
    status: TermStatus


class Hit(Struct, frozen=True):
    """A concept whose term stands in a text.

    `found` are the letters of the text, from `start` to `end` in characters; `targets`
    what the other language calls it; `keep` says that it is not translated at all.
    """

    concept_id: int
    found: str
    start: int
    end: int
    definition: str
    targets: tuple[TargetTerm, ...]
    keep: bool = False

    @property
    def usable(self) -> tuple[TargetTerm, ...]:
        """The terms to write, preferred ones first."""
        good = (TermStatus.PREFERRED, TermStatus.KEEP, TermStatus.ADMITTED)
        found = [term for term in self.targets if term.status in good]
        return tuple(sorted(found, key=lambda term: good.index(term.status)))


def words(text: str) -> list[Word]:
    """Return the words of a text; a sign of a script without spaces is one word."""
    return [Word(_fold(m[0]), *m.span()) for m in _WORD.finditer(text)]


def keys(text: str) -> set[str]:
    """Return the keys under which terms that may stand in a text are kept."""
    return {
        word.text[:length]
        for word in words(text)
        for length in range(1, KEY_LETTERS + 1)
    }


def key_of(term: str) -> str:
    """Return the key of a term: how its first word begins; empty without a word."""
    first = next(iter(words(term)), None)
    return first.text[:KEY_LETTERS] if first else ""


def find_term(term: str, text_words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where a term stands among the words of a text, in characters."""
    wanted = [word.text for word in words(term)]
    if not wanted:
        return
    for place in range(len(text_words) - len(wanted) + 1):
        run = text_words[place : place + len(wanted)]
        if all(_same_word(a, b.text) for a, b in zip(wanted, run, strict=True)):
            yield run[0].start, run[-1].end


def contains(text: str, term: str) -> bool:
    """Tell whether a term stands in a text."""
    return next(find_term(term, words(text)), None) is not None


def longest_only(found: Iterable[Hit]) -> list[Hit]:
    """Leave out what lies within a longer hit, and repeats; in the text's order."""
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        inside = any(one.start <= hit.start and hit.end <= one.end for one in kept)
        again = any(one.concept_id == hit.concept_id for one in kept)
        same_place = any((one.start, one.end) == (hit.start, hit.end) for one in kept)
        if not again and (not inside or same_place):
            kept.append(hit)
    return kept


def hits_among(
    text: str,
    found: Iterable[Term],
    targets: Mapping[int, tuple[TargetTerm, ...]],
    definitions: Mapping[int, str] | None = None,
) -> list[Hit]:
    """Return where some terms stand in a text, in the text's order.

    `targets` and `definitions` are those of their concepts, by id.
    """
    text_words = words(text)
    return longest_only(
        Hit(
            concept_id=term.concept_id,
            found=text[start:end],
            start=start,
            end=end,
            definition=(definitions or {}).get(term.concept_id, ""),
            targets=targets.get(term.concept_id, ()),
            keep=_is_kept(term, targets.get(term.concept_id, ())),
        )
        for term in found
        for start, end in find_term(term.text, text_words)
    )


def _is_kept(term: Term, targets: Sequence[TargetTerm]) -> bool:
    statuses = {term.status, *(target.status for target in targets)}
    return TermStatus.KEEP in statuses


@lru_cache(maxsize=20_000)
def _fold(word: str) -> str:
    # A bare article must stay a word.
    return _ARABIC_ARTICLE.sub("", fold_name(word).translate(_UNSEEN), count=1)


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    ending = len(longer) - len(shorter)
    if len(shorter) < MIN_STEM or not 0 < ending <= MAX_ENDING:
        return False
    # `city` and `cities`: English is what most packs are translated from.
    return longer.startswith((shorter, f"{shorter[:-1]}ies"))
