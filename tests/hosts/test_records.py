"""Sites have their records told by xAPI: an LRS that refuses what published models do.

It is a server of its own on loopback, and counts a statement by its id, as they do.
"""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.hosts.models import DeliveryState, HostDelivery, HostSite, Way
from app.hosts.records import statement_of
from app.hosts.wiring import web_to_hosts
from app.platform.public_web import PublicWeb
from tests.browser.pages import TRANSLATED_PACK
from tests.hosts.conftest import MODULES, PACK, SITES, Partner
from tests.hosts.test_webhooks import deliver, deliveries, make_due
from tests.reading.html_page import read_page
from tests.services.statements import Statement, faults_of, verb_of

OPENS = {"key": "passalong", "word": "wörd:with colons"}


@dataclass
class Records:
    """An LRS: what it keeps by id, what it refused, and how it answers."""

    url: str = ""
    status: int = 200
    kept: dict[str, Statement] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, headers: dict[str, str], sent: bytes) -> int:
        """Keep a statement, or say why not."""
        opens = base64.b64encode(f"{OPENS['key']}:{OPENS['word']}".encode()).decode()
        if headers.get("authorization") != f"Basic {opens}":
            return 401
        if headers.get("x-experience-api-version") != "1.0.3":
            return 400
        statement = json.loads(sent)
        self.asked.append(statement["id"])
        self.refused += faults_of(statement)
        if self.refused:
            return 400
        if self.kept.setdefault(statement["id"], statement) != statement:
            return 409
        return self.status


