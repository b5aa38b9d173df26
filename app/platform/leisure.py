"""Does what takes long beside a server without getting in the way of its requests."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# More than that of the rest: what is left of the processor, but not nothing.
NICENESS = 10
MOST_NICENESS = 19

Task = TypeVar("Task")


def at_leisure(function: Callable[[Task], None], task: Task) -> None:
    """Call a function in a thread of its own, which lets all others go first.

    What it raises is raised here.
    """
    with ThreadPoolExecutor(1, "leisure", initializer=_step_back) as thread:
        thread.submit(function, task).result()


def _step_back() -> None:
    # Linux gives each thread a niceness, and only root could take it back: from that
    # of a process which was started with more, too.
    thread = threading.get_native_id()
    own = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, min(own + NICENESS, MOST_NICENESS))
