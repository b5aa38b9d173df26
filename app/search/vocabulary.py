"""The words that documents have, and which of them a mistyped one may stand for.

`search_term` is written with the documents, so it serves every index. Each process
keeps the words in memory, for likeness cannot be asked of a database.
"""

import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from threading import Lock, Thread
from typing import Any

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from app.platform.db import Database
from app.platform.upserts import insert_into
from app.search.index import IndexDocument
from app.search.models import SearchTerm
from app.search.words.segmenting import is_unspaced, tokens

MIN_TERM_LETTERS = 4
MAX_TERM_LETTERS = 32
LETTERS_FOR_ONE_ERROR = 5
LETTERS_FOR_TWO_ERRORS = 9
MAX_CANDIDATES = 6
# New words are looked for at most so often, and from a little before the last one:
# on PostgreSQL a row may be committed after one with a higher id.
REFRESH_SECONDS = 2.0
PATIENCE_SECONDS = 0.25
OVERLAP = 500
MAX_REMEMBERED = 500
_ARABIC = re.compile("[\u0620-\u064a]")
_TABLE = SearchTerm.metadata.tables["search_term"]
_NEW_WORDS = select(
    col(SearchTerm.id), col(SearchTerm.term), col(SearchTerm.documents)
).where(col(SearchTerm.id) > bindparam("id"))


log = structlog.get_logger("passalong.search")


def note_terms(session: Session, documents: Sequence[IndexDocument]) -> None:
    """Count in the words of documents, in the caller's transaction.

    What is written again counts again, and nothing is ever counted out: the numbers
    only tell common words from rare ones.
    """
    counts: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    for document in documents:
        of_document: set[str] = set()
        for field in (document.title, document.context, document.text):
            for start, end, folded in tokens(field):
                if folded not in of_document and is_correctable(folded):
                    of_document.add(folded)
                    spellings.setdefault(folded, field[start:end])
        counts.update(of_document)
    if not counts:
        return
    statement = insert_into(session, SearchTerm)
    more = _TABLE.c.documents + statement.excluded.documents
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["term"], set_={"documents": more}
        ),
        # Sorted: two transactions must not wait for each other's rows crosswise.
        [
            {
                "term": term,
                "written": spellings[term].lower()[:MAX_TERM_LETTERS],
                "documents": counts[term],
            }
            for term in sorted(counts)
        ],
    )


def is_correctable(word: str) -> bool:
    """Return whether a folded word is one that is kept here."""
    return (
        MIN_TERM_LETTERS <= len(word) <= MAX_TERM_LETTERS
        and " " not in word
        and not any(map(str.isdecimal, word))
        and not is_unspaced(word)
    )


def allowed_errors(word: str) -> int:
    """Return how many letters of a folded word may be wrong."""
    if not is_correctable(word):
        return 0
    # Words in Arabic leave out short vowels, and here their article.
    is_short = len(word) < LETTERS_FOR_ONE_ERROR and not _ARABIC.match(word)
    if is_short:
        return 0
    return 2 if len(word) >= LETTERS_FOR_TWO_ERRORS else 1


