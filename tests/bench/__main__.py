"""Measure pages beside a bare Starlette application, and print a table."""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2

from app.accounts.demo import DEMO_ACCOUNTS
from tests.bench.load import Measured, Request, measure
from tests.bench.servers import (
    ENCODINGS,
    Answer,
    fetch_raw,
    memory_mib,
    start_bare,
    start_ours,
)
from tests.services.passalong import wait_until_found
from tests.services.process import RunningServer

NO_BODY = Answer(b"", "identity")
CONNECTIONS = (1, 8, 32)
PACK = "/en/packs/write-a-grant-proposal"
WARM_UP_SECONDS = 1
STARTS = 5
BEST = f"best of {STARTS} starts"
HEADER = """
| page | connections | requests/s | p50 ms | p95 ms | p99 ms | bare/s | of bare |
|---|---:|---:|---:|---:|---:|---:|---:|"""


@dataclass(frozen=True)
class Case:
    """Something a reader does again and again; with a form, it is sent by POST."""

    name: str
    path: str
    signed_in: bool = False
    form: str | None = None


CASES = [
    Case("pack, anonymous", PACK),
    Case("module, anonymous", f"{PACK}/1"),
    Case("home, anonymous", "/en/"),
    Case("all packs, anonymous", "/en/packs"),
    Case("module, signed in", f"{PACK}/1", signed_in=True),
    Case("your learning, signed in", "/en/me", signed_in=True),
    Case("mark as done again, signed in", f"{PACK}/1/done", signed_in=True, form=""),
]
# Another room is read in for these: memory is told before.
IN_FRAMES = [
    Case("pack in a frame", f"/embed{PACK}"),
    Case("module in a frame", f"/embed{PACK}/1"),
]


def main() -> None:
    """Start the servers, measure every case, and end them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1, help="for each figure")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="passalong-bench-") as name:
        folder = Path(name)
        start_ours(folder, "run").stop()
        starts = {verb: _first_page(folder, verb) for verb in ("serve", "run")}
        server = start_ours(folder, "serve")
        try:
            # What the worker still does after a first start is no reader's business.
            wait_until_found(server.url)
            headers = {True: signed_in_headers(server.url), False: {}}
            print(HEADER)
            for case in CASES:
                for line in rows(case, server, headers[case.signed_in], seconds):
                    print(line, flush=True)
            used = memory_mib(server.pid)
            for case in IN_FRAMES:
                for line in rows(case, server, headers[False], seconds):
                    print(line, flush=True)
            print()
            for verb, took in starts.items():
                print(f"First page {took:.2f} s after `passalong {verb}`, the {BEST}.")
            print(f"Memory after the run, before the frames: {used:.0f} MiB.")
        finally:
            server.stop()


def signed_in_headers(url: str) -> dict[str, str]:
    """Sign in as the demo learner; return what its browser would send."""
    name, passphrase, _ = DEMO_ACCOUNTS[0]
    form = {"name": name, "passphrase": passphrase, "next": "/en/me"}
    own = {"Origin": url, "Sec-Fetch-Site": "same-origin"}
    with httpx2.Client(base_url=url, headers=own) as client:
        answer = client.post("/en/login", data=form)
        if answer.status_code != 303:
            raise RuntimeError(f"the demo learner cannot sign in: {answer.status_code}")
        pairs = [f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar]
    return {**own, "Cookie": "; ".join(pairs)}


def rows(
    case: Case, server: RunningServer, headers: dict[str, str], seconds: float
) -> Iterator[str]:
    """Measure one case at every number of connections, ours and bare in turn."""
    headers = {"Accept-Encoding": ENCODINGS, **headers}
    url = server.url + case.path
    # After a form comes a redirect, which has no bytes to compare.
    answer = fetch_raw(url, headers) if case.form is None else NO_BODY
    ours = Request(url, headers, case.form)
    with tempfile.TemporaryDirectory() as name:
        bare = start_bare(Path(name), answer)
        yardstick = Request(bare.url + case.path, headers, case.form)
        for request in (ours, yardstick):
            measure(request, connections=8, seconds=WARM_UP_SECONDS)
        try:
            for connections in CONNECTIONS:
                found = measure(ours, connections=connections, seconds=seconds)
                best = measure(yardstick, connections=connections, seconds=seconds)
                yield row(case, connections, found, best)
        finally:
            bare.stop()


def row(case: Case, connections: int, found: Measured, best: Measured) -> str:
    """Return one line of the table; failed requests are said, not hidden."""
    times = f"{found.p50:.2f} | {found.p95:.2f} | {found.p99:.2f}"
    share = found.per_second / best.per_second
    failed = f" ({found.failed} failed)" if found.failed else ""
    return (
        f"| {case.name}{failed} | {connections} | {found.per_second:,.0f} | {times} "
        f"| {best.per_second:,.0f} | {share:.0%} |"
    )


def _first_page(folder: Path, verb: str) -> float:
    return min(_timed_start(folder, verb) for _ in range(STARTS))


def _timed_start(folder: Path, verb: str) -> float:
    before = time.monotonic()
    server = start_ours(folder, verb, page="/en/")
    took = time.monotonic() - before
    server.stop()
    return took


if __name__ == "__main__":
    main()
