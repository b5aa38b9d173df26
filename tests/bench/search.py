"""Search, both engines in one run: `python -m tests.bench.search`.

First the engines by themselves, with generated documents in ten languages; then whole
pages over copies of the starter packs, beside bare FTS5 and the bare call to
Meilisearch.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import quantiles

from app.cli.database import migrate
from app.platform.db import Database
from app.search.embedded.index import EmbeddedIndex
from app.search.index import IndexDocument, IndexUnavailable, SearchIndex
from app.search.meilisearch import engine as meilisearch_engine
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.vocabulary import Vocabulary, note_terms
from app.search.words.query import parse
from tests.bench.search_documents import Asked, batches, queries
from tests.bench.search_pages import PAGES, measure_pages
from tests.services.meilisearch import USUAL_BODY, MeilisearchServer

SIZES = (1_000, 10_000, 100_000)
# Smaller ones say nothing about a server of its own.
MEILISEARCH_SIZES = (100_000,)
CONNECTIONS = (1, 8)
Batches = Sequence[Sequence[IndexDocument]]
LIMIT = 1_000


@dataclass(frozen=True)
class Engine:
    """An engine to measure, and how many bytes it takes."""

    name: str
    index: SearchIndex
    taken: Callable[[], int]


def main() -> None:
    """Measure every engine at every size, then the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--meilisearch", type=int, nargs="*", default=MEILISEARCH_SIZES)
    parser.add_argument("--packs", type=int, default=2_000, help="0: no pages")
    parser.add_argument("--seconds", type=float, default=1, help="for each page")
    parser.add_argument("--pages", nargs="*", choices=PAGES, default=list(PAGES))
    given = parser.parse_args()
    print("| engine | documents | indexed/s | bytes each | kind | at a time | ", end="")
    print("p50 ms | p95 ms | p99 ms |\n|---|---:|---:|---:|---|---:|---:|---:|---:|")
    for size in given.sizes:
        with tempfile.TemporaryDirectory(prefix="passalong-search-") as name:
            _measure_at(Path(name), size, with_server=size in given.meilisearch)
    if given.packs:
        measure_pages(given.packs, given.seconds, given.pages)


def _measure_at(folder: Path, size: int, *, with_server: bool) -> None:
    ready = list(batches(size))
    with _database(folder, ready) as database:
        embedded = EmbeddedIndex(database, Vocabulary(database))
        file = folder / "passalong.db"
        before = file.stat().st_size
        _measure(
            Engine("embedded", embedded, lambda: file.stat().st_size - before), ready
        )
        if not with_server:
            return
        server = MeilisearchServer(folder, largest_body=USUAL_BODY)
        server.start()
        try:
            there = MeilisearchIndex(server.settings(), Vocabulary(database))
            ours = Engine("Meilisearch", there, lambda: _size(folder))
            _measure(ours, ready)
        finally:
            server.stop()


@contextmanager
def _database(folder: Path, ready: Batches) -> Iterator[Database]:
    """Give a database that knows the words of so many documents."""
    with Database(f"sqlite:///{folder}/passalong.db") as database:
        migrate(database)
        with database.transaction() as session:
            note_terms(session, list(chain.from_iterable(ready)))
        yield database


def _size(folder: Path) -> int:
    files = (folder / "db-path").rglob("*")
    return sum(path.stat().st_blocks * 512 for path in files if path.is_file())


def _measure(engine: Engine, ready: Batches) -> None:
    """Print what an engine does with documents."""
    size = sum(map(len, ready))
    began = time.perf_counter()
    for _ in engine.index.rebuild(ready):
        pass
    rate = size / (time.perf_counter() - began)
    each = engine.taken() / size
    asked = queries()
    for kind in dict.fromkeys(query.kind for query in asked):
        chosen = [query for query in asked if query.kind == kind]
        for at_a_time in CONNECTIONS:
            times = _times(engine.index, chosen, at_a_time)
            print(
                f"| {engine.name} | {size:,} | {rate:,.0f} | {each:,.0f} | {kind} "
                f"| {at_a_time} | {' | '.join(f'{t:.1f}' for t in _shares(times))} |",
                flush=True,
            )


def _times(index: SearchIndex, asked: Sequence[Asked], at_a_time: int) -> list[float]:
    def ask(query: Asked) -> float:
        began = time.perf_counter()
        # Given up, it took as long as it was waited for.
        with suppress(IndexUnavailable):
            index.find(parse(query.text), (query.language, "en"), limit=LIMIT)
        return (time.perf_counter() - began) * 1000

    with ThreadPoolExecutor(at_a_time) as threads:
        return list(threads.map(ask, asked))


def _shares(times: Sequence[float]) -> tuple[float, float, float]:
    cuts = quantiles(times, n=100)
    return cuts[49], cuts[94], cuts[98]


if __name__ == "__main__":
    # A figure of the benchmark is how long it took, not that it was given up.
    meilisearch_engine.MENDING_SECONDS = 60
    main()
