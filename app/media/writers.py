"""The threads that write what is brought: few, so that those of pages stay free.

A hundred files that arrive at a time are written one or two at a time: the disk takes
them no faster. Who sends waits, which TCP tells them.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

WRITERS = 2
# Who reads a page goes first where both want the processor.
STEPS_BACK = 5


@cache
def _writers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WRITERS, "writer-of-files", initializer=_step_back)


def _step_back() -> None:
    # Linux counts the thread for a process here.
    thread = threading.get_native_id()
    now = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, now + STEPS_BACK)


async def in_writer(function: Callable[..., T], *given: Any) -> T:
    """Call a function in a thread of those who write, when one is free."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_writers(), function, *given)
