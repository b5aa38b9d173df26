"""Asking the memory: what reads like this, and how was it translated."""

import math
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.platform.ids import text_hash
from app.translation.memory.grams import grams
from app.translation.memory.models import MemoryGram, MemoryText
from app.translation.memory.quality import APPROVED

MIN_MATCH = 70
EXACT = 100
# Two texts of which one is shorter than this share of the other are not 70 % alike:
# rapidfuzz's ratio is twice the letters in common to the letters of both.
SHORTEST = MIN_MATCH / (200 - MIN_MATCH)
MAX_COUNTED, MAX_VOTED, MAX_COMPARED = 20_000, 2_000, 300
# Texts alike share more of their grams than this.
SHARED_GRAMS = 4


class Remembered(Struct, frozen=True):
    """A translation of a text that reads like the one asked about.

    `match` is 100 for the same text, else at most 99: the percentage rapidfuzz gives,
    floored. Both texts have variables as numbers.
    """

    source: str
    text: str
    match: int
    quality: int

    @property
    def is_approved(self) -> bool:
        """Whether a second person has approved the translation."""
        return self.quality <= APPROVED


def normal(text: str) -> str:
    """Return a text as the memory compares it: composed letters, single spaces."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def memory_hash(text: str) -> str:
    """Return what is the same for texts that the memory holds for one."""
    return text_hash(normal(text))


def remembered(
    session: Session, text: str, source: str, target: str, *, limit: int = 5
) -> list[Remembered]:
    """Return translations of what reads like a text, best first.

    `text` has variables as numbers; `source` is the code of its language, `target`
    of the one translated into. Only texts that are at least 70 % alike are found; of
    those equally alike approved ones come first.
    """
    matches = dict.fromkeys(_same(session, text, (source, target)), EXACT)
    matches |= _alike(session, text, (source, target), matches)
    if not matches:
        return []
    own, other = aliased(MemoryText), aliased(MemoryText)
    rows = session.execute(
        select(col(own.id), col(own.text), col(other.text), col(other.quality))
        .join(other, col(other.meaning) == col(own.meaning))
        .where(col(own.id).in_(matches), col(other.language) == target)
        .order_by(col(other.quality), col(other.id).desc())
    )
    found = [Remembered(was, then, matches[i], good) for i, was, then, good in rows]
    best: dict[str, Remembered] = {}
    for one in sorted(found, key=lambda one: (-one.match, one.quality)):
        best.setdefault(normal(one.text), one)
    return list(best.values())[:limit]


def _same(session: Session, text: str, languages: tuple[str, str]) -> Sequence[int]:
    own = aliased(MemoryText)
    same = (
        select(col(own.id))
        .where(
            col(own.language) == languages[0],
            col(own.text_hash) == memory_hash(text),
            _is_translated(own, languages[1]),
        )
        .order_by(col(own.id).desc())
        .limit(MAX_COMPARED)
    )
    return [found for found in session.scalars(same) if found is not None]


def _is_translated(own: type[MemoryText], language: str) -> ColumnElement[bool]:
    """Return the condition that a text has one of its meaning in a language."""
    other = aliased(MemoryText)
    return (
        select(col(other.id))
        .where(col(other.meaning) == col(own.meaning))
        .where(col(other.language) == language)
        .exists()
    )


def _alike(
    session: Session, text: str, languages: tuple[str, str], known: Collection[int]
) -> dict[int, int]:
    wanted = normal(text)
    ids = _candidates(session, wanted, languages)
    rows = session.execute(
        select(col(MemoryText.id), col(MemoryText.text)).where(
            col(MemoryText.id).in_([one for one in ids if one not in known])
        )
    )
    texts: dict[int, str] = {row_id: normal(found) for row_id, found in rows}
    # Read in when somebody translates: a server that is only read needs none of it.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    found = process.extract(
        wanted, texts, scorer=fuzz.ratio, score_cutoff=MIN_MATCH, limit=None
    )
    # What is not the same letter by letter is never called so.
    return {row_id: min(math.floor(score), EXACT - 1) for _, score, row_id in found}


def _candidates(
    session: Session, text: str, languages: tuple[str, str]
) -> Sequence[int]:
    """Return the texts that share most grams, of those that have a translation."""
    length = len(text)
    shortest, longest = math.ceil(length * SHORTEST), math.floor(length / SHORTEST)
    as_long = (col(MemoryGram.language) == languages[0]) & (
        col(MemoryGram.length).between(shortest, longest)
    )
    wanted = _rarest(session, grams(text), as_long)
    shared = func.count().label("shared")
    votes = (
        select(col(MemoryGram.text_id), shared)
        .where(as_long, col(MemoryGram.gram).in_(wanted))
        .group_by(col(MemoryGram.text_id))
        .having(shared >= max(1, len(wanted) // SHARED_GRAMS))
        .order_by(shared.desc(), col(MemoryGram.text_id))
        .limit(MAX_VOTED)
        .subquery()
    )
    own = aliased(MemoryText)
    statement = (
        select(col(own.id))
        .join(votes, votes.c.text_id == col(own.id))
        .where(_is_translated(own, languages[1]))
        .order_by(votes.c.shared.desc(), col(own.id))
        .limit(MAX_COMPARED)
    )
    return [found for found in session.scalars(statement) if found is not None]


def _rarest(
    session: Session, wanted: Collection[str], as_long: ColumnElement[bool]
) -> list[str]:
    """Return the grams that few texts have; they tell more, and are counted sooner."""
    rows = session.execute(
        select(col(MemoryGram.gram), func.count())
        .where(as_long, col(MemoryGram.gram).in_(wanted))
        .group_by(col(MemoryGram.gram))
    )
    counts = sorted((count, gram) for gram, count in rows)
    sums = accumulate(count for count, _ in counts)
    kept = [
        gram
        for (_, gram), so_far in zip(counts, sums, strict=True)
        if so_far <= MAX_COUNTED
    ]
    return kept or [gram for _, gram in counts[:1]]


class Pair(Struct, frozen=True):
    """Two texts of one meaning, as a file exchanges them."""

    source: str
    text: str
    is_approved: bool


def pairs(session: Session, source: str, target: str) -> Iterator[Pair]:
    """Yield everything that is remembered from one language to another."""
    own, other = aliased(MemoryText), aliased(MemoryText)
    rows = session.execute(
        select(col(own.text), col(other.text), col(other.quality))
        .join(other, col(other.meaning) == col(own.meaning))
        .where(col(own.language) == source, col(other.language) == target)
        .order_by(col(own.id), col(other.quality), col(other.id))
        .execution_options(yield_per=1000)
    )
    for was, text, good in rows:
        yield Pair(was, text, is_approved=good <= APPROVED)
