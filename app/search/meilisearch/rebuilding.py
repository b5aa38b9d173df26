"""A new index beside the one in use, taking its place when it is whole."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from app.search.index import IndexDocument, IndexUnavailable
from app.search.meilisearch.client import Client
from app.search.meilisearch.keys import new_name
from app.search.meilisearch.tasks import TooSlow, wait_for, wait_until_idle
from app.search.meilisearch.writing import IndexWriter, as_line

# The server makes one step of what it finds waiting, and one large step takes half of
# what many small ones take, for each document, in time and in its files. So much is
# sent at a time, below what a server takes unless told otherwise (100 MB), and so many
# times that may wait there.
MOST_BYTES = 6_000_000
MOST_WAITING = 26
# A batch waits for those before it; on a small machine each takes half a minute.
BATCH_SECONDS = 600
# Shorter than a lease, for nobody says meanwhile that the job is still being done.
LEFT_SECONDS = 30
# Whoever rebuilds says so often that it is still there.
SIGN_SECONDS = 10
SWAP_PAUSE_SECONDS = 0.05

Documents = Sequence[IndexDocument]


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

    def run(self, documents: Iterable[Documents], *, resume: bool) -> Iterator[int]:
        """Yield how many documents are in, now and then; swap at the end."""
        waiting: deque[tuple[int, list[int]]] = deque()
        done = 0
        if resume:
            self._new.prepare()
            done = self._new.count()
            yield done
        else:
            # Nobody waits for these: documents gather behind them, and the server
            # takes what it finds waiting in one step.
            waiting.extend((task, []) for task in self._new.begin_anew())
        for lines, sizes in gathered(documents):
            *first, last = self._new.send(lines)
            waiting.extend((task, []) for task in first)
            waiting.append((last, sizes))
            while len(waiting) > MOST_WAITING:
                for more in self._ended(*waiting.popleft()):
                    done += more
                    yield done
        while waiting:
            for more in self._ended(*waiting.popleft()):
                done += more
                yield done
        self._swap()

    def _ended(self, task: int, sizes: list[int]) -> Iterator[int]:
        """Wait for a task: yield 0 now and then while it lasts, sizes at its end."""
        deadline = time.monotonic() + BATCH_SECONDS
        while True:
            try:
                wait_for(self._client, task, seconds=SIGN_SECONDS)
            except TooSlow:
                if time.monotonic() > deadline:
                    raise
                yield 0
            else:
                yield from sizes
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


def gathered(documents: Iterable[Documents]) -> Iterator[tuple[list[bytes], list[int]]]:
    """Yield the lines that are sent at once, and the sizes of the batches in them.

    Each document is made a line at once: two copies of a step are never in memory.
    """
    lines: list[bytes] = []
    sizes: list[int] = []
    held = 0
    for batch in documents:
        fresh = [as_line(document) for document in batch]
        lines += fresh
        sizes.append(len(batch))
        held += sum(map(len, fresh))
        if held >= MOST_BYTES:
            yield lines, sizes
            lines, sizes, held = [], [], 0
    if lines:
        yield lines, sizes
