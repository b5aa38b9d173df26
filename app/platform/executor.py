"""huey, as what runs jobs: one thread beside the server, handed the ids of rows.

Nothing is kept in its queue, which is memory: the rows of `app.platform.jobs` are
the truth.
"""

import sys
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


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's consumer, leaving the process's signals to the web server."""

    def _set_signal_handlers(self) -> None:
        """Do nothing: uvicorn and the CLI own the signals."""


class Executor:
    """Calls `run` with each id it is handed, one after the other, in its own thread."""

    def __init__(self, run: Callable[[int], object], *, max_delay: float) -> None:
        huey = MemoryHuey("passalong", results=False)
        self._task = huey.task(name="run_job")(run)
        self._consumer = QuietConsumer(
            huey,
            workers=1,
            periodic=False,
            check_worker_health=False,
            max_delay=max_delay,
        )
        self._consumer.start()

    def hand_over(self, job_id: int) -> None:
        """Queue a job and return."""
        self._task(job_id)

    def stop(self) -> None:
        """Finish what is running and return."""
        self._consumer.stop(graceful=True)
