"""Sites are told when somebody of theirs finishes, by a real server of theirs."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.hosts.delivering import WAITS
from app.hosts.job_names import DELIVER
from app.hosts.models import DeliveryState, HostDelivery
from app.hosts.sites import change_secret
from app.hosts.webhooks import PACK_COMPLETED
from app.hosts.wiring import web_to_hosts
from app.platform import clock
from app.platform.jobs import Job
from app.platform.outbox import OutboxEvent
from app.platform.public_web import PublicWeb
from tests.hosts.conftest import MODULES, PACK, SITES, Partner
from tests.reading.html_page import read_page


@dataclass
class Heard:
    """What arrived, and what is answered."""

    url: str = ""
    status: int = 204
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.messages]


@pytest.fixture
def heard(partner: Partner) -> Iterator[Heard]:
    """A server of the partner's; only for it may messages leave to this machine."""
    heard = Heard()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            heard.messages.append((named, body))
            self.send_response(heard.status)
            self.send_header("Location", f"{heard.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    heard.url = f"http://127.0.0.1:{port}/hook"
    partner.app.state.web_to_hosts = PublicWeb(
        "Test", allowed=lambda address, at: (address, at) == ("127.0.0.1", port)
    )
    yield heard
    partner.app.state.web_to_hosts = web_to_hosts()
    server.shutdown()
    server.server_close()


def listen(partner: Partner, editor: TestClient, url: str) -> None:
    """Say on the page of the site where messages go."""
    answer = editor.post(f"{SITES}/{partner.key}/webhook", data={"url": url})
    assert answer.status_code == 303, answer.text


def deliver(partner: Partner) -> None:
    """Let the worker take messages now, also what it has put off, and nothing else."""
    with partner.database.transaction() as session:
        others = delete(Job).where(col(Job.kind) != DELIVER)
        session.connection().execute(others)
        session.connection().execute(delete(OutboxEvent))
        session.connection().execute(update(Job).values(run_at=clock.now()))
    partner.app.state.worker.run_due()


def deliveries(partner: Partner) -> list[HostDelivery]:
    with partner.database.open_session() as session:
        theirs = col(HostDelivery.site_id) == partner.row(session).id
        found = select(HostDelivery).where(theirs).order_by(col(HostDelivery.id))
        return list(session.scalars(found))


def make_due(partner: Partner) -> None:
    with partner.database.transaction() as session:
        waiting = update(HostDelivery).values(due_at=clock.now())
        session.connection().execute(waiting)


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Check a message as standardwebhooks.com describes it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{made}" in headers["webhook-signature"].split()


def test_a_site_hears_of_each_module_and_of_the_pack_once(
    partner: Partner, editor: TestClient, heard: Heard
) -> None:
    listen(partner, editor, heard.url)
    session = partner.begin("ama-7")
    partner.do_all(session)
    partner.do_all(session)
    deliver(partner)
    deliver(partner)

    assert heard.kinds == ["module.completed"] * MODULES + [PACK_COMPLETED]
    headers, body = heard.messages[-1]
    told = json.loads(body)["data"]
    assert (told["learner"], told["percent"], told["total"]) == ("ama-7", 100, MODULES)
    assert is_signed(headers, body, partner.secret)
    assert not is_signed(headers, body + b" ", partner.secret)
    assert len({one["webhook-id"] for one, _ in heard.messages}) == MODULES + 1
    assert {row.state for row in deliveries(partner)} == {DeliveryState.DELIVERED}


def test_what_does_not_arrive_is_sent_again_then_shown_and_sent_by_hand(
    partner: Partner, editor: TestClient, heard: Heard
) -> None:
    own = f"{SITES}/{partner.key}"
    listen(partner, editor, heard.url)
    heard.status = 500
    partner.ask(f"{PACK}/1/done", partner.begin())
    for _ in range(len(WAITS) + 3):
        deliver(partner)
        make_due(partner)

    (row,) = deliveries(partner)
    assert (row.state, row.attempts) == (DeliveryState.FAILED, len(WAITS) + 1)
    assert len(heard.messages) == len(WAITS) + 1
    assert len({headers["webhook-id"] for headers, _ in heard.messages}) == 1
    shown = read_page(editor.get(own).text).one("main").text
    assert "Failed: 1" in shown
    assert "500" in shown

    heard.status = 200
    named = {"message": row.message_id}
    assert editor.post(f"{own}/again", data=named).status_code == 303
    deliver(partner)
    assert deliveries(partner)[0].state == DeliveryState.DELIVERED
    assert editor.post(f"{own}/again", data=named).status_code == 404


def test_each_try_waits_longer_than_the_one_before(
    partner: Partner, editor: TestClient, heard: Heard
) -> None:
    listen(partner, editor, heard.url)
    heard.status = 503
    partner.ask(f"{PACK}/1/done", partner.begin())
    waits = []
    for _ in WAITS:
        before = clock.now()
        deliver(partner)
        waits.append(deliveries(partner)[0].due_at - before)
        make_due(partner)

    assert waits == sorted(waits)
    assert waits[0] >= timedelta(seconds=5)
    assert sum(waits, timedelta()) > timedelta(days=1)


def test_a_server_that_is_gone_is_asked_once_for_all_that_waits(
    partner: Partner, editor: TestClient, heard: Heard
) -> None:
    listen(partner, editor, heard.url)
    partner.do_all(partner.begin())
    with partner.database.transaction() as session:
        row = partner.row(session)
        row.webhook_url = "http://127.0.0.1:9/nobody"
        session.add(row)
    deliver(partner)

    rows = deliveries(partner)
    assert [row.attempts for row in rows] == [1] + [0] * MODULES
    assert {row.due_at for row in rows} == {rows[0].due_at}
    assert rows[0].problem == "private"


@pytest.mark.parametrize("status", [301, 307, 410])
def test_a_redirect_is_not_followed_and_who_is_gone_is_believed(
    partner: Partner, editor: TestClient, heard: Heard, status: int
) -> None:
    listen(partner, editor, heard.url)
    heard.status = status
    editor.post(f"{SITES}/{partner.key}/test")
    deliver(partner)

    (row,) = deliveries(partner)
    assert heard.kinds == ["test"]
    assert row.state == (
        DeliveryState.FAILED if status == 410 else DeliveryState.WAITING
    )


def test_trying_it_out_stands_beside_the_address_it_tries(
    partner: Partner, editor: TestClient, heard: Heard
) -> None:
    listen(partner, editor, heard.url)

    page = editor.get(f"{SITES}/{partner.key}").text

    places = [page.index(f'{end}"') for end in ("/webhook", "/test", "/records")]
    assert places == sorted(places)


def test_while_a_secret_changes_both_have_signed(
    partner: Partner, editor: TestClient, heard: Heard
) -> None:
    listen(partner, editor, heard.url)
    before = partner.secret
    with partner.database.transaction() as session:
        change_secret(session, partner.row(session))
    editor.post(f"{SITES}/{partner.key}/test")
    deliver(partner)

    ((headers, body),) = heard.messages
    assert partner.secret != before
    for secret in (before, partner.secret):
        assert is_signed(headers, body, secret)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "https://127.0.0.1/hook",
        "https://10.0.0.7/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://localhost/hook",
        "https://8.8.8.8:22/",
        "https://user:pass@example.org/",
        "ftp://example.org/",
        "https://",
        "hook",
        "https://[::1",
        "https://example.org/" + "a" * 500,
    ],
)
def test_an_address_we_may_not_go_to_is_refused(
    partner: Partner, editor: TestClient, url: str
) -> None:
    assert partner.app.state.web_to_hosts == web_to_hosts()
    answer = editor.post(f"{SITES}/{partner.key}/webhook", data={"url": url})

    assert answer.status_code == 422
    assert read_page(answer.text).one("input", name="url").attributes["aria-invalid"]


def test_a_name_that_leads_inside_is_refused_when_something_is_sent(
    partner: Partner, editor: TestClient
) -> None:
    with partner.database.transaction() as session:
        row = partner.row(session)
        row.webhook_url = "https://localhost/hook"
        session.add(row)
    editor.post(f"{SITES}/{partner.key}/test")
    deliver(partner)

    (sent,) = deliveries(partner)
    assert (sent.state, sent.problem) == (DeliveryState.WAITING, "private")


def test_who_is_forgotten_is_not_told_of_any_more(
    partner: Partner, editor: TestClient, heard: Heard
) -> None:
    listen(partner, editor, heard.url)
    session = partner.begin()
    partner.ask(f"{PACK}/1/done", session)
    partner.ask("/embed/learners/forgotten", session)
    deliver(partner)

    assert heard.messages == []
    assert deliveries(partner) == []


def test_without_an_address_nothing_is_written_down(partner: Partner) -> None:
    partner.do_all(partner.begin())

    assert deliveries(partner) == []
