"""Translators at a running server: `python -m tests.bench.translators`.

A pack of 5,000 units, a process of its own with its worker, and saves over HTTP as the
workbench sends them without script. Times are by the clock, so the machine has to be
quiet. One translator saves without a pause; twenty at once save every few seconds, as
people do. Then translations are approved, and looked for on their page and in search.
"""

import argparse
import http.client
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from app.accounts.roles import Grant, Role
from app.platform.db import Database
from app.registry import metadata
from app.translation.desk.address import Address
from app.translation.desk.board import Board, Worker
from app.translation.desk.marks import Place, Show
from app.translation.desk.subjects import get_subject
from app.translation.permissions import May
from tests.accounts.people import add_person, token_for
from tests.bench.floor import measure as measure_floor
from tests.bench.workbench import WORKBENCH, write_large_pack
from tests.factories.library import FILES
from tests.services.passalong import start_passalong, wait_until_found

assert metadata  # every table has to be known to those that refer to it
LETTERS = "bcdfghjklmnpqrstvwxz"
PEOPLE, PAUSE_SECONDS, MOST_SECONDS = 20, 2.0, 30
IDLE_SECONDS = 3


@dataclass
class Somebody:
    """A browser that keeps its connection."""

    address: str
    token: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        self.used = 0.0
        self.connection = http.client.HTTPConnection(parts.netloc, timeout=60)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Open a page, or send a form."""
        headers = {"Cookie": f"passalong={self.token}"}
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.address,
            }
        # The server has closed a connection that nobody used for some seconds.
        if time.perf_counter() - self.used > IDLE_SECONDS:
            self.connection.close()
        self.used = time.perf_counter()
        self.connection.request(
            "POST" if body is not None else "GET", path, body, headers
        )
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def save(self, place: Place, text: str, do: str = "save", base: int = 0) -> float:
        """Press a button of a unit; return the seconds it took."""
        fields = {
            "text": text,
            "shown": str(place.version_id),
            "base": str(base),
            "do": do,
        }
        began = time.perf_counter()
        status, page = self.ask(f"{WORKBENCH}/units/{place.unit_id}/save", fields)
        took = time.perf_counter() - began
        assert status == 303, page[:2_000]
        return took


def main() -> None:
    """Print the rows of a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=100)
    saves: int = parser.parse_args().saves
    with tempfile.TemporaryDirectory() as name, running(Path(name)) as (url, database):
        places = iter(_places(database))
        people = [_person(url, database, f"P{n}") for n in range(PEOPLE)]
        one = people[0]
        for _ in range(10):
            one.save(next(places), "warm")
        alone = [one.save(next(places), f"seul {n}") for n in range(saves)]
        print(_row("save over HTTP, one translator", alone, "p50 12 ms"))
        floor = measure_floor(Path(name))
        times = 1_000 * statistics.median(alone) / floor
        print(f"| the same, of a bare save ({floor:.2f} ms) | {times:.1f}x | 10.2x |")
        print(
            _row(
                f"save over HTTP, {PEOPLE} at once", _crowd(people, places), "p95 40 ms"
            )
        )
        approver = _person(url, database, "Bo", Grant(Role.COORDINATOR, language="fr"))
        on_page, found = _approved(one, approver, places)
        print(_row("approved, on its page", on_page, "at once"))
        print(_row("approved, found in search", found, "p95 5,000 ms"))


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, Database]]:
    """Start a server with the large pack; yield its address and its database."""
    for name, text in FILES.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    write_large_pack(folder / "content")
    more = {"CONTENT_FOLDER": str(folder / "content")}
    server = start_passalong(folder, more=more)
    try:
        wait_until_found(server.url)
        with Database(f"sqlite:///{folder}/passalong.db") as database:
            yield server.url, database
    finally:
        server.stop()


def _places(database: Database) -> list[Place]:
    with database.open_session() as session:
        subject = get_subject(session, "build-a-table")
        address = Address("en", "build-a-table", "en", "fr", Show.ALL)
        board = Board(session, subject, address, Worker(None, May()))
        found = [p for p in board.every if p.part == 1]
    chance = random.Random(5)  # noqa: S311 (the same order every time)
    chance.shuffle(found)
    return found


def _person(url: str, database: Database, name: str, *more: Grant) -> Somebody:
    with database.transaction() as session:
        user = add_person(session, name, Grant(Role.EDITOR), *more)
    return Somebody(url, token_for(database, user))


def _crowd(people: Sequence[Somebody], places: Iterator[Place]) -> list[float]:
    """Let everybody save a few units at their own pace."""
    spent: list[float] = []
    chance = random.Random(7)  # noqa: S311 (the same pauses every time)
    turns = [(one, [next(places) for _ in range(5)]) for one in people]

    def work(one: Somebody, mine: list[Place], pauses: list[float]) -> None:
        for place, pause in zip(mine, pauses, strict=True):
            time.sleep(pause)
            spent.append(one.save(place, f"à vingt {place.position}"))

    threads = [
        threading.Thread(
            target=work,
            args=(one, mine, [chance.uniform(0, 2 * PAUSE_SECONDS) for _ in mine]),
        )
        for one, mine in turns
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent


def _approved(
    author: Somebody, approver: Somebody, places: Iterator[Place]
) -> tuple[list[float], list[float]]:
    chance = random.Random(11)  # noqa: S311 (the same words every time)
    on_page, found = [], []
    for _ in range(10):
        place = next(places)
        word = "".join(chance.choices(LETTERS, k=10))
        text = f"Le mot {word} [lien]({{1}}) {place.position - 2}"
        author.save(place, text)
        approver.save(place, text, "approve", base=1)
        began = time.perf_counter()
        _wait(lambda w=word: w in author.ask("/fr/packs/build-a-table/1")[1])  # type: ignore[misc]
        on_page.append(time.perf_counter() - began)
        query = f"/fr/search?q={quote(word)}"
        _wait(lambda q=query, w=word: f"<mark>{w}" in author.ask(q)[1])  # type: ignore[misc]
        found.append(time.perf_counter() - began)
    return on_page, found


def _wait(is_so: Callable[[], bool]) -> None:
    until = time.perf_counter() + MOST_SECONDS
    while not is_so():
        assert time.perf_counter() < until, "it did not come"
        time.sleep(0.05)


def _row(what: str, seconds: Sequence[float], budget: str) -> str:
    ranked = sorted(1_000 * one for one in seconds)
    p95 = ranked[int(0.95 * len(ranked))]
    figure = f"p50 {statistics.median(ranked):.0f} ms, p95 {p95:.0f} ms"
    return f"| {what} | {figure} | {budget} |"


if __name__ == "__main__":
    main()
