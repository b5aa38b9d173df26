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


class Turns:
    """A queue in front of the database's own lock, for threads and coroutines.

    It promises no more than order: who has waited for `patience` seconds goes on,
    and gets from the database what it says to writers it cannot let in.
    """

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._guard = threading.Lock()
        self._waiting: deque[Future[None]] = deque()
        self._is_taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait in this thread for a turn, and pass it on afterwards."""
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
            yield
        finally:
            self._leave(mine)

    def _queue(self) -> Future[None]:
        mine: Future[None] = Future()
        with self._guard:
            if self._is_taken:
                self._waiting.append(mine)
            else:
                self._is_taken = True
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
                    following.set_result(None)
                    return
            self._is_taken = False
