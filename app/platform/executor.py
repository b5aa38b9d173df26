"""huey, as what runs jobs: one thread beside the server, handed the ids of rows.

Nothing is kept in its queue, which is memory: the rows of `app.platform.jobs` are
the truth.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def _unseen(*names: str) -> Iterator[None]:
    """Let modules that are not read in yet be missing for a while.

    Not while another thread may read them in.
    """
    hidden = [name for name in names if name not in sys.modules]
    # What the import system takes as: there is no such module.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


# huey reads in every database it could work with, where it finds it: 28 MiB and most
# of half a second for what an SQLite site never asks.
with _unseen("redis", "psycopg"):
    from huey import MemoryHuey
    from huey.consumer import Consumer
    from huey.storage import MemoryStorage

# Whoever waits for a job looks up so often, to see whether it is time to end.
PULSE_SECONDS = 0.5


class WakingStorage(MemoryStorage):  # type: ignore[misc]  # huey has no types
    """huey's queue in memory; who waits for a job has it at once.

    huey itself sleeps and looks again, for longer each time: a tenth of a second
    between two jobs, where the job takes a hundredth.
    """

    blocking = True

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self._filled = threading.Semaphore(0)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Put a job in."""
        super().enqueue(data, priority)
        self._filled.release()

    def dequeue(self) -> bytes | None:
        """Return the next job, or None when there was none for a while."""
        self._filled.acquire(timeout=PULSE_SECONDS)
        job: bytes | None = super().dequeue()
        return job


class WakingHuey(MemoryHuey):  # type: ignore[misc]  # huey has no types
    """huey with a queue that wakes whoever waits at it."""

    storage_class = WakingStorage


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's consumer, leaving the process's signals to the web server."""

    def _set_signal_handlers(self) -> None:
        """Do nothing: uvicorn and the CLI own the signals."""


class Executor:
    """Calls `run` with each id it is handed, one after the other, in its own thread."""

    def __init__(self, run: Callable[[int], object]) -> None:
        huey = WakingHuey("passalong", results=False)
        self._task = huey.task(name="run_job")(run)
        self._consumer = QuietConsumer(
            huey,
            workers=1,
            periodic=False,
            check_worker_health=False,
        )
        self._consumer.start()

    def hand_over(self, job_id: int) -> None:
        """Queue a job and return."""
        self._task(job_id)

    def stop(self) -> None:
        """Finish what is running and return."""
        self._consumer.stop(graceful=True)
