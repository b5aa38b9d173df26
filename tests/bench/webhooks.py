"""Measures messages to sites: how many are queued and how many arrive in a second.

`python -m tests.bench.webhooks`. Each is written in a transaction of its own, as when
somebody finishes a module. Then one worker takes them to a receiver in a process of its
own, which counts them by their ids. CPU is that of the worker's process.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from app.hosts.models import HostDelivery, HostSite
from app.hosts.webhooks import MODULE_COMPLETED, Message, tell
from app.hosts.wiring import AGENT, SEND_SECONDS, wire
from app.platform.db import Database
from app.platform.ids import short_id
from app.platform.outbox import EventBus
from app.platform.public_web import PublicWeb
from app.platform.worker import Worker
from tests.conventions.sources import ROOT
from tests.databases import Databases
from tests.hosts.told_sites import quiet_copy, register_sites
from tests.services.process import (
    Program,
    answers,
    end,
    free_port,
    start,
    wait_until,
)

KEY = "k" * 40
ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
ID, LENGTH = b"webhook-id:", b"content-length:"


def main() -> None:
    """Print how many a second are queued and delivered, and how many came twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--receive", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.receive:
        asyncio.run(_receive(asked.receive))
        return
    with tempfile.TemporaryDirectory(prefix="passalong-webhooks-") as name:
        folder, port = Path(name), free_port()
        log = folder / "ids"
        words = [sys.executable, "-m", __spec__.name, "--receive", str(port)]
        receiver = start(Program(words, log, cwd=ROOT))
        try:
            wait_until(lambda: answers(port), receiver, log)
            with Database(quiet_copy(Databases(folder, None))) as database:
                _queue(database, port, asked.messages, asked.sites)
                _deliver(database, port, asked.messages)
                _judge(database, log)
        finally:
            end(receiver)


async def _receive(port: int) -> None:
    """Take every message there is, and write its id down."""
    server = await asyncio.start_server(_answer, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            found = {
                line.partition(b":")[0].lower(): line for line in head.split(b"\r\n")
            }
            size = int(found[LENGTH[:-1]].partition(b":")[2])
            await reader.readexactly(size)
            print(found[ID[:-1]].partition(b":")[2].strip().decode(), flush=True)
            writer.write(ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _queue(database: Database, port: int, many: int, sites: int) -> None:
    with database.transaction() as session:
        addresses = [f"http://127.0.0.1:{port}/{number}" for number in range(sites)]
        numbers = [site.number for site in register_sites(session, addresses)]
    begun, used = time.monotonic(), time.process_time()
    for number in range(many):
        with database.transaction() as session:
            site = session.get_one(HostSite, numbers[number % sites])
            data = {"learner": short_id(12), "module": "m1", "number": number}
            tell(session, site, Message(MODULE_COMPLETED, data))
    took, cpu = time.monotonic() - begun, time.process_time() - used
    each = 1000 * cpu / many
    print(f"{many:,} messages to {sites} sites")
    print(f"{many / took:,.0f} a second are queued, {each:.2f} ms CPU each")


def _deliver(database: Database, port: int, many: int) -> None:
    here = ("127.0.0.1", port)
    web = PublicWeb(
        AGENT, lambda address, at: (address, at) == here, seconds=SEND_SECONDS
    )
    worker = Worker(database, EventBus(database))
    wire(worker, lambda: web, [KEY], "http://localhost")
    begun, used = time.monotonic(), time.process_time()
    while worker.run_due():
        pass
    took, cpu = time.monotonic() - begun, time.process_time() - used
    each = 1000 * cpu / many
    print(f"{many / took:,.0f} a second are delivered, {each:.2f} ms CPU each")


def _judge(database: Database, log: Path) -> None:
    came = Counter(log.read_text().split())
    twice = sum(count > 1 for count in came.values())
    with database.open_session() as session:
        states = Counter(session.scalars(select(col(HostDelivery.state))))
    shown = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
    print(
        f"{len(came):,} arrived, {twice} of them more than once; on the page: {shown}"
    )


if __name__ == "__main__":
    main()
