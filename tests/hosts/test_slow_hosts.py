"""A host that takes its time holds up nobody: neither other hosts nor other jobs."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.hosts.delivering import AT_A_TIME
from app.hosts.job_names import DELIVER
from app.hosts.models import DeliveryState, HostDelivery, HostSite
from app.hosts.webhooks import TEST, Message, tell
from app.hosts.wiring import web_to_hosts
from app.platform.ids import short_id
from app.platform.public_web import PublicWeb
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.hosts.conftest import Partner
from tests.hosts.test_webhooks import deliver

MOST_SECONDS = 60
SALT = "of a test of slow hosts"


@dataclass
class Hosts:
    """Servers below one address: `/slow` answers when it is let, `/broken` never."""

    url: str = ""
    may_answer: threading.Event = field(default_factory=threading.Event)
    came: list[str] = field(default_factory=list)


@pytest.fixture
def hosts(partner: Partner) -> Iterator[Hosts]:
    found = Hosts()

    class Host(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append(f"{self.path} {self.headers['Webhook-Id']}")
            if self.path.startswith("/slow"):
                found.may_answer.wait(MOST_SECONDS)
            if self.path.startswith("/broken"):
                self.connection.close()
                return
            self.send_response(500 if self.path.startswith("/failing") else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    port = server.server_port
    partner.app.state.web_to_hosts = PublicWeb(
        "Test", allowed=lambda address, at: (address, at) == ("127.0.0.1", port)
    )
    yield found
    found.may_answer.set()
    partner.app.state.web_to_hosts = web_to_hosts()
    server.shutdown()
    server.server_close()
    # An organisation may have fifty.
    with partner.database.transaction() as session:
        session.execute(delete(HostSite).where(col(HostSite.salt) == SALT))


def told(partner: Partner, urls: list[str]) -> list[int]:
    """Register a site for each address, each with a message; return their rows."""
    rows = []
    with partner.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        assert organisation.id
        for url in urls:
            site = HostSite(
                organisation_id=organisation.id,
                key=short_id(12),
                origin=f"https://{short_id(12)}.example",
                salt=SALT,
                webhook_url=url,
            )
            session.add(site)
            session.flush()
            tell(session, site, Message(TEST, {}))
            rows.append(site.number)
    return rows


def rows_of(partner: Partner, sites: list[int]) -> dict[int, HostDelivery]:
    with partner.database.open_session() as session:
        found = select(HostDelivery).where(col(HostDelivery.site_id).in_(sites))
        return {row.site_id: row for row in session.scalars(found)}


def test_slow_hosts_hold_up_only_themselves(partner: Partner, hosts: Hosts) -> None:
    """All threads but one wait for slow hosts; a hundred others are told meanwhile."""
    slow = [f"{hosts.url}/slow/{n}" for n in range(AT_A_TIME - 1)]
    others = [f"{hosts.url}/quick/{n}" for n in range(100)]
    held, quick = told(partner, slow), told(partner, others)
    working = threading.Thread(target=deliver, args=(partner,))
    working.start()

    end = time.monotonic() + MOST_SECONDS
    delivered = {DeliveryState.DELIVERED}
    while {row.state for row in rows_of(partner, quick).values()} != delivered:
        assert time.monotonic() < end, hosts.came
        time.sleep(0.05)
    assert {row.state for row in rows_of(partner, held).values()} == {
        DeliveryState.WAITING
    }
    hosts.may_answer.set()
    working.join(MOST_SECONDS)
    told_of = [one for one in hosts.came if one.startswith("/quick")]
    assert len(set(told_of)) == len(others)


def test_each_message_is_delivered_once_or_stands_with_its_reason(
    partner: Partner, hosts: Hosts
) -> None:
    kinds = ("quick", "failing", "broken")
    sites = told(partner, [f"{hosts.url}/{kinds[n % 3]}/{n}" for n in range(90)])
    deliver(partner)

    rows = rows_of(partner, sites)
    for number, site in enumerate(sites):
        row, kind = rows[site], kinds[number % 3]
        arrived = {one for one in hosts.came if one.endswith(row.message_id)}
        # However often it came, it carried the same id.
        assert arrived <= {f"/{kind}/{number} {row.message_id}"}
        assert row.attempts >= 1
        if row.state == DeliveryState.DELIVERED:
            assert (kind, row.status, len(arrived)) == ("quick", 204, 1)
        else:
            assert row.problem or row.status == 500
    assert any(row.state == DeliveryState.DELIVERED for row in rows.values())


def test_messages_have_a_lane_of_their_own(site: TestClient) -> None:
    worker = cast("FastAPI", site.app).state.worker

    lanes = {worker._lane(kind) for kind in worker._functions if kind != DELIVER}
    assert worker._lane(DELIVER) not in lanes
