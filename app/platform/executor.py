"""huey, as what runs jobs: one thread beside the server, handed the ids of rows.

Nothing is kept in its queue, which is memory: the rows of `app.platform.jobs` are
the truth. It looks at every database it could work with when it is read in, so a
server reads it in with its first job, not before its first reader.
"""

from collections.abc import Callable

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
