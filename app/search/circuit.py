"""Leaves an engine that failed alone for a moment, so that nobody waits for it."""

import time
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TypeVar

from app.search.index import IndexUnavailable, Match, Matches, Searching
from app.search.words.query import Query

REST_SECONDS = 3.0

Answer = TypeVar("Answer")


class Circuit:
    """Asks an engine; after a failure says at once that it is away, for a while.

    Then one visitor's search tries it again, while the others still get the quick
    answer. Every method may raise IndexUnavailable.
    """

    def __init__(
        self, engine: Searching, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = Lock()
        self._rests_until: float | None = None

    def find(self, query: Query, languages: Sequence[str], *, limit: int) -> Matches:
        """Return the best document of each entity that has what is asked for."""
        return self._ask(lambda: self._engine.find(query, languages, limit=limit))

    def best_in(
        self,
        query: Query,
        languages: Sequence[str],
        groups: Sequence[str],
        *,
        per_group: int,
    ) -> dict[str, tuple[Match, ...]]:
        """Return the best documents within some groups: sections and moments."""
        return self._ask(
            lambda: self._engine.best_in(query, languages, groups, per_group=per_group)
        )

    def suggest(
        self, text: str, languages: Sequence[str], *, limit: int
    ) -> tuple[Match, ...]:
        """Return documents whose title has words that begin like what is typed."""
        return self._ask(lambda: self._engine.suggest(text, languages, limit=limit))

    def _ask(self, ask: Callable[[], Answer]) -> Answer:
        with self._lock:
            now = self._clock()
            if self._rests_until is not None:
                if now < self._rests_until:
                    raise IndexUnavailable("resting after a failure")
                # This one tries; the next waits for what comes of it.
                self._rests_until = now + REST_SECONDS
        try:
            answer = ask()
        except IndexUnavailable:
            self._rests_until = self._clock() + REST_SECONDS
            raise
        self._rests_until = None
        return answer
