"""Searches nobody means: `python -m tests.bench.search_bad_input`.

Each is asked several times of a server with the starter content, as the page, the
fragment and the JSON. Printed are the status, the quickest and the slowest answer, and
how long the server worked on each: on a machine that has nothing else to do that is
nearly all of it.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx2

from tests.bench.servers import cpu_ms, start_ours
from tests.services.passalong import wait_until_found

MOST_MS = 100
ROUNDS = 5
MANY = 200
LONG = 10_000
SURROGATE = "%ED%A0%80"
QUERIES: Mapping[str, str] = {
    "an ordinary one": "q=budget",
    "10,000 letters": "q=" + "a" * LONG,
    "10,000 different words": "q=" + "+".join(f"w{n}" for n in range(LONG // 5)),
    "10,000 quotes": "q=" + quote('"' * LONG),
    "10,000 minus signs": "q=" + quote("-a " * (LONG // 3)),
    "10,000 combining marks": "q=e" + quote("\u0301" * (LONG // 2)),
    # As many as fit into an address.
    "5,000 Chinese signs": "q=" + quote("\u9884\u7b97" * (LONG // 4)),
    "control characters": "q=" + quote("".join(map(chr, range(1, 32))) + "budget"),
    "a null": "q=bud%00get",
    "a lone surrogate": f"q={SURROGATE}budget",
    "bytes that are no text": "q=%FF%FE%80budget",
    "directions turned": "q=" + quote("\u202ebudget\u2066"),
    "an expression of FTS5": "q=" + quote('title:budget* NEAR("a" b, 5) OR {x} : ^y'),
    "a filter of Meilisearch": "q=" + quote('budget" OR id > 0 -- group = "x"'),
    "a regular expression": "q=" + quote("(a+)+$[^x]{99}.*\\w|" * 5),
    "LIKE and SQL": "q=" + quote("%_'; DROP TABLE pack; --"),
    "page 10^9": "q=budget&page=1000000000",
    "page -1": "q=budget&page=-1",
    "200 facets": "q=budget&"
    + "&".join(f"skill=s{n}&lang=x{n}&owner=project:p{n}" for n in range(MANY)),
    "200 known values": "q=budget&" + "&".join(["skill=budgeting&lang=fr"] * MANY),
    "unknown facets": "q=budget&skill=nothing&level=%00&dur=-1&kb=x&sort=;&type=<b>",
    "an unknown cursor": "q=budget&cursor=%00%FF",
}
PLACES: Mapping[str, str] = {
    "page": "/en/search",
    "fragment": "/en/search/_results",
    "more": "/en/search/_more",
    "suggestions": "/en/search/_suggest",
    "JSON": "/api/v1/search",
}


@dataclass(frozen=True)
class _Answers:
    """How one address was answered, in milliseconds; `worked` is for each time."""

    status: int
    quickest: float
    slowest: float
    worked: float


def main() -> None:
    """Ask everything everywhere and print a table; tell how many are too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="passalong-bad-input-") as name:
        server = start_ours(Path(name), "run")
        try:
            wait_until_found(server.url)
            with httpx2.Client(base_url=server.url, timeout=30) as client:
                _measure(client, server.pid, given.rounds)
        finally:
            server.stop()


def _measure(client: httpx2.Client, pid: int, rounds: int) -> None:
    print("| asked | where | status | quickest ms | slowest ms | CPU ms |")
    print("|---|---|---:|---:|---:|---:|")
    slow = failed = 0
    for what, query in QUERIES.items():
        for where, path in PLACES.items():
            found = _ask(client, f"{path}?{query}", pid, rounds)
            slow += found.quickest > MOST_MS
            failed += found.status >= httpx2.codes.INTERNAL_SERVER_ERROR
            times = f"{found.quickest:.1f} | {found.slowest:.1f} | {found.worked:.1f}"
            print(f"| {what} | {where} | {found.status} | {times} |", flush=True)
    count = len(QUERIES) * len(PLACES)
    print(f"\nOf {count}, {slow} took more than {MOST_MS} ms and {failed} failed.")


def _ask(client: httpx2.Client, path: str, pid: int, rounds: int) -> _Answers:
    status, times, worked = 0, [], cpu_ms(pid)
    for _ in range(rounds):
        began = time.perf_counter()
        status = client.get(path).status_code
        times.append((time.perf_counter() - began) * 1000)
    each = (cpu_ms(pid) - worked) / rounds
    return _Answers(status, min(times), max(times), each)


if __name__ == "__main__":
    main()
