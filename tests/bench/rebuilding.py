"""How fast Meilisearch is filled: `python -m tests.bench.rebuilding`.

In turn, on indexes that are new each time: the server by itself, given the documents
ready made, all at once; our rebuild of the same documents; and `passalong search
reindex` whole, from the start of the program and the database on.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from app.cli.database import migrate
from app.platform.db import Database
from app.search.index import IndexDocument
from app.search.meilisearch.client import INDEXING, Client
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.meilisearch.rebuilding import gathered
from app.search.meilisearch.tasks import task_of, wait_for
from app.search.meilisearch.writing import IndexWriter
from app.search.vocabulary import Vocabulary
from tests.bench.freshness import engine_settings
from tests.bench.outage import put_documents
from tests.bench.search_documents import batches
from tests.bench.servers import cpu_ms, memory_mib, run_command
from tests.services.meilisearch import USUAL_BODY, MeilisearchServer

Batches = Sequence[Sequence[IndexDocument]]
HEADER = """\
| turn | what | indexed/s | of its own | CPU ms each, server | ours |
|---:|---|---:|---:|---:|---:|"""


@dataclass(frozen=True)
class Way:
    """A way to fill an index: how long it took, and the processors' work for it."""

    name: str
    seconds: float
    theirs_ms: float
    ours_ms: float


def main() -> None:
    """Fill indexes in turn; print what each way reaches of the server's own rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=30_000)
    parser.add_argument("--turns", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="passalong-rebuilding-") as folder:
        compare(Path(folder), list(batches(asked.documents)), asked.turns)


def compare(folder: Path, given: Batches, turns: int) -> None:
    """Print a line for each way in each turn, and the medians."""
    with Database(f"sqlite:///{folder}/passalong.db") as database:
        migrate(database)
        for batch in given:
            put_documents(database, batch)
    size = sum(map(len, given))
    shares: dict[str, list[float]] = {}
    print(HEADER, flush=True)
    for turn in range(1, turns + 1):
        own = 0.0
        for way in _ways(folder, given, turn):
            own = own or way.seconds
            shares.setdefault(way.name, []).append(own / way.seconds)
            each = f"{way.theirs_ms / size:.2f} | {way.ours_ms / size:.2f}"
            rate = f"{size / way.seconds:,.0f} | {own / way.seconds:.0%}"
            print(f"| {turn} | {way.name} | {rate} | {each} |", flush=True)
    said = ", ".join(f"{name}: {median(s):.0%}" for name, s in shares.items())
    print(f"\n{size:,} documents; of its own rate, in the middle: {said}.")


def _ways(folder: Path, given: Batches, turn: int) -> Iterator[Way]:
    # A server of its own for each: what one left to write would slow down the next.
    for name, fill in (
        ("Meilisearch by itself", _fill_raw),
        ("a rebuild", _rebuild),
        ("search reindex, whole", _reindex),
    ):
        with tempfile.TemporaryDirectory(dir=folder) as own:
            server = MeilisearchServer(Path(own), largest_body=USUAL_BODY)
            server.start()
            try:
                theirs = cpu_ms(server.pid)
                took, ours = fill(server, given)
                theirs = cpu_ms(server.pid) - theirs
                held = memory_mib(server.pid)
            finally:
                server.stop()
        yield Way(name, took, theirs, ours)
        if turn == 1:
            print(f"|  | {name}: the server then holds {held:,.0f} MiB | | | | |")


def _fill_raw(server: MeilisearchServer, given: Batches) -> tuple[float, float]:
    """Give the server what is ready to be sent, without waiting."""
    ready = [b"\n".join(lines) for lines, _ in gathered(given)]
    with Client(server.url, server.settings("raw").search_index_key, INDEXING) as own:
        IndexWriter(own, "raw").prepare()
        began, cpu = time.perf_counter(), time.process_time()
        path = "/indexes/raw/documents"
        tasks = [task_of(own.ask("POST", path, body)) for body in ready]
        wait_for(own, tasks[-1], seconds=3_600)
        return time.perf_counter() - began, 1000 * (time.process_time() - cpu)


def _rebuild(server: MeilisearchServer, given: Batches) -> tuple[float, float]:
    """Fill an index as the command does, from documents in memory."""
    with Database(f"sqlite:///{server.folder.parent}/passalong.db") as database:
        index = MeilisearchIndex(server.settings("rebuilt"), Vocabulary(database))
        began, cpu = time.perf_counter(), time.process_time()
        for _ in index.rebuild(given):
            pass
        index.close()
        return time.perf_counter() - began, 1000 * (time.process_time() - cpu)


def _reindex(server: MeilisearchServer, _: Batches) -> tuple[float, float]:
    """Run the command on the database beside the folder of the server."""
    began, before = time.perf_counter(), os.times()
    run_command(server.folder.parent, engine_settings(server), "search", "reindex")
    after = os.times()
    ours = after.children_user + after.children_system
    ours -= before.children_user + before.children_system
    return time.perf_counter() - began, 1000 * ours


if __name__ == "__main__":
    main()
