"""The limited process that reads pictures and documents, and its worker's sign of life.

What it does may take minutes on a busy machine. A worker that says nothing so long
would lose its lease, and the work would begin anew, again and again.
"""

import atexit
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from app.media.programs import LOOK_SECONDS, broken
from app.platform.limited import CutShort, LimitedProcess, Limits, TookTooLong

T = TypeVar("T")

# The clock only ends what got stuck.
drawing = LimitedProcess(
    Limits(cpu_seconds=90, memory_bytes=1_500_000_000, wall_seconds=1_800)
)
atexit.register(drawing.close)


def drawn(tell: Callable[[], None], function: Callable[[], T]) -> T:
    """Return what a function returns that is called in the limited process.

    `tell` is called every second. Raises what either raises, Refused when it takes too
    much, CutShort when the machine ended it.
    """
    try:
        return telling(tell, lambda: drawing.run(function))
    except CutShort:
        raise
    except TookTooLong:
        raise broken() from None


def telling(tell: Callable[[], None], work: Callable[[], T]) -> T:
    """Return what the work returns, and call `tell` every second meanwhile.

    What `tell` raises is raised when the work has ended.
    """
    with ThreadPoolExecutor(1, "telling") as pool:
        doing = pool.submit(work)
        while not wait([doing], LOOK_SECONDS).done:
            tell()
        return doing.result()