@pytest.fixture
def records(partner: Partner) -> Iterator[Records]:
    found = Records()

    class Store(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            is_there = self.path == "/xapi/statements"
            self.send_response(found.take(named, body) if is_there else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    found.url = f"http://127.0.0.1:{port}/xapi/"
    partner.app.state.web_to_hosts = PublicWeb(
        "Test", allowed=lambda address, at: (address, at) == ("127.0.0.1", port)
    )
    yield found
    partner.app.state.web_to_hosts = web_to_hosts()
    server.shutdown()
    server.server_close()


def tell_records(partner: Partner, editor: TestClient, url: str, **more: str) -> int:
    """Say on the page of the site where statements go; return what it answers."""
    data = {"endpoint": url, **OPENS, **more}
    return editor.post(f"{SITES}/{partner.key}/records", data=data).status_code


def test_records_are_told_of_each_module_and_of_the_pack_once(
    partner: Partner, editor: TestClient, records: Records
) -> None:
    assert tell_records(partner, editor, records.url) == 303
    session = partner.begin("ama-7")
    partner.do_all(session)
    partner.do_all(session)
    deliver(partner)
    deliver(partner)

    told = list(records.kept.values())
    assert not records.refused
    assert [verb_of(one) for one in told] == ["completed"] * (MODULES + 1)
    account = {"homePage": partner.origin, "name": "ama-7"}
    assert all(one["actor"]["account"] == account for one in told)
    pack = told[-1]["object"]["id"]
    assert pack.endswith(f"/p/{TRANSLATED_PACK}")
    objects = [one["object"]["id"] for one in told[:-1]]
    assert all(one.startswith(f"{pack}#") for one in objects)
    assert len(set(objects)) == MODULES
    parents = [one["context"]["contextActivities"]["parent"] for one in told[:-1]]
    assert {one[0]["id"] for one in parents} == {pack}
    assert {row.way for row in deliveries(partner)} == {Way.RECORDS}
    assert {row.state for row in deliveries(partner)} == {DeliveryState.DELIVERED}


def test_records_that_were_busy_count_a_statement_once(
    partner: Partner, editor: TestClient, records: Records
) -> None:
    tell_records(partner, editor, records.url)
    records.status = 503
    partner.ask(f"{PACK}/1/done", partner.begin())
    deliver(partner)
    make_due(partner)
    # They have it, and say so in the two ways there are.
    records.status = 409
    deliver(partner)

    (row,) = deliveries(partner)
    assert (row.state, row.attempts) == (DeliveryState.DELIVERED, 2)
    assert records.asked == [row.message_id] * 2
    assert list(records.kept) == [row.message_id]


def test_a_site_may_want_both_and_one_that_is_away_holds_up_the_other_never(
    partner: Partner, editor: TestClient, records: Records
) -> None:
    tell_records(partner, editor, records.url)
    away = {"url": "https://nobody.invalid/hook"}
    editor.post(f"{SITES}/{partner.key}/webhook", data=away)
    partner.do_all(partner.begin())
    deliver(partner)

    states = {(row.way, row.state) for row in deliveries(partner)}
    assert states == {
        (Way.WEBHOOK, DeliveryState.WAITING),
        (Way.RECORDS, DeliveryState.DELIVERED),
    }
    assert len(records.kept) == MODULES + 1
    shown = read_page(editor.get(f"{SITES}/{partner.key}").text).one("main").text
    assert "pack.completed (xAPI)" in shown
    assert f"Delivered: {MODULES + 1}" in shown


def test_a_statement_tries_the_records_out_and_a_wrong_secret_is_shown(
    partner: Partner, editor: TestClient, records: Records
) -> None:
    own = f"{SITES}/{partner.key}"
    tell_records(partner, editor, records.url, word="wrong")
    assert editor.post(f"{own}/test").status_code == 303
    deliver(partner)
    assert deliveries(partner)[0].status == 401
    assert "401" in read_page(editor.get(own).text).one("main").text

    tell_records(partner, editor, records.url)
    make_due(partner)
    deliver(partner)
    assert deliveries(partner)[0].state == DeliveryState.DELIVERED
    assert [verb_of(one) for one in records.kept.values()] == ["experienced"]
    assert not records.refused


def test_the_secret_of_records_is_shown_nowhere_and_stored_sealed(
    partner: Partner, editor: TestClient, records: Records
) -> None:
    tell_records(partner, editor, records.url)

    assert OPENS["word"] not in editor.get(f"{SITES}/{partner.key}").text
    with partner.database.open_session() as session:
        rows = session.execute(text("SELECT * FROM host_site")).mappings().all()
    assert all(OPENS["word"] not in str(dict(row)) for row in rows)
    assert tell_records(partner, editor, "", key="", word="") == 303
    with partner.database.open_session() as session:
        row = partner.row(session)
        assert (row.records_url, row.records_sealed) == ("", "")


@pytest.mark.parametrize(
    ("url", "more"),
    [
        ("http://lrs.example/xapi/", {}),
        ("https://127.0.0.1/xapi/", {}),
        ("https://10.0.0.7/xapi/", {}),
        ("https://[::1]/xapi/", {}),
        ("https://[::ffff:10.0.0.7]/xapi/", {}),
        ("https://169.254.169.254/", {}),
        ("https://ana:word@lrs.example/", {}),
        ("https://lrs.example:22/", {}),
        ("javascript:alert(1)", {}),
        ("ftp://lrs.example/", {}),
        ("https://", {}),
        ("https://lrs.example/" + "x" * 600, {}),
        ("https://lrs.example/", {"key": ""}),
        ("https://lrs.example/", {"word": ""}),
        ("https://lrs.example/", {"key": "with:colon"}),
        ("https://lrs.example/", {"word": "with\nline"}),
        ("https://lrs.example/", {"word": "x" * 1_000}),
    ],
)
def test_an_address_or_secret_that_cannot_be_is_refused(
    partner: Partner, editor: TestClient, url: str, more: dict[str, str]
) -> None:
    is_port = url.endswith(":22/")
    # A name is looked at when it is asked; its port then too.
    assert tell_records(partner, editor, url, **more) == (303 if is_port else 422)


def test_a_name_that_leads_inside_is_never_asked(
    partner: Partner, editor: TestClient
) -> None:
    tell_records(partner, editor, "https://lrs.example:22/")
    partner.ask(f"{PACK}/1/done", partner.begin())
    with partner.database.transaction() as session:
        row = partner.row(session)
        row.records_url = "https://localhost/xapi/"
        session.add(row)
    deliver(partner)

    (row_,) = deliveries(partner)
    assert (row_.state, row_.problem) == (DeliveryState.WAITING, "private")


def test_a_path_is_told_as_a_course_of_its_own() -> None:
    told = {"learner": "ama-7", "path": "newcomers", "language": "pt-br"}
    delivery = HostDelivery(
        message_id="11111111-1111-4111-8111-111111111111",
        site_id=1,
        kind="path.completed",
        payload={"timestamp": "2026-11-21T12:00:00+00:00", "data": told},
    )
    site = HostSite(organisation_id=1, key="k", origin="https://p.example", salt="s")
    statement = statement_of(delivery, site, "https://passalong.example")

    assert faults_of(statement) == []
    assert statement["object"]["id"] == "https://passalong.example/en/paths/newcomers"
    assert statement["context"]["language"] == "pt-BR"
