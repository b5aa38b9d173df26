"""Whether a page gets slower with more packs: `python -m tests.bench.growth`.

Copies of the starter packs are written straight into the database, with all their
units; loading as many from folders would take hours. With `--search` what search finds
of them is derived as always, which takes minutes for the largest, and the search page
is measured too. How long the first search after a start takes is told beside it: those
after it find everything read. (`tests.bench.search` measures search over 2,000 packs.)
"""

import argparse
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import product
from math import inf
from pathlib import Path

import httpx2

from app.registry import metadata
from tests.bench.__main__ import PACK, signed_in_headers
from tests.bench.load import Request, measure
from tests.bench.servers import ENCODINGS, run_command, start_ours

SIZES = (12, 1_000, 10_000)
PAGES = ("/en/", "/en/packs", "/en/skills", PACK, f"{PACK}/1", "/en/me")
SEARCH_PAGE = "/en/search?q=budget"
# Larger than any id of the starter content.
STRIDE = 10_000_000
OWN_DOCUMENTS = "SELECT document_id FROM pack UNION SELECT document_id FROM module"
OWN_UNITS = f"SELECT id FROM unit WHERE document_id IN ({OWN_DOCUMENTS})"
OWN_REVISIONS = f"SELECT id FROM revision WHERE document_id IN ({OWN_DOCUMENTS})"
# Which rows belong to packs, in an order in which they can be written.
ROWS = {
    "document": f"id IN ({OWN_DOCUMENTS})",
    "unit": f"id IN ({OWN_UNITS})",
    "unit_version": f"unit_id IN ({OWN_UNITS})",
    "revision": f"id IN ({OWN_REVISIONS})",
    "revision_unit": f"revision_id IN ({OWN_REVISIONS})",
    "pack": "1",
    "module": "1",
    "pack_language": "1",
    "pack_skill": "1",
    "pack_source": "1",
    "pack_credit": "1",
    "pack_project": "1",
    "pack_organisation": "1",
}
# Whatever breaks off begins anew: nothing is written twice, and indexes stay in memory.
QUICKLY = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-300000")
SHARED = {"project_id", "organisation_id", "author_id"}
UNIQUE_TEXTS = {("pack", "key"), ("pack", "slug"), ("unit", "id")}
UNIQUE_TEXTS |= {("unit_version", "unit_id")}


def copy_packs(database: Path, wanted: int) -> int:
    """Fill a database up with copies of its packs; return how many there are then."""
    with closing(sqlite3.connect(database)) as connection:
        for pragma in QUICKLY:
            connection.execute(f"PRAGMA {pragma}")
        [(originals,)] = connection.execute("SELECT count(*) FROM pack")
        copies = wanted // originals - 1
        connection.execute("CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY)")
        numbers = [(number,) for number in range(1, copies + 1)]
        connection.executemany("INSERT INTO copy VALUES (?)", numbers)
        statements = [_copying(table, condition) for table, condition in ROWS.items()]
        # What belongs to a pack is chosen before there are more packs.
        for number, (choosing, _) in enumerate(statements):
            connection.execute(f"CREATE TEMP TABLE chosen_{number} AS {choosing}")
        for number, (_, writing) in enumerate(statements):
            connection.execute(writing.format(chosen=f"chosen_{number}"))
        connection.commit()
        connection.execute("ANALYZE")
        [(packs,)] = connection.execute("SELECT count(*) FROM pack")
    return int(packs)


def _copying(table: str, condition: str) -> tuple[str, str]:
    columns = [column.name for column in metadata.tables[table].columns]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(_value(table, name) for name in columns)
    choosing = f'SELECT {names} FROM "{table}" WHERE {condition}'
    writing = f'INSERT INTO "{table}" ({names}) SELECT {values} FROM {{chosen}}, copy'
    return choosing, writing


def _value(table: str, name: str) -> str:
    if (table, name) in UNIQUE_TEXTS:
        return f"\"{name}\" || '-' || k"
    if name == "id" or (name.endswith("_id") and name not in SHARED):
        return f'"{name}" + k * {STRIDE}'
    return f'"{name}"'


def main() -> None:
    """Measure each page at each size, signed in so that no ready page is served.

    The sizes take turns, and each figure is the least of its rounds: what else the
    machine does comes and goes, and only ever adds.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1, help="for each figure")
    parser.add_argument("--rounds", type=int, default=3, help="for each figure")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="packs")
    parser.add_argument("--search", action="store_true", help="the search page too")
    given = parser.parse_args()
    sizes, pages = given.sizes, (*PAGES, *((SEARCH_PAGE,) if given.search else ()))
    with ExitStack() as stack:
        starter = Path(stack.enter_context(_folder()))
        start_ours(starter, "run").stop()
        servers = {
            size: stack.enter_context(
                _server_with(size, starter, is_derived=given.search)
            )
            for size in sizes
        }
        found = {path: dict.fromkeys(sizes, inf) for path in pages}
        for path, size in product(pages * given.rounds, sizes):
            median = _median(servers[size], path, given.seconds)
            found[path][size] = min(found[path][size], median)
    print(
        "\n| p50 ms, one reader | " + " | ".join(f"{n:,} packs" for n in sizes), end=""
    )
    print(" | largest of smallest |\n|---|" + "---:|" * (len(sizes) + 1))
    for path in pages:
        times = [found[path][size] for size in sizes]
        cells = " | ".join(f"{time:.2f}" for time in times)
        print(f"| {path} | {cells} | {times[-1] / times[0]:.2f} |")


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="passalong-growth-")


@dataclass(frozen=True)
class _Server:
    url: str
    headers: dict[str, str]


@contextmanager
def _server_with(size: int, starter: Path, *, is_derived: bool) -> Iterator[_Server]:
    with _folder() as name:
        folder = Path(shutil.copytree(starter, name, dirs_exist_ok=True))
        packs = copy_packs(folder / "passalong.db", size)
        if is_derived:
            run_command(folder, {}, "search", "reindex", "--derive")
        print(f"measuring with {packs:,} packs", flush=True)
        server = start_ours(folder, "serve")
        try:
            _search_first(server.url)
            headers = {"Accept-Encoding": ENCODINGS, **signed_in_headers(server.url)}
            yield _Server(server.url, headers)
        finally:
            server.stop()


def _search_first(url: str) -> None:
    """Search as the first after a start, then wait until everything is read."""
    began = time.perf_counter()
    httpx2.get(f"{url}/en/search?q=budget", timeout=600).raise_for_status()
    first = time.perf_counter() - began
    # Without words it waits for all there is.
    httpx2.get(f"{url}/en/search", timeout=600).raise_for_status()
    ready = time.perf_counter() - began
    print(f"the first search: {first:.2f} s; all is read after {ready:.1f} s")


def _median(server: _Server, path: str, seconds: float) -> float:
    request = Request(server.url + path, server.headers)
    httpx2.get(request.url, headers=server.headers, timeout=60).raise_for_status()
    return measure(request, connections=1, seconds=seconds).p50


if __name__ == "__main__":
    main()
