"""Many who bring files at a time, from processes of their own, and one who reads."""

import asyncio
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import httpx2

from app.platform.storage import FolderStorage
from app.platform.storage.permits import Action, Permit, Permits, ending_in
from tests.bench.load import LOAD_CORE, Request, measure
from tests.bench.servers import memory_mib
from tests.services.process import RunningServer

SECRET = "a-secret-for-this-measurement-only-and-not-for-anybody-else"
UPLOADS, UPLOAD_BYTES = 100, 20_000_000
PART_BYTES = 8 << 20
KIND = "application/octet-stream"
SENDERS = 2
SETTLING_SECONDS, READER_SECONDS = 6.0, 3.0

# What is sent for one file, one after the other: method, address, bytes, permit.
Sending = list[tuple[str, str, int, str]]
# Says what was measured, the figure, and what it should be.
Tell = Callable[[str, str, str], None]


def bring_many(server: RunningServer, folder: Path, tell: Tell) -> None:
    """Bring 100 files of 20 MB at a time and read meanwhile: in parts, as the script of
    the page sends them, then as forms without script.
    """
    page = Request(f"{server.url}/en/packs")
    storage = FolderStorage(folder / "media", [SECRET])
    # A server that has just begun has work of its own yet.
    measure(page, connections=1, seconds=SETTLING_SECONDS)
    for way, jobs in (("in parts", _parts(storage)), ("by form", _forms())):
        # What was written before is on the disk, and no longer on its way there.
        os.sync()
        idle = measure(page, connections=1, seconds=READER_SECONDS).p95
        peak, times, begun = 0.0, [], time.monotonic()
        with ProcessPoolExecutor(SENDERS, initializer=_make_way) as senders:
            shares = [jobs[number::SENDERS] for number in range(SENDERS)]
            tasks = [senders.submit(_send, server.url, share) for share in shares]
            while not all(task.done() for task in tasks):
                times.append(measure(page, connections=1, seconds=1).p95)
                peak = max(peak, memory_mib(server.pid))
            assert sum(task.result() for task in tasks) == UPLOADS
        rate = UPLOADS * UPLOAD_BYTES / 1e6 / (time.monotonic() - begun)
        held = f"server at most {peak * 1.048576:.0f} MB, {rate:.0f} MB arrive a second"
        tell(f"100 uploads of 20 MB at a time {way}", held, "≤ 300 MB")
        during = statistics.median(times)
        figure = f"p95 {during:.2f} ms, {during / idle:.1f} of idle ({idle:.2f} ms)"
        tell("a page meanwhile", figure, "≤ 2")


def _make_way() -> None:
    # Who sends stands for other machines: on the core of the load, and whoever reads
    # has it at once. That the files go on arriving is told beside it.
    os.sched_setaffinity(0, {int(LOAD_CORE)})
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _parts(storage: FolderStorage) -> list[Sending]:
    return [_in_parts(storage, number) for number in range(UPLOADS)]


def _in_parts(storage: FolderStorage, number: int) -> Sending:
    ref = storage.begin_parts(f"quarantine/parts{number}/file")
    sizes = [
        min(PART_BYTES, UPLOAD_BYTES - first)
        for first in range(0, UPLOAD_BYTES, PART_BYTES)
    ]
    return [
        ("PUT", storage.part_address(ref, place, size=size, seconds=600), size, "")
        for place, size in enumerate(sizes, 1)
    ]


def _forms() -> list[Sending]:
    return [[("POST", "/storage", UPLOAD_BYTES, _permit(n))] for n in range(UPLOADS)]


def _permit(number: int) -> str:
    permit = Permit(
        Action.FORM,
        f"quarantine/bench{number}/file",
        ending_in(600),
        most=UPLOAD_BYTES,
        content_type=KIND,
    )
    return Permits([SECRET]).sign(permit)


def _send(url: str, share: list[Sending]) -> int:
    """Bring some files at a time; return how many arrived."""
    return asyncio.run(_send_share(url, share))


async def _send_share(url: str, share: list[Sending]) -> int:
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=url, timeout=300, limits=limits) as client:
        arrived = await asyncio.gather(*(_bring(client, one) for one in share))
    return sum(arrived)


async def _bring(client: httpx2.AsyncClient, sending: Sending) -> bool:
    answers = []
    for method, address, size, permit in sending:
        if permit:
            fields = {"permit": permit, "Content-Type": KIND}
            file = {"file": ("f", bytes(size), KIND)}
            answers.append(await client.post(address, data=fields, files=file))
        else:
            answers.append(await client.request(method, address, content=bytes(size)))
    return all(answer.is_success for answer in answers)
