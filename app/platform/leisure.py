"""Does what takes long beside a server without getting in the way of its requests."""

import ctypes
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# More than that of the rest: what is left of the processor, but not nothing.
NICENESS = 10
MOST_NICENESS = 19

# While urgent work comes, so many times as long as it has worked, and at most so long.
REST, MOST_REST_SECONDS = 4, 2.0
# No urgent work for so long: there is time again.
QUIET_SECONDS = 0.5
LOOK_SECONDS = 0.05
# What was done just now is left for so many times as long as it took, and at most so
# long, before it is done again; longer where nobody waits for it.
PAUSE, MOST_PAUSE_SECONDS, MOST_PAUSE_AT_LEISURE = 12, 1.0, 5.0

Task = TypeVar("Task")


def at_leisure(function: Callable[[Task], None], task: Task) -> None:
    """Call a function in a thread of its own, which lets all others go first.

    What it raises is raised here. The memory it took goes back to the system.
    """
    try:
        with ThreadPoolExecutor(1, "leisure", initializer=_step_back) as thread:
            thread.submit(function, task).result()
    finally:
        _give_back()


def _give_back() -> None:
    # The C library keeps what lies free between what is in use: 4 MiB after looking
    # through a pack, and a server does that once and then reads for days.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def _step_back() -> None:
    # Linux gives each thread a niceness, and only root could take it back: from that
    # of a process which was started with more, too.
    thread = threading.get_native_id()
    own = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, min(own + NICENESS, MOST_NICENESS))


class GivingWay:
    """Lets those at leisure rest while urgent work comes.

    However nice a thread is, it takes Python's lock like any other, and keeps it while
    the system lets other processes go first. A fifth of the time is left to it, so
    that what it does is done some day.
    """

    def __init__(self) -> None:
        self._urgent_at = float("-inf")

    def note_urgent(self) -> None:
        """Note that urgent work was done just now."""
        self._urgent_at = time.monotonic()

    def turn(self, stopping: threading.Event) -> Callable[[], None]:
        """Return what somebody at leisure calls now and then, from now on: it rests."""
        begun = time.monotonic()

        def rest() -> None:
            nonlocal begun
            worked = time.monotonic() - begun
            until = time.monotonic() + min(REST * worked, MOST_REST_SECONDS)
            while time.monotonic() < min(until, self._urgent_at + QUIET_SECONDS):
                if stopping.wait(LOOK_SECONDS):
                    break
            begun = time.monotonic()

        return rest


class Pausing:
    """Lets what was done just now wait before it is done again.

    Somebody who saves without a pause asks for the same count and the same documents
    with each save. Once for many is as good, and leaves the lock to their requests.
    """

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def note(
        self, job_id: int, seconds: float, *, most: float = MOST_PAUSE_SECONDS
    ) -> None:
        """Note that a job was done just now, in so many seconds."""
        now = time.monotonic()
        over = [one for one, until in self._until.items() if until < now]
        for one in over:
            del self._until[one]
        self._until[job_id] = now + min(PAUSE * seconds, most)

    def pauses(self, job_id: int) -> bool:
        """Tell whether it is too early for a job."""
        return self._until.get(job_id, float("-inf")) > time.monotonic()
