"""One writer at a time, in the order they came.

SQLite lets one write at a time and has the others sleep and look again: who slept
longest looks least often, so some wait a hundred times as long as others. Waiting
here instead is fair, and costs a coroutine no thread.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar

# The turn of the request whose handler runs in this thread.
_MINE: ContextVar[Future[None] | None] = ContextVar("turn", default=None)


class Turns:
    """A queue in front of the database's own lock, for threads and coroutines.

    It promises no more than order: who has waited for `patience` seconds goes on,
    and gets from the database what it says to writers it cannot let in.
    """

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._guard = threading.Lock()
        self._waiting: deque[Future[None]] = deque()
        self._taken_by: Future[None] | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait in this thread for a turn, and pass it on afterwards.

        A handler whose request has the turn goes on: it would wait for itself, and
        everybody else with it.
        """
        has_it = _MINE.get()
        if has_it is not None and has_it is self._taken_by:
            yield
            return
        mine = self._queue()
        try:
            with suppress(TimeoutError):
                mine.result(self.patience)
            yield
        finally:
            self._leave(mine)

    @asynccontextmanager
    async def coroutine_turn(self) -> AsyncIterator[None]:
        """Do the same without a thread."""
        mine = self._queue()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.patience):
                    await asyncio.wrap_future(mine)
            _MINE.set(mine)
            yield
        finally:
            self._leave(mine)

    def _queue(self) -> Future[None]:
        mine: Future[None] = Future()
        with self._guard:
            if self._taken_by is not None:
                self._waiting.append(mine)
            else:
                self._taken_by = mine
                mine.set_result(None)
        return mine

    def _leave(self, mine: Future[None]) -> None:
        """Give the turn to the next, or leave the queue when it never came."""
        with self._guard:
            if mine.cancel() or mine.cancelled():
                # Still there, unless the queue has passed it over.
                if mine in self._waiting:
                    self._waiting.remove(mine)
                return
            while self._waiting:
                following = self._waiting.popleft()
                if following.set_running_or_notify_cancel():
                    self._taken_by = following
                    following.set_result(None)
                    return
            self._taken_by = None
