"""What an outage of the search server costs: `python -m tests.bench.outage`.

A server is asked and saved to while Meilisearch goes wrong in each way the tests know,
behind a proxy; then Meilisearch comes back to many changes, and the time is taken until
its index agrees with the database.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import quantiles

import httpx2
from sqlalchemy import insert

from app.platform import clock, states
from app.platform.db import Database
from app.platform.jobs import request_job
from app.search.index import IndexDocument
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.models import SearchDocument
from app.search.upkeep.deriving import SEARCH
from app.search.upkeep.indexing import INDEX_DOCUMENTS
from app.search.upkeep.parity import Parity, waiting
from app.search.vocabulary import Vocabulary
from tests.bench.__main__ import PACK, signed_in_headers
from tests.bench.freshness import engine_settings
from tests.bench.search_documents import batches
from tests.services.fault_proxy import Fault, FaultProxy, fault_proxy
from tests.services.meilisearch import MeilisearchServer, start_meilisearch
from tests.services.passalong import start_passalong, wait_until_found

# Never the same twice: what was asked before is answered from memory.
SEARCH_PAGE = "/en/search?q=budget+-zq{}x"
NOTICE = "The full search is away for a moment."
POLL_SECONDS = 0.25
MOST_SECONDS = 600
HEADER = """\
| Meilisearch | search p50 ms | p95 ms | most ms | save p50 ms | p95 ms | p95 of usual |
|---|---:|---:|---:|---:|---:|---:|"""


@dataclass(frozen=True)
class Site:
    """A server with its worker, and Meilisearch behind a proxy.

    `usual_url` is another, which reaches Meilisearch as usual.
    """

    url: str
    usual_url: str
    proxy: FaultProxy
    database: Database
    engine: MeilisearchServer


def main() -> None:
    """Print a line for each fault, then how long it takes to agree again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5, help="for each fault")
    parser.add_argument("--changes", type=int, default=10_000)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="passalong-outage-") as folder,
        _site(Path(folder)) as site,
    ):
        print(HEADER)
        for line in _rows(site, asked.seconds):
            print(line, flush=True)
        took = _recovery(site, asked.changes)
    print(f"\n{asked.changes:,} changes later, the index agrees {took:.1f} s after")
    print("Meilisearch is back.")


@contextmanager
def _site(folder: Path) -> Iterator[Site]:
    with ExitStack() as ends:
        engine = start_meilisearch(folder)
        ends.callback(engine.stop)
        proxy = ends.enter_context(fault_proxy(engine.port))
        own = {**engine_settings(engine), "SEARCH_URL": proxy.url}
        url = _server(folder, own, ends)
        usual = _server(folder / "usual", engine_settings(engine, "usual"), ends)
        database = Database(f"sqlite:///{folder / 'passalong.db'}")
        yield Site(url, usual, proxy, ends.enter_context(database), engine)


def _server(folder: Path, own: dict[str, str], ends: ExitStack) -> str:
    folder.mkdir(exist_ok=True)
    server = start_passalong(folder, more=own)
    ends.callback(server.stop)
    wait_until_found(server.url)
    return server.url


class Visitor:
    """Somebody signed in who searches one server and saves there."""

    def __init__(self, url: str, ends: ExitStack) -> None:
        headers = signed_in_headers(url)
        client = httpx2.Client(base_url=url, headers=headers, timeout=30)
        self._client = ends.enter_context(client)
        self._numbers = count()
        self.said: list[bool] = []

    def search(self) -> None:
        """Ask for what nobody has asked for; note whether the notice was there."""
        page = self._client.get(SEARCH_PAGE.format(next(self._numbers)))
        self.said.append(NOTICE in page.raise_for_status().text)

    def save(self) -> None:
        """Mark a module as done."""
        saved = self._client.post(f"{PACK}/1/done", data={"x": ""})
        if saved.status_code != httpx2.codes.SEE_OTHER:
            saved.raise_for_status()

    def wait_for_the_engine(self) -> None:
        """Return when it is asked again, after it was left alone for a while."""
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until:
            self.search()
            if not self.said[-1]:
                self.said.clear()
                return
            time.sleep(POLL_SECONDS)
        raise TimeoutError("the engine is not asked again")


def _rows(site: Site, seconds: float) -> Iterator[str]:
    """Ask and save with each fault, and in turn with it where all is well.

    What a save takes depends on the disk at that moment, and on what else goes on.
    """
    with ExitStack() as ends:
        visitor, usual = (Visitor(url, ends) for url in (site.url, site.usual_url))
        doing = (visitor.search, visitor.save, usual.search, usual.save)
        for fault in Fault:
            site.proxy.mend()
            visitor.wait_for_the_engine()
            if fault is not Fault.NONE:
                site.proxy.break_as(fault)
            asked, saved, _, as_usual = _times(doing, seconds)
            site.proxy.mend()
            said = visitor.said
            if any(said) != all(said) or any(said) != (fault is not Fault.NONE):
                raise RuntimeError(f"{fault}: {sum(said)} of {len(said)} said it")
            yield _row(fault, asked, saved, _share(as_usual, 95))


def _times(
    doing: tuple[Callable[[], None], ...], seconds: float
) -> tuple[list[float], ...]:
    """Do some things in turn for a while; return how long each took, in ms."""
    took: tuple[list[float], ...] = tuple([] for _ in doing)
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(took[0]) < 2:
        for act, times in zip(doing, took, strict=True):
            began = time.perf_counter()
            act()
            times.append(1000 * (time.perf_counter() - began))
    return took


def _share(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def _row(fault: Fault, asked: list[float], saved: list[float], usual: float) -> str:
    figures = (_share(asked, 50), _share(asked, 95), max(asked), _share(saved, 50))
    late = _share(saved, 95)
    cells = " | ".join(f"{figure:.1f}" for figure in (*figures, late))
    return f"| {fault.value} | {cells} | {late / usual:.2f} |"


def _recovery(site: Site, changes: int) -> float:
    """Make changes while the server is away; return how long it then takes."""
    index = MeilisearchIndex(site.engine.settings(), Vocabulary(site.database))
    parity = Parity(site.database, index, f"meilisearch:{index.name}")
    site.proxy.break_as(Fault.REFUSED)
    for batch in batches(changes):
        put_documents(site.database, batch)
    # The worker has tried and failed until it waits for as long as it ever does.
    time.sleep(20)
    site.proxy.mend()
    began = time.monotonic()
    while time.monotonic() < began + MOST_SECONDS:
        with site.database.open_session() as session:
            late = waiting(session, parity.name)
        if not late:
            took = time.monotonic() - began
            wrong = sum(difference.count for difference in parity.differences())
            if wrong:
                raise RuntimeError(f"{wrong} documents differ")
            return took
        time.sleep(POLL_SECONDS)
    raise TimeoutError("the index does not agree with the database")


def put_documents(database: Database, documents: Sequence[IndexDocument]) -> None:
    """Write documents as the worker does when texts have changed."""
    with database.transaction() as session:
        rows = [
            {
                "entity": document.entity,
                "group_entity": document.group,
                "kind": document.kind,
                "language": document.language,
                "title": document.title,
                "context": document.context,
                "text": document.text,
                "anchor": "",
                "starts": "",
                "position": 1,
                "version": states.bump(session, SEARCH, about=document.group),
                "changed_at": clock.now(),
                "is_removed": False,
            }
            for document in documents
        ]
        session.connection().execute(insert(SearchDocument), rows)
        request_job(session, INDEX_DOCUMENTS, {}, key=INDEX_DOCUMENTS)


if __name__ == "__main__":
    main()
