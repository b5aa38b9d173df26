"""Files that arrive are written a few at a time, by threads that pages do not need."""

import asyncio
import os
import threading

from starlette.concurrency import run_in_threadpool

from app.media.writers import STEPS_BACK, WRITERS, in_writer

MANY = 60


def test_a_hundred_who_write_leave_the_threads_of_pages_free() -> None:
    may_end, running, most = threading.Event(), [0], [0]
    lock = threading.Lock()

    def write() -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        assert may_end.wait(60)
        with lock:
            running[0] -= 1

    async def read_meanwhile() -> str:
        writing = [asyncio.create_task(in_writer(write)) for _ in range(MANY)]
        page = await asyncio.wait_for(run_in_threadpool(str, "a page"), 60)
        may_end.set()
        await asyncio.gather(*writing)
        return page

    assert asyncio.run(read_meanwhile()) == "a page"
    assert most[0] <= WRITERS


def test_who_writes_goes_behind_who_reads() -> None:
    def nice() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    async def both() -> tuple[int, int]:
        return await in_writer(nice), await run_in_threadpool(nice)

    writer, reader = asyncio.run(both())

    assert writer == min(reader + STEPS_BACK, 19)
