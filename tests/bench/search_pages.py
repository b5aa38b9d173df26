"""Whole search pages, fragments and JSON, as readers wait for them."""

import json
import tempfile
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx2

from app.search.answering.remembering import MAX_ANSWERS
from app.search.meilisearch.asking import text_of
from app.search.meilisearch.engine import MOST_DOCUMENTS
from app.search.words.query import parse
from tests.bench.load import Measured, Request, measure
from tests.bench.search_copies import prepare_packs
from tests.bench.servers import ENCODINGS, PINNED, memory_mib, run_command
from tests.services.meilisearch import MeilisearchServer, start_meilisearch
from tests.services.passalong import start_passalong

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
# More questions than are remembered: when one comes again, it is new again.
NEW_QUESTIONS = tuple(
    f"{word} -zq{number}x"
    for number in range(2 * MAX_ANSWERS // len(WORDS))
    for word in WORDS
)
HEADER = """
| whole answers | engine | at a time | answers/s | p50 ms | p95 ms | p99 ms |
|---|---|---:|---:|---:|---:|---:|"""


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
            _measure_raw(server, own, seconds)
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
        asked = {"asked anew": NEW_QUESTIONS, "asked again": WORDS}
        for (kind, pattern), (how, words) in product(PAGES.items(), asked.items()):
            what = f"{kind}, {how}"
            paths = tuple(pattern.format(quote(word)) for word in words)
            for path in paths[: len(WORDS)]:
                httpx2.get(server.url + path, timeout=60).raise_for_status()
            headers = {"Accept-Encoding": ENCODINGS}
            request = Request(server.url, headers, turns=paths)
            for at_a_time in CONNECTIONS:
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
        headers = {"Accept-Encoding": ENCODINGS}
        for kind, pattern in PAGES.items():
            paths = tuple(pattern.format(quote(word)) for word in NEW_QUESTIONS)
            # Both read everything in.
            for path in paths[: 2 * len(WORDS)]:
                httpx2.get(server.url + path, timeout=600).raise_for_status()
            request = Request(server.url, headers, turns=paths)
            for at_a_time in CONNECTIONS:
                found = measure(request, connections=at_a_time, seconds=seconds)
                what = f"{kind}, asked anew, two processes"
                print(_row(what, name, at_a_time, found), flush=True)
    finally:
        server.stop()


def _measure_raw(
    server: MeilisearchServer, own: Mapping[str, str], seconds: float
) -> None:
    bodies = tuple(
        json.dumps(
            {
                "queries": [
                    {
                        "indexUid": "passalong",
                        "q": text_of(parse(word)),
                        "matchingStrategy": "all",
                        "attributesToRetrieve": ["id", "entity", "group", "kind"],
                        "showRankingScore": True,
                        "limit": MOST_DOCUMENTS,
                    }
                ]
            },
            ensure_ascii=False,
        )
        for word in WORDS
    )
    headers = {"Authorization": f"Bearer {own['SEARCH_KEY']}"}
    request = Request(f"{server.url}/multi-search", headers, turns=bodies)
    for at_a_time in CONNECTIONS:
        found = measure(request, connections=at_a_time, seconds=seconds)
        print(_row("the bare call", "Meilisearch", at_a_time, found), flush=True)


def _row(what: str, name: str, at_a_time: int, found: Measured) -> str:
    times = f"{found.p50:.1f} | {found.p95:.1f} | {found.p99:.1f}"
    failed = f" ({found.failed} failed)" if found.failed else ""
    return (
        f"| {what}{failed} | {name} | {at_a_time} | {found.per_second:,.0f} | {times} |"
    )
