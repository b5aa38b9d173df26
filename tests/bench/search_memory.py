"""Whether searching makes the server grow: `python -m tests.bench.search_memory`.

It is asked for ever more that nobody has asked for, eight at a time, with each engine;
what it holds after each number of searches should not grow with them.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx2

from tests.bench.freshness import engine_settings
from tests.bench.search_copies import prepare_packs
from tests.bench.search_pages import PAGES, WORDS
from tests.bench.servers import memory_mib, run_command
from tests.services.meilisearch import start_meilisearch
from tests.services.passalong import start_passalong

# 20,000 take minutes: `--searches 1000 5000 20000`.
SEARCHES = (100, 1_000, 3_000)
AT_A_TIME = 8


def main() -> None:
    """Print for each engine what the server holds after so many searches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=int, default=300)
    parser.add_argument("--searches", type=int, nargs="*", default=SEARCHES)
    parser.add_argument("--engines", nargs="*", default=["embedded", "Meilisearch"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="passalong-search-memory-") as name:
        folder = Path(name)
        there = prepare_packs(folder, asked.packs)
        print(f"{there:,} packs, {AT_A_TIME} at a time. MiB after so many searches:\n")
        print("| engine | " + " | ".join(f"{n:,}" for n in asked.searches) + " |")
        print("|---|" + "---:|" * len(asked.searches), flush=True)
        if "embedded" in asked.engines:
            _measure(folder, "embedded", {}, asked.searches)
        if "Meilisearch" in asked.engines:
            server = start_meilisearch(folder)
            try:
                own = engine_settings(server)
                run_command(folder, own, "search", "reindex")
                _measure(folder, "Meilisearch", own, asked.searches)
            finally:
                server.stop()


def _measure(
    folder: Path, name: str, own: Mapping[str, str], steps: tuple[int, ...]
) -> None:
    """Print a row: the memory at each step."""
    more = {"API_PER_MINUTE": "0", **own}
    server = start_passalong(folder, verb="serve", more=more)
    paths = _paths()
    held, done = [], 0
    try:
        with (
            ThreadPoolExecutor(AT_A_TIME) as threads,
            httpx2.Client(base_url=server.url, timeout=600) as client,
        ):
            for step in steps:
                some = [next(paths) for _ in range(step - done)]
                for answer in threads.map(client.get, some):
                    answer.raise_for_status()
                done = step
                held.append(memory_mib(server.pid))
    finally:
        server.stop()
    print(f"| {name} | " + " | ".join(f"{mib:.0f}" for mib in held) + " |", flush=True)


def _paths() -> Iterator[str]:
    """Yield addresses of searches, each of which was never asked before."""
    patterns = tuple(PAGES.values())
    number = 0
    while True:
        for word in WORDS:
            asked = quote(f"{word} -zq{number}x")
            yield patterns[number % len(patterns)].format(asked)
            number += 1


if __name__ == "__main__":
    main()
