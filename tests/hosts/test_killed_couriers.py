"""Whoever takes messages may be killed at any moment: each arrives or stands as failed.

`make soak` kills two hundred times; a run of all tests does it twenty times.
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.hosts.delivering import AT_A_TIME
from app.hosts.models import DeliveryState, HostDelivery
from app.hosts.webhooks import TEST, Message, tell
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job, JobState
from tests.conftest import MUCH_SECONDS
from tests.databases import Databases
from tests.hosts.told_sites import quiet_copy, register_sites
from tests.services.nursery import Nursery

KILLS = 200 if os.environ.get("TESTS_SOAK") == "yes" else 20
A_KILL = 12
SITES = 5
GONE = 410
# Before its answer, right behind it, or up to some messages later.
MOMENTS = BEFORE, _, SOON = "before", "behind", "soon"
POLL_SECONDS = 0.005

pytestmark = [pytest.mark.slow]


@dataclass
class Receiver:
    """A real server: `/gone` is gone for good, all else takes what comes."""

    url: str = ""
    came: Counter[str] = field(default_factory=Counter)
    turn: threading.Lock = field(default_factory=threading.Lock)
    # Whom to kill with the message of this number, and when.
    victim: int | None = None
    at: int = 0
    moment: str = BEFORE
    chance: random.Random = field(default_factory=lambda: random.Random(KILLS))  # noqa: S311 - the same moments each time

    @property
    def count(self) -> int:
        return sum(self.came.values())

    def note(self, message_id: str) -> bool:
        """Count a message; tell whether it is the last that somebody may bring."""
        with self.turn:
            self.came[message_id] += 1
            return bool(self.victim) and self.count == self.at

    def kill(self) -> None:
        victim, self.victim = self.victim, None
        if victim is not None:
            os.kill(victim, signal.SIGKILL)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Host(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            is_last = found.note(self.headers["Webhook-Id"])
            if is_last and found.moment == BEFORE:
                found.kill()
            self.send_response(GONE if self.path == "/gone" else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.wfile.flush()
            if is_last and found.moment == SOON:
                threading.Timer(found.chance.random() / 20, found.kill).start()
            elif is_last:
                found.kill()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A site's own database, where nothing but messages is due."""
    url = quiet_copy(databases)
    with Database(url) as found:
        yield found
    databases.drop(url)


def queue(database: Database, receiver: Receiver, many: int) -> int:
    """Register sites and write messages to them in turn; return which site is gone."""
    with database.transaction() as session:
        paths = ["gone", *map(str, range(1, SITES))]
        sites = register_sites(session, [f"{receiver.url}/{one}" for one in paths])
        for number in range(many):
            tell(session, sites[number % SITES], Message(TEST, {"number": number}))
        return sites[0].number


@pytest.fixture
def couriers() -> Iterator[Nursery]:
    found = Nursery("tests.hosts.courier")
    yield found
    found.close()


def end_lease(database: Database) -> None:
    """Let the lease of who was killed run out, and what is put off be due."""
    past = clock.now() - timedelta(seconds=1)
    with database.transaction() as session:
        running = col(Job.state) == JobState.RUNNING
        session.execute(update(Job).where(running).values(lease_until=past, attempts=0))
        session.execute(update(Job).values(run_at=past))
        session.execute(update(HostDelivery).values(due_at=past))


def states(database: Database) -> Counter[DeliveryState]:
    with database.open_session() as session:
        return Counter(session.scalars(select(col(HostDelivery.state))))


@pytest.mark.timeout(120 + 30 * KILLS)
def test_killed_at_any_moment_each_message_arrives_or_stands_as_failed(
    database: Database, receiver: Receiver, couriers: Nursery
) -> None:
    many = KILLS * A_KILL
    gone = queue(database, receiver, many)
    line = f"{database.url} {'k' * 40} {receiver.url.rpartition(':')[2]}"
    chance = receiver.chance
    for _ in range(KILLS):
        # Whichever site's message it is: one of each is under way.
        at = receiver.count + chance.randint(1, A_KILL - SITES)
        receiver.moment = chance.choice(MOMENTS)
        with receiver.turn:
            receiver.at, receiver.victim = at, couriers.begin(line)
        couriers.must_be_killed()
        end_lease(database)
    assert states(database)[DeliveryState.WAITING] > 0, "it was killed at its work"
    last = couriers.begin(line)
    until = time.monotonic() + MUCH_SECONDS
    while states(database)[DeliveryState.WAITING] and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
    os.kill(last, signal.SIGKILL)
    couriers.must_be_killed()

    with database.open_session() as session:
        rows = session.scalars(select(HostDelivery)).all()
    assert len(rows) == many
    assert {row.message_id for row in rows} == set(receiver.came), (
        "each once, by its id"
    )
    for row in rows:
        wanted = (
            DeliveryState.FAILED if row.site_id == gone else DeliveryState.DELIVERED
        )
        assert row.state == wanted, row
    # What was under way may come twice, with the same id; nothing else does.
    twice = receiver.count - many
    assert twice <= KILLS * min(AT_A_TIME, SITES)