class Vocabulary:
    """The words of all documents, in memory; one for a process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._counts: dict[str, int] = {}
        self._by_length: dict[int, dict[str, list[str]]] = {}
        self._sorted: list[str] = []
        self._nearest: dict[tuple[str, bool], list[str]] = {}
        self._last_id = 0
        self._looked_at = float("-inf")

    def refresh(self) -> None:
        """Take in new words, if it is long enough since the last time.

        While another thread does, this one goes on with the words there are; when it
        is for the first time, after a moment.
        """
        if not self._lock.acquire(timeout=0 if self._counts else PATIENCE_SECONDS):
            return
        try:
            if time.monotonic() - self._looked_at >= REFRESH_SECONDS:
                self._add(self._new_words())
                self._looked_at = time.monotonic()
        finally:
            self._lock.release()

    def prepare(self) -> None:
        """Begin to take in the words in a thread of its own."""
        Thread(target=self._prepare, name="vocabulary", daemon=True).start()

    def _prepare(self) -> None:
        try:
            self.refresh()
        except SQLAlchemyError as error:
            # The next search asks for them again.
            log.warning("vocabulary_not_read", error=type(error).__name__)

    def _new_words(self) -> Sequence[Any]:
        since = {"id": self._last_id - OVERLAP}
        with self._database.open_session() as session:
            return session.connection().execute(_NEW_WORDS, since).all()

    def _add(self, rows: Iterable[Any]) -> None:
        new: list[str] = []
        for number, term, documents in rows:
            if term not in self._counts:
                alike = self._by_length.setdefault(len(term), {})
                alike.setdefault(term[0], []).append(term)
                new.append(term)
            self._counts[term] = documents
            self._last_id = max(self._last_id, number)
        if new:
            self._nearest.clear()
            # Timsort: a long row in order with a few at its end is quickly sorted.
            self._sorted = sorted([*self._sorted, *new])

    def count(self, word: str, *, is_prefix: bool = False) -> int:
        """Return about how many documents have a word, or one that begins with it."""
        if not is_prefix:
            return self._counts.get(word, 0)
        place = bisect_left(self._sorted, word)
        following = self._sorted[place : place + 1]
        is_begun = bool(following) and following[0].startswith(word)
        return self._counts[following[0]] if is_begun else 0

    def nearest(self, word: str, *, is_prefix: bool = False) -> list[str]:
        """Return words that a folded one may stand for, the likeliest first.

        With `is_prefix` the word may be unfinished: then the beginnings of longer
        words count too. Words with another first letter come only when there are none
        with the same, and for a word that nobody wrote.
        """
        errors = allowed_errors(word)
        if not errors:
            return []
        asked = (word, is_prefix)
        if asked not in self._nearest:
            if len(self._nearest) >= MAX_REMEMBERED:
                self._nearest.clear()
            self._nearest[asked] = self._find_nearest(word, errors, is_prefix=is_prefix)
        return self._nearest[asked]

    def _find_nearest(self, word: str, errors: int, *, is_prefix: bool) -> list[str]:
        """Look among ever more words: few mistype the first letter."""
        lengths = range(len(word) - errors, len(word) + errors + 1)
        alike = [self._by_length.get(length, {}) for length in lengths]
        first = word[0]
        found = self._ranked(word, [w for a in alike for w in a.get(first, ())], errors)
        if is_prefix and not found:
            found = self._ranked(word, self._beginnings(first, len(word)), errors)
        # A word that somebody wrote hardly ever begins with a mistake; looking through
        # all others takes as long as the rest of a search.
        if not found and not self.count(word, is_prefix=is_prefix):
            others = [w for a in alike for f in a if f != first for w in a[f]]
            found = self._ranked(word, others, errors)
        return found

    def _beginnings(self, first: str, length: int) -> list[str]:
        start = bisect_left(self._sorted, first)
        end = bisect_left(self._sorted, chr(ord(first) + 1))
        return list({w[:length] for w in self._sorted[start:end] if len(w) > length})

    def _ranked(self, word: str, choices: Sequence[str], errors: int) -> list[str]:
        """The nearest, with letters only left out, doubled or swapped, most common."""
        # Not at the start of the program: only mistyped words need it.
        from rapidfuzz import process  # noqa: PLC0415
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above

        found = process.extract(
            word, choices, scorer=OSA.distance, score_cutoff=errors, limit=None
        )
        letters = set(word)
        ranked = sorted(
            (distance, letters != set(near), -self._counts.get(near, 0), near)
            for near, distance, _ in found
            if distance
        )
        return [near for *_, near in ranked[:MAX_CANDIDATES]]

    def written(self, word: str) -> str:
        """Return a folded word as people write it."""
        with self._database.open_session() as session:
            found = session.scalar(
                select(col(SearchTerm.written)).where(col(SearchTerm.term) == word)
            )
        return found or word
