"""Whole search pages, fragments and JSON, as readers wait for them."""

import json
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from itertools import product
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import httpx2

from app.platform.db import Database
from app.search.answering.remembering import MAX_ANSWERS
from app.search.index import IndexUnavailable
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.service import MAX_ENTITIES
from app.search.vocabulary import Vocabulary
from app.search.words.query import parse
from tests.bench.load import Measured, Request, measure
from tests.bench.search_copies import prepare_packs
from tests.bench.servers import ENCODINGS, PINNED, memory_mib, run_command
from tests.services.meilisearch import MeilisearchServer, start_meilisearch
from tests.services.passalong import start_passalong
from tests.services.process import RunningServer

CONNECTIONS = (1, 8)
# What the starter packs are about, in their languages, mistyped too.
WORDS = (
    *("budget", "budjet", "grant proposal", "newcomers", "photo contest", "report"),
    *("licence", "volunteers", "partner", "captions", "survey", "train", "museum"),
    *("subvention", "débutants", "rapport", "bajeti", "ripoti", "wageni", "تقرير"),
    *("ميزانية", "متطوعون", "edit-a-thon", '"final report"', "consent", "evaluat"),
)
PAGES = {
    "page": "/en/search?q={}",
    "fragment": "/en/search/_results?q={}",
    "JSON": "/api/v1/search?q={}",
}
HEADER = """
| whole answers | engine | at a time | answers/s | p50 ms | p95 ms | p99 ms |
|---|---|---:|---:|---:|---:|---:|"""


def _new_questions(what: str) -> tuple[str, ...]:
    """Return more than are remembered, and that were not asked for anything else.

    When one comes again, it is new again.
    """
    return tuple(
        f"{word} -zq{what}{number}x"
        for number in range(2 * MAX_ANSWERS // len(WORDS))
        for word in WORDS
    )


def measure_pages(packs: int, seconds: float) -> None:
    """Print a table for each engine over so many packs."""
    with tempfile.TemporaryDirectory(prefix="passalong-pages-") as name:
        folder = Path(name)
        there = prepare_packs(folder, packs)
        print(f"\n{there:,} packs.{HEADER}", flush=True)
        memory = [_measure_engine(folder, "embedded", {}, seconds)]
        _measure_both_cores(folder, "embedded", {}, seconds)
        server = start_meilisearch(folder)
        try:
            own = _settings(server)
            run_command(folder, own, "search", "reindex")
            memory.append(_measure_engine(folder, "Meilisearch", own, seconds))
            _measure_both_cores(folder, "Meilisearch", own, seconds)
            _measure_raw(folder, server, seconds)
        finally:
            server.stop()
    print("\n" + "\n".join(memory))


def _settings(server: MeilisearchServer) -> dict[str, str]:
    own = server.settings()
    return {
        "SEARCH_URL": own.search_url,
        "SEARCH_KEY": own.search_key,
        "SEARCH_INDEX_KEY": own.search_index_key,
    }


def _measure_engine(
    folder: Path, name: str, own: Mapping[str, str], seconds: float
) -> str:
    """Print the rows of an engine; return what the server held before and after."""
    # Refusals would be what is measured: they cost nothing.
    more = {"API_PER_MINUTE": "0", **own}
    server = start_passalong(folder, before=PINNED, verb="serve", more=more)
    try:
        before = memory_mib(server.pid)
        # Without words it waits until everything is read.
        httpx2.get(f"{server.url}/en/search", timeout=600).raise_for_status()
        for (kind, pattern), how in product(PAGES.items(), ("anew", "again")):
            for word in WORDS:
                path = pattern.format(quote(word))
                httpx2.get(server.url + path, timeout=60).raise_for_status()
            what = f"{kind}, asked {how}"
            for at_a_time in CONNECTIONS:
                new = _new_questions(f"{kind}{at_a_time}")
                words = new if how == "anew" else WORDS
                request = _request(server, pattern, words)
                found = measure(request, connections=at_a_time, seconds=seconds)
                print(_row(what, name, at_a_time, found), flush=True)
        after = memory_mib(server.pid)
        return f"With {name}: {before:.0f} MiB before, {after:.0f} MiB after."
    finally:
        server.stop()


def _measure_both_cores(
    folder: Path, name: str, own: Mapping[str, str], seconds: float
) -> None:
    """Print what two processes answer, which share two cores with all the others."""
    more = {"API_PER_MINUTE": "0", "PROCESSES": "2", **own}
    server = start_passalong(folder, verb="serve", more=more)
    try:
        for kind, pattern in PAGES.items():
            # Both read everything in.
            for word in WORDS * 2:
                path = pattern.format(quote(word))
                httpx2.get(server.url + path, timeout=600).raise_for_status()
            for at_a_time in CONNECTIONS:
                words = _new_questions(f"{kind}{at_a_time}")
                request = _request(server, pattern, words)
                found = measure(request, connections=at_a_time, seconds=seconds)
                what = f"{kind}, asked anew, two processes"
                print(_row(what, name, at_a_time, found), flush=True)
    finally:
        server.stop()


def _request(server: RunningServer, pattern: str, words: tuple[str, ...]) -> Request:
    paths = tuple(pattern.format(quote(word)) for word in words)
    return Request(server.url, {"Accept-Encoding": ENCODINGS}, turns=paths)


def _measure_raw(folder: Path, server: MeilisearchServer, seconds: float) -> None:
    """Print what the first question of each search takes by itself."""
    headers = {"Authorization": f"Bearer {server.settings().search_key}"}
    bodies = _bodies(folder, server)
    request = Request(f"{server.url}/multi-search", headers, turns=bodies)
    for at_a_time in CONNECTIONS:
        found = measure(request, connections=at_a_time, seconds=seconds)
        print(_row("the bare call", "Meilisearch", at_a_time, found), flush=True)


def _bodies(folder: Path, server: MeilisearchServer) -> tuple[str, ...]:
    """Return what Meilisearch is asked first for each of the searches."""
    with Database(f"sqlite:///{folder}/passalong.db") as database:
        index = MeilisearchIndex(server.settings(), Vocabulary(database))
        asked: list[str] = []

        def note(_method: str, _path: str, body: object) -> None:
            asked.append(json.dumps(body, ensure_ascii=False))
            raise IndexUnavailable

        with patch.object(index.searching, "ask", note):
            for word in _new_questions("bare"):
                with suppress(IndexUnavailable):
                    index.find(parse(word), ("en",), limit=MAX_ENTITIES)
        index.close()
    return tuple(asked)


def _row(what: str, name: str, at_a_time: int, found: Measured) -> str:
    times = f"{found.p50:.1f} | {found.p95:.1f} | {found.p99:.1f}"
    failed = f" ({found.failed} failed)" if found.failed else ""
    return (
        f"| {what}{failed} | {name} | {at_a_time} | {found.per_second:,.0f} | {times} |"
    )
