"""Live drafts: how soon others see what is typed, what an idle socket costs, opening.

    python -m tests.bench.live --writers 80 --drafts 8 --idle 500 2000 5000

Writers and server share the machine, so an echo also waits for the writers: compare
runs of one machine. Opening a long draft is measured in CPU time.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

from sqlmodel import select

from app.accounts.sessions import end_session
from app.authoring.live.documents import BODY, Written, load_document, write
from app.authoring.live.documents import new_document as empty
from app.authoring.live.frames import Step, sync_frame
from app.packs.models import Module
from app.platform.db import Database
from tests.authoring.live.conftest import editor
from tests.authoring.live.typist import Live, Site, Typist
from tests.bench.growth import copy_packs
from tests.bench.live_sockets import (
    IN_ONE_DRAFT,
    OF_ONE_PERSON,
    let_many_open,
    tell_frames,
    tell_idle,
)
from tests.services.passalong import start_passalong
from tests.services.process import RunningServer

STARTERS = 12
EDITS, LONG_BYTES = 10_000, 1_000_000
ROUNDS = 20


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=80)
    parser.add_argument("--drafts", type=int, default=8)
    parser.add_argument("--idle", type=int, nargs="*", default=[500, 2_000])
    given = parser.parse_args()
    _tell_opening()
    let_many_open()
    with tempfile.TemporaryDirectory() as folder:
        most = max(given.idle, default=0)
        server = _start(Path(folder), most // IN_ONE_DRAFT + 1)
        with Database(f"sqlite:///{folder}/passalong.db") as database:
            people = max(given.writers, most) // OF_ONE_PERSON + 1
            sites = [editor(database, server.url, f"W{one}") for one in range(people)]
            drafts = _drafts(database, sites[0], most // IN_ONE_DRAFT + 1)
            if given.idle:
                asyncio.run(tell_idle(sites, drafts, given.idle, server.pid))
            few = drafts[: given.drafts]
            asyncio.run(_tell_shut_out(database, server.url, few[0]))
            asyncio.run(tell_frames(sites, few, given.writers, server.pid))
            asyncio.run(_tell_echo(sites, few, given.writers))
        server.stop()


def _start(folder: Path, drafts: int) -> RunningServer:
    """Start a server that has so many modules."""
    start_passalong(folder).stop()
    # A pack has four.
    copy_packs(folder / "passalong.db", max(drafts // 4 + STARTERS, 2 * STARTERS))
    return start_passalong(folder, verb="serve", more={"WORKER": "false"})


def _drafts(database: Database, site: Site, most: int) -> list[Live]:
    with database.open_session() as session:
        found = session.exec(select(Module.document_id).limit(max(most, 40))).all()
    return [site.join(document_id) for document_id in found]


def _tell_opening() -> None:
    """Tell what reading a long draft and its first frame take."""
    random, document = Random(1), empty()  # noqa: S311 - no secret
    write(document, Written("A line of a long module.\n" * (LONG_BYTES // 25), {}))
    text = document[BODY]
    for number in range(EDITS):
        text.insert(random.randrange(LONG_BYTES), str(number % 10))
    snapshot, updates = document.get_update(), list[bytes]()
    long = f"open {len(str(text)):,} bytes with {EDITS:,} edits"
    subscription = document.observe(lambda event: updates.append(event.update))
    for number in range(EDITS):
        text.insert(random.randrange(LONG_BYTES), str(number % 10))
    document.unobserve(subscription)
    for what, log in (("", [snapshot]), (", not shortened yet", [snapshot, *updates])):
        times = []
        for _ in range(ROUNDS if len(log) == 1 else 3):
            began = time.process_time()
            opened = load_document(log)
            sync_frame(Step.MISSING, opened.get_update(b"\x00"))
            times.append(time.process_time() - began)
        median = statistics.median(times) * 1000
        print(f"{long}{what}: {median:.0f} ms CPU (target 300 ms)", flush=True)


async def _tell_shut_out(database: Database, url: str, live: Live) -> None:
    """Tell how long somebody stays in who was signed out elsewhere."""
    times = []
    for number in range(ROUNDS):
        site = editor(database, url, f"Gone{number}")
        async with Typist(site, live, f"gone{number}") as typist:
            with database.transaction() as session:
                end_session(session, site.token)
            began = time.perf_counter()
            await typist.closed(seconds=60)
            times.append(time.perf_counter() - began)
    median, most = statistics.median(times), max(times)
    print(f"let go after p50 {median:.2f} s, at most {most:.2f} s (target 2 s)")


async def _tell_echo(sites: list[Site], drafts: list[Live], count: int) -> None:
    """Tell how long it takes from a stroke to another window, and to `saved`."""
    writers = [
        Typist(sites[one // OF_ONE_PERSON], drafts[one % len(drafts)], f"w{one}")
        for one in range(count)
    ]
    for writer in writers:
        await writer.connect()
    echoes: list[float] = []
    acknowledged: list[float] = []
    await asyncio.gather(
        *(
            _type(writer, writers[(number + len(drafts)) % count], echoes, acknowledged)
            for number, writer in enumerate(writers)
        )
    )
    echo = "another window", echoes, " (target p95 250 ms with 1,000 on 100)"
    for what, times, target in (echo, ("saved", acknowledged, "")):
        p95 = statistics.quantiles(times, n=20)[-1] * 1000
        median = statistics.median(times) * 1000
        print(
            f"{count} writers on {len(drafts)} drafts, {what}: "
            f"p50 {median:.0f} ms, p95 {p95:.0f} ms{target}"
        )
    await asyncio.gather(*(writer.leave() for writer in writers))


async def _type(
    writer: Typist, other: Typist, echoes: list[float], acknowledged: list[float]
) -> None:
    random = Random(writer.name)  # noqa: S311 - no secret
    for _ in range(ROUNDS):
        await asyncio.sleep(random.uniform(0, 2))
        words = writer.write(random)
        began = time.perf_counter()
        await writer.flush()
        while words not in other.text:
            await asyncio.sleep(0.005)
        echoes.append(time.perf_counter() - began)
        await writer.saved(60)
        acknowledged.append(time.perf_counter() - began)


if __name__ == "__main__":
    main()
