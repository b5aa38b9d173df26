"""A new index beside the one in use, taking its place when it is whole."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from app.search.index import IndexDocument, IndexUnavailable
from app.search.meilisearch.client import Client
from app.search.meilisearch.keys import new_name
from app.search.meilisearch.tasks import TooSlow, wait_for, wait_until_idle
from app.search.meilisearch.writing import IndexWriter

# So many batches wait on the server; it makes one step of what it finds waiting, and
# larger steps take less for each document.
MOST_WAITING = 64
# A batch waits for those before it; on a small machine each takes half a minute.
BATCH_SECONDS = 600
# Shorter than a lease, for nobody says meanwhile that the job is still being done.
LEFT_SECONDS = 30
# Whoever rebuilds says so often that it is still there.
SIGN_SECONDS = 10
SWAP_PAUSE_SECONDS = 0.05


class Rebuilding:
    """Fills an index and swaps it with the one that is searched."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name
        self._new = IndexWriter(client, new_name(name))

    def last_id(self) -> int:
        """Return the last id in a new index that was left unfinished, or 0.

        What its rebuilder had sent before it died is waited for: it counts.
        """
        wait_until_idle(self._client, self._new.name, seconds=LEFT_SECONDS)
        return self._new.last_id()

    def run(
        self, documents: Iterable[Sequence[IndexDocument]], *, resume: bool
    ) -> Iterator[int]:
        """Yield how many documents are in, now and then; swap at the end."""
        waiting: deque[tuple[int, int]] = deque()
        done = 0
        if resume:
            self._new.prepare()
            done = self._new.count()
            yield done
        else:
            # Nobody waits for these: documents gather behind them, and the server
            # takes what it finds waiting in one step.
            waiting.extend((task, 0) for task in self._new.begin_anew())
        for batch in documents:
            waiting.append((self._new.send(batch), len(batch)))
            while len(waiting) > MOST_WAITING:
                for more in self._ended(*waiting.popleft()):
                    done += more
                    yield done
        while waiting:
            for more in self._ended(*waiting.popleft()):
                done += more
                yield done
        self._swap()

    def _ended(self, task: int, size: int) -> Iterator[int]:
        """Wait for a task: yield 0 now and then while it lasts, its size at the end."""
        deadline = time.monotonic() + BATCH_SECONDS
        while True:
            try:
                wait_for(self._client, task, seconds=SIGN_SECONDS)
            except TooSlow:
                if time.monotonic() > deadline:
                    raise
                yield 0
            else:
                if size:
                    yield size
                return

    def _swap(self) -> None:
        # The one in use may be missing still, and only what is there can be swapped.
        in_use = IndexWriter(self._client, self._name)
        in_use.prepare()
        born = self._new.born()
        pair = [{"indexes": [self._name, self._new.name]}]
        self._client.ask("POST", "/swap-indexes", pair)
        # A task of two indexes is shown only to keys that reach all of them.
        deadline = time.monotonic() + BATCH_SECONDS
        while in_use.born() != born:
            if time.monotonic() > deadline:
                raise IndexUnavailable("the new index was not put in place")
            time.sleep(SWAP_PAUSE_SECONDS)
        self._new.begin_dropping()
