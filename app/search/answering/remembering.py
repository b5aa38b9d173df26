"""Answers that were given already, for as long as they would be given again.

An answer follows from what was asked, the catalogue, and an index that has followed
all of it. So it is kept with its catalogue and dropped with it, whenever anything
changes. Whether its things may be shown is asked of the database each time.
"""

from collections import OrderedDict
from threading import Lock

from msgspec import Struct, field

from app.search.answering.results import Asked, Results

# About 40 kB each: what many ask for, not what each has ever asked.
MAX_ANSWERS = 200

Question = tuple[Asked, str]


class Answered(Struct, frozen=True):
    """An answer, and the groups of all that it shows."""

    results: Results
    groups: frozenset[str]


class Answers(Struct):
    """The latest answers from one catalogue, by question and locale; for any thread."""

    _known: OrderedDict[Question, Answered] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, question: Question) -> Answered | None:
        """Return the answer, now the latest one used."""
        with self._lock:
            answered = self._known.get(question)
            if answered:
                self._known.move_to_end(question)
            return answered

    def keep(self, question: Question, answered: Answered) -> None:
        """Keep an answer; the one that was used longest ago makes room."""
        with self._lock:
            self._known[question] = answered
            self._known.move_to_end(question)
            if len(self._known) > MAX_ANSWERS:
                self._known.popitem(last=False)
