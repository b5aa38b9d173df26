"""Few searches at a time, the others in the order they came: none waits far longer.

Eight threads that compute take the interpreter from each other at every step, and
Meilisearch works on eight questions at once: then each takes as long as all of them
together, and some take several times that.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """Lets so many work at a time; for any thread.

    It promises no more than order: who has waited for `patience` seconds goes on.
    """

    def __init__(self, at_a_time: int, patience: float) -> None:
        self._patience = patience
        self._guard = Lock()
        self._free = at_a_time
        # Each waits at a lock of its own, which is opened when it is its turn.
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and pass it on afterwards."""
        has_turn = self._wait()
        try:
            yield
        finally:
            if has_turn:
                self._pass_on()

    def _wait(self) -> bool:
        """Return whether a turn was given before patience ended."""
        mine = Lock()
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=self._patience):
            return True
        with self._guard:
            # It may have been given in this very moment.
            is_given = mine not in self._waiting
            if not is_given:
                self._waiting.remove(mine)
        return is_given

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
