"""Whole search pages, fragments and JSON, as readers wait for them."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from urllib.parse import quote

import httpx2

from app.search.answering.remembering import MAX_ANSWERS
from tests.bench.load import Measured, Request, measure
from tests.bench.search_copies import prepare_packs
from tests.bench.search_habits import as_people_ask, repeated
from tests.bench.search_yardsticks import first_questions, start_bare_search
from tests.bench.servers import (
    ENCODINGS,
    PINNED,
    memory_mib,
    run_command,
    worked_ms,
)
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
| whole answers | engine | at a time | answers/s | p50 ms | p95 ms | p99 ms | CPU ms \
each | Meilisearch's |
|---|---|---:|---:|---:|---:|---:|---:|---:|"""
# So many are asked before, as on any other day.
DAYS_BEFORE, IN_A_RUN = 300, 3_000


@dataclass(frozen=True)
class Setting:
    """What is measured, and beside which server, if any, it is."""

    folder: Path
    seconds: float
    kinds: Sequence[str]
    beside: MeilisearchServer | None = None

    @property
    def engine(self) -> str:
        """The engine that searches."""
        return "Meilisearch" if self.beside else "embedded"

    @property
    def own(self) -> dict[str, str]:
        """The settings that name the engine."""
        if self.beside is None:
            return {}
        own = self.beside.settings()
        return {
            "SEARCH_URL": own.search_url,
            "SEARCH_KEY": own.search_key,
            "SEARCH_INDEX_KEY": own.search_index_key,
        }

    def row(
        self, what: str, request: Request, at_a_time: int, pid: int = 0
    ) -> Measured:
        """Measure, and print the row with what each answer cost both servers."""
        worked = self._worked(pid)
        found = measure(request, connections=at_a_time, seconds=self.seconds)
        done = (b - a for a, b in zip(worked, self._worked(pid), strict=True))
        cost = " | ".join(f"{ms / max(found.count, 1):.1f}" for ms in done)
        times = f"{found.p50:.1f} | {found.p95:.1f} | {found.p99:.1f}"
        failed = f" ({found.failed} failed)" if found.failed else ""
        print(
            f"| {what}{failed} | {self.engine} | {at_a_time} | {found.per_second:,.0f} "
            f"| {times} | {cost} |",
            flush=True,
        )
        return found

    def _worked(self, pid: int) -> tuple[float, float]:
        theirs = worked_ms(self.beside.pid) if self.beside else 0
        return worked_ms(pid) if pid else 0, theirs


