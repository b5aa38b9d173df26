"""How soon a change is found while many are made: `python -m tests.bench.freshness`.

Translations of the starter content are saved at a steady rate, each with a word that
nothing else has. A server with its worker runs beside; what is measured is the time
from the commit until a search of the server finds the word. One in five is looked for:
who looked for all would ask for more searches than there are changes, each in words
nobody asked for before, and measure how fast those are answered, one after the other.
"""

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
from sqlalchemy import select
from sqlmodel import col

from app.packs.events import PackLoaded
from app.packs.models import Module, Pack
from app.platform.db import Database
from app.platform.outbox import announce
from app.platform.states import CONTENT, bump
from app.registry import metadata
from app.texts.models import Document
from app.texts.queries import current_units
from app.translation.catalogs import CatalogEntry, UnitCatalog
from app.translation.exchange.taking_in import import_catalog
from tests.services.meilisearch import MeilisearchServer, start_meilisearch
from tests.services.passalong import start_passalong, wait_until_found

assert metadata  # every table has to be known to those that refer to it
LETTERS = "bcdfghjklmnpqrstvwxz"
PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.2
LOOKED_FOR = 5
# Changes are found about in the order they were made.
MISSES = 2


@dataclass(frozen=True)
class Place:
    """A piece of a module that can be translated."""

    pack: str
    document_id: int
    unit_id: str
    source: str


def main() -> None:
    """Print the times at the rate that is asked for, with both engines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="changes a second")
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    print("| engine | changes | a second | p50 s | p95 s | most s | CPU ms each |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    for name in ("embedded", "Meilisearch"):
        with tempfile.TemporaryDirectory(prefix="passalong-fresh-") as folder:
            print(_row(name, Path(folder), asked.rate, asked.seconds), flush=True)


def _row(name: str, folder: Path, rate: float, seconds: float) -> str:
    """Measure one engine; return its line of the table."""
    with ExitStack() as ends:
        more = {"API_PER_MINUTE": "0"}
        if name == "Meilisearch":
            engine = start_meilisearch(folder)
            ends.callback(engine.stop)
            more |= engine_settings(engine)
        server = start_passalong(folder, more=more)
        ends.callback(server.stop)
        wait_until_found(server.url)
        database = ends.enter_context(Database(f"sqlite:///{folder / 'passalong.db'}"))
        before = cpu_seconds(server.pid)
        looking = Looking(server.url)
        looking.start()
        began = time.monotonic()
        made = 0
        for made, word in enumerate(changes(database, rate, seconds), start=1):
            if made % LOOKED_FOR == 0:
                looking.made[word] = time.monotonic()
        really = made / (time.monotonic() - began)
        times = looking.ended()
        used = (cpu_seconds(server.pid) - before) / made
    cut = statistics.quantiles(times, n=100)
    return (
        f"| {name} | {made:,} | {really:.1f} | {cut[49]:.2f} | {cut[94]:.2f} "
        f"| {max(times):.2f} | {1000 * used:.0f} |"
    )


def engine_settings(
    engine: MeilisearchServer, index: str = "passalong"
) -> dict[str, str]:
    """Return what a server has to be told to search an index of this one."""
    own = engine.settings(index)
    return {
        "SEARCH_NAME": own.search_name,
        "SEARCH_URL": own.search_url,
        "SEARCH_KEY": own.search_key,
        "SEARCH_INDEX_KEY": own.search_index_key,
    }


def cpu_seconds(pid: int) -> float:
    """Return how long a process has kept a core busy since its start."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def changes(database: Database, rate: float, seconds: float) -> Iterator[str]:
    """Save translations, one after the other; yield the word of each."""
    chance = random.Random(1)  # noqa: S311 - the same changes each time
    places = chance.sample(_places(database), round(rate * seconds))
    begin = time.monotonic()
    for number, place in enumerate(places):
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        word = "".join(chance.choices(LETTERS, k=12))
        entry = CatalogEntry(f"m1/{place.unit_id}", place.source, f"Un {word}")
        with database.transaction() as session:
            document = session.get_one(Document, place.document_id)
            catalog = UnitCatalog("fr", {}, (entry,))
            import_catalog(session, {"m1": document}, catalog)
            bump(session, CONTENT, about=f"pack:{place.pack}")
            announce(session, PackLoaded(place.pack))
        yield word


def _places(database: Database) -> list[Place]:
    """Return each piece once, or a change would be gone before it is found."""
    with database.open_session() as session:
        modules = session.execute(
            select(col(Pack.key), col(Module.document_id))
            .join(Pack, col(Pack.id) == col(Module.pack_id))
            .order_by(col(Module.document_id))
        ).all()
        return [
            Place(key, document_id, unit.id, unit.text)
            for key, document_id in modules
            for unit in current_units(session, document_id)
            if unit.kind in {"paragraph", "item"}
        ]


class Looking(threading.Thread):
    """Searches for the oldest changes that were not found yet, again and again."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.made: dict[str, float] = {}
        self.found: dict[str, float] = {}
        self._until = float("inf")

    def run(self) -> None:
        """Look until everything is found, or for too long after the last change."""
        with httpx2.Client(base_url=self.url, timeout=30) as client:
            while time.monotonic() < self._until:
                waiting = [word for word in list(self.made) if word not in self.found]
                if self._until < float("inf") and not waiting:
                    return
                self._look_for(client, waiting)
                time.sleep(LOOK_SECONDS)

    def _look_for(self, client: httpx2.Client, words: list[str]) -> None:
        misses = 0
        for word in words:
            asked = {"q": f'"{word}"', "lang": "fr"}
            answer = client.get("/api/v1/search", params=asked).raise_for_status()
            if answer.json()["total"]:
                self.found[word] = time.monotonic()
            elif (misses := misses + 1) == MISSES:
                return

    def ended(self) -> list[float]:
        """Return how long each change took, when no more are made."""
        self._until = time.monotonic() + PATIENCE_SECONDS
        self.join()
        missing = len(self.made) - len(self.found)
        if missing:
            raise RuntimeError(f"{missing} changes were never found")
        return [self.found[word] - made for word, made in self.made.items()]


if __name__ == "__main__":
    main()