def _new_questions(what: str) -> tuple[str, ...]:
    """Return more than are remembered, and that were not asked for anything else.

    When one comes again, it is new again.
    """
    return tuple(
        f"{word} -zq{what}{number}x"
        for number in range(2 * MAX_ANSWERS // len(WORDS))
        for word in WORDS
    )


def measure_pages(packs: int, seconds: float, kinds: Sequence[str]) -> None:
    """Print a table for each engine over so many packs."""
    with tempfile.TemporaryDirectory(prefix="passalong-pages-") as name:
        folder = Path(name)
        there = prepare_packs(folder, packs)
        print(f"\n{there:,} packs.{HEADER}", flush=True)
        setting = Setting(folder, seconds, kinds)
        said = _measure_engine(setting)
        _measure_both_cores(setting)
        server = start_meilisearch(folder)
        try:
            setting = replace(setting, beside=server)
            run_command(folder, setting.own, "search", "reindex")
            said += _measure_engine(setting)
            _measure_both_cores(setting)
        finally:
            server.stop()
    print("\n" + "\n".join(said))


def _measure_engine(setting: Setting) -> list[str]:
    """Print the rows of an engine; return what is to be said about them."""
    # Refusals would be what is measured: they cost nothing.
    more = {"API_PER_MINUTE": "0", **setting.own}
    server = start_passalong(setting.folder, before=PINNED, verb="serve", more=more)
    try:
        before = memory_mib(server.pid)
        # Without words it waits until everything is read.
        httpx2.get(f"{server.url}/en/search", timeout=600).raise_for_status()
        said = []
        for kind in setting.kinds:
            page = _measure_kind(setting, server, kind)
            if kind == "page":
                said += _measure_habits(setting, server)
                # Beside each other, or a machine that changes changes the difference.
                said += _measure_raw(setting, page)
        after = memory_mib(server.pid)
        said.append(
            f"With {setting.engine}: {before:.0f} MiB before, {after:.0f} after."
        )
        return said
    finally:
        server.stop()


def _measure_kind(setting: Setting, server: RunningServer, kind: str) -> Measured:
    """Print the rows of a kind of answer; return those asked anew, one at a time."""
    pattern = PAGES[kind]
    _ask_each(server, pattern, WORDS)
    found = []
    for how, at_a_time in product(("anew", "again"), CONNECTIONS):
        new = _new_questions(f"{kind}{at_a_time}")
        request = _request(server, pattern, new if how == "anew" else WORDS)
        what = f"{kind}, asked {how}"
        found.append(setting.row(what, request, at_a_time, server.pid))
    return found[0]


def _measure_habits(setting: Setting, server: RunningServer) -> list[str]:
    """Print rows of pages as people ask for them: some again, others for once."""
    pattern = PAGES["page"]
    asked = as_people_ask(DAYS_BEFORE + IN_A_RUN * len(CONNECTIONS))
    before, asked = asked[:DAYS_BEFORE], asked[DAYS_BEFORE:]
    _ask_each(server, pattern, before)
    shares = []
    for at_a_time in CONNECTIONS:
        some, asked = asked[:IN_A_RUN], asked[IN_A_RUN:]
        request = _request(server, pattern, some)
        found = setting.row("page, as people ask", request, at_a_time, server.pid)
        shares.append(f"{repeated(before, some[: found.count]):.0%}")
    return [f"As people ask {setting.engine}: {' and '.join(shares)} asked before."]


def _measure_both_cores(setting: Setting) -> None:
    """Print what two processes answer, which share two cores with all the others."""
    more = {"API_PER_MINUTE": "0", "PROCESSES": "2", **setting.own}
    server = start_passalong(setting.folder, verb="serve", more=more)
    try:
        for kind in setting.kinds:
            pattern = PAGES[kind]
            # Both read everything in.
            _ask_each(server, pattern, WORDS * 2)
            for at_a_time in CONNECTIONS:
                words = _new_questions(f"{kind}{at_a_time}")
                request = _request(server, pattern, words)
                what = f"{kind}, asked anew, two processes"
                setting.row(what, request, at_a_time, server.pid)
    finally:
        server.stop()


def _ask_each(server: RunningServer, pattern: str, texts: Sequence[str]) -> None:
    for text in texts:
        path = pattern.format(quote(text))
        httpx2.get(server.url + path, timeout=600).raise_for_status()


def _request(server: RunningServer, pattern: str, words: tuple[str, ...]) -> Request:
    paths = tuple(pattern.format(quote(word)) for word in words)
    return Request(server.url, {"Accept-Encoding": ENCODINGS}, turns=paths)


def _measure_raw(setting: Setting, page: Measured) -> list[str]:
    """Print what finding takes by itself; return how much more a page takes."""
    if setting.beside is None:
        return _measure_bare(setting, page)
    key = setting.beside.settings().search_key
    headers = {"Authorization": f"Bearer {key}"}
    asked = first_questions(setting.folder, setting.beside, _new_questions("bare"))
    url = f"{setting.beside.url}/multi-search"
    request = Request(url, headers, turns=asked)
    alone, _ = [setting.row("the bare call", request, n) for n in CONNECTIONS]
    more = page.p50 - alone.p50
    return [f"A page takes {more:.1f} ms (p50) more than its bare call (target 15)."]


def _measure_bare(setting: Setting, page: Measured) -> list[str]:
    """Print what the same searches take without all that a page is besides."""
    server = start_bare_search(setting.folder)
    try:
        request = _request(server, "/search?q={}", _new_questions("bare"))
        alone, _ = [
            setting.row("bare FTS5", request, n, server.pid) for n in CONNECTIONS
        ]
    finally:
        server.stop()
    times = page.p50 / alone.p50
    return [f"A page takes {times:.1f} times as long (p50) as bare FTS5."]
