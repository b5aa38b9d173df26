"""A newcomer takes a path of three packs on a partner's own page, without cookies."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from sqlalchemy import delete, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.hosts.job_names import DELIVER
from app.hosts.sites import add_site, secrets_of
from app.hosts.webhooks import PATH_COMPLETED
from app.main import create_app
from app.onboarding.service import Words, add_step, make_path
from app.platform import clock
from app.platform.ids import short_id
from app.platform.jobs import Job
from app.platform.public_web import PublicWeb
from app.projects.editors import add_editor
from app.projects.queries import get_organisation
from tests.accounts.people import person, token_for
from tests.browser.conftest import OPTIONS
from tests.browser.pages import ORGANISATION
from tests.browser.test_accessibility import barriers
from tests.browser.test_frames import inner, told
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.watching import profile
from tests.databases import Databases, make_settings
from tests.embed.test_paths import MODULES, PACKS
from tests.reading.html_page import Element, read_page
from tests.security.serving import served
from tests.services.process import chromium_path, free_port

# What a partner writes by hand: a frame, and a line that shows when all is done.
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Partner</title>
<h1>Welcome</h1><p id="news">Not done yet</p>
<iframe src="{frame}" title="First steps" width="360" {attributes}></iframe>
<script>window.told = [];
addEventListener("message", event => told.push(event.data));
addEventListener("passalong:completed", event => {{
  if (event.detail.path && !event.detail.pack)
    document.getElementById("news").textContent = "Done: " + event.detail.path;
}});</script>
<script src="{ours}/static/embed/v1.js"></script>"""


@dataclass
class Meeting:
    """Passalong and a partner on two sites, and what the partner's server heard."""

    app: FastAPI
    ours: str
    partner: str
    key: str
    secret: str
    pages: dict[str, str] = field(default_factory=dict)
    heard: list[dict[str, Any]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def signed(self, subject: str) -> str:
        """Return a learner key as the partner's server signs one."""
        claims = {
            "iss": self.key,
            "sub": subject,
            # Good once, also where a test is tried again.
            "jti": short_id(12),
            "exp": int(clock.now().timestamp()) + 600,
        }
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.secret))

    def put(self, language: str, key: str, attributes: str) -> str:
        """Make a page of the partner's with the path; return its address."""
        frame = f"{self.ours}/embed/{language}/paths/first-steps"
        frame += f"#learner={key}" if key else ""
        name = f"/page{len(self.pages)}"
        self.pages[name] = PAGE.format(
            frame=frame, attributes=attributes, ours=self.ours
        )
        return self.partner + name

    def take_all(self, subject: str) -> None:
        """Let somebody do all of it in another browser."""
        client = TestClient(self.app, base_url=self.ours)
        answer = client.post("/embed/learners", data={"learner": self.signed(subject)})
        for slug in PACKS:
            for number in range(1, MODULES + 1):
                path = f"/embed/sw/paths/first-steps/packs/{slug}/{number}/done"
                assert client.post(path, data=answer.json()).status_code == 200

    def work(self) -> None:
        """Tell the desk and the partner what is due."""
        self.app.state.worker.bus.deliver_due()
        with self.app.state.database.transaction() as session:
            session.connection().execute(delete(Job).where(col(Job.kind) != DELIVER))
            session.connection().execute(update(Job).values(run_at=clock.now()))
        self.app.state.worker.run_due()

    def desk(self) -> Element:
        """Return the desk of the path as somebody who acts for the organisation."""
        database = self.app.state.database
        user = person(database, "Acts for it")
        with database.transaction() as session:
            add_editor(session, get_organisation(session, ORGANISATION), user, by=None)
        client = TestClient(self.app, base_url=self.ours)
        client.headers["cookie"] = f"passalong={token_for(database, user)}"
        path = f"/en/organisations/{ORGANISATION}/onboarding/first-steps"
        return read_page(client.get(path).text).one("main")


@pytest.fixture(scope="module")
def meeting(databases: Databases) -> Iterator[Meeting]:
    url, port, other = databases.copy("starter"), free_port(), free_port()
    ours, partner = (
        f"http://packs.localhost:{port}",
        f"http://partner.localhost:{other}",
    )
    app = create_app(
        make_settings(
            url, databases.media, public_url=ours, allowed_hosts=("packs.localhost",)
        )
    )
    with app.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        words = Words("en", "First steps", "Welcome to us.")
        path = make_path(session, organisation, "first-steps", words)
        for slug in PACKS:
            add_step(session, path, "pack", slug)
        site = add_site(session, organisation, partner)
        site.webhook_url = f"http://127.0.0.1:{other}/hook"
        secret = secrets_of(site, app.state.settings.signing_keys)[0]
        meeting = Meeting(app, ours, partner, site.key, secret)
    app.state.web_to_hosts = PublicWeb(
        "Test", allowed=lambda address, at: (address, at) == ("127.0.0.1", other)
    )
    server = ThreadingHTTPServer(("127.0.0.1", other), _serving(meeting))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with served(app, port):
        yield meeting
    server.shutdown()
    server.server_close()
    app.state.database.close()
    databases.drop(url)


def _serving(meeting: Meeting) -> type[BaseHTTPRequestHandler]:
    class Partner(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = meeting.pages.get(self.path, "").encode()
            self._answer(200 if body else 404, body)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            meeting.heard.append(json.loads(sent))
            self._answer(204, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Partner


@pytest.fixture(scope="module")
def strict(chromium: Browser) -> Iterator[Browser]:
    """A Chromium that sends no cookies to frames of other sites."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(),
        args=[*OPTIONS, "--test-third-party-cookie-phaseout"],
    )
    yield browser
    browser.close()


@pytest.fixture
def context(strict: Browser) -> Iterator[BrowserContext]:
    context = profile(strict, viewport={"width": 390, "height": 844})
    yield context
    context.close()


def take(frame: Frame, slug: str) -> None:
    """Take a pack from the page of the path, and come back to it.

    By keyboard: the frame gets the height of each new page, and what a mouse does to
    one that moves at that moment may reach nothing.
    """
    frame.locator(f"a.mod[href*='/packs/{slug}']").press("Enter")
    frame.locator("[data-station] a").first.press("Enter")
    frame.locator("#main[data-module=m1]").wait_for()
    for number in range(2, MODULES + 1):
        frame.locator("[data-done]").press("Enter")
        frame.locator(f"#main[data-module=m{number}]").wait_for()
    frame.locator("[data-done]").press("Enter")
    frame.locator("[data-pack-station]").first.wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "attributes"),
    [("ar", 'sandbox="allow-scripts"'), ("sw", "")],
    ids=["in Arabic, sandboxed", "in Swahili"],
)
def test_a_newcomer_takes_three_packs_and_the_partners_page_says_so(
    context: BrowserContext, meeting: Meeting, language: str, attributes: str
) -> None:
    subject = f"newcomer-{language}"
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(meeting.put(language, meeting.signed(subject), attributes))
    frame = inner(page)
    frame.locator(".fsigned").wait_for()
    expect(page.locator("#news")).to_have_text("Not done yet")
    right_to_left = "rtl" if language == "ar" else "ltr"
    assert frame.locator("html").get_attribute("dir") == right_to_left
    told(page, "document.querySelector('iframe').offsetHeight > 200")
    for slug in PACKS:
        take(frame, slug)

    expect(page.locator("#news")).to_have_text("Done: first-steps")
    expect(frame.locator("[data-all-done]")).to_be_visible()
    expect(frame.locator("[data-pack-station].done")).to_have_count(len(PACKS))
    meeting.work()
    mine = [one for one in meeting.heard if one["data"]["learner"] == subject]
    assert [one["type"] for one in mine].count(PATH_COMPLETED) == 1
    assert mine[-1]["data"]["language"] == language
    # Another day, another frame: what is done is known.
    again = meeting.signed(subject)
    page.goto(meeting.put(language, again, attributes))
    frame = inner(page)
    expect(frame.locator("[data-pack-station].done")).to_have_count(len(PACKS))
    frame.locator("[data-kept-do=forget]").click()
    expect(frame.locator(".flost")).to_be_visible()
    expect(frame.locator("[data-pack-station].done")).to_have_count(0)
    assert context.cookies() == []
    assert not wrong


@pytest.mark.slow
def test_the_desk_shows_the_totals_of_whom_a_partner_sends(meeting: Meeting) -> None:
    for number in range(5):
        meeting.take_all(f"other-{number}")
    meeting.work()

    rows = meeting.desk().all("tr")
    shown = [[cell.text for cell in row.all("td")][:2] for row in rows[1:4]]
    assert all(int(one) >= 5 for cells in shown for one in cells), shown


def test_without_a_key_a_path_is_kept_in_memory_and_told(
    context: BrowserContext, meeting: Meeting
) -> None:
    page: Page = context.new_page()
    page.goto(meeting.put("ar", "", 'sandbox="allow-scripts"'))
    frame = inner(page)
    told(page, "told.some(each => each.type === 'height')")
    take(frame, PACKS[0])

    told(page, "told.some(each => each.type === 'progress' && each.percent === 33)")
    expect(frame.locator("[data-pack-station].done")).to_have_count(1)
    frame.locator(".ftongues summary").click()
    frame.locator(".ftongues a[hreflang=sw]").click()
    frame.locator("html[lang=sw]").wait_for()
    expect(frame.locator("[data-pack-station].done")).to_have_count(1)
    assert page.locator("#news").inner_text() == "Not done yet"


@pytest.mark.slow
def test_the_pages_of_a_path_in_a_frame_fit_and_have_no_barriers(
    context: BrowserContext, meeting: Meeting
) -> None:
    page = context.new_page()
    found = []
    for path in ("embed/ar/paths/first-steps", "en/paths/first-steps/embed"):
        page.goto(f"{meeting.ours}/{path}")
        problems = [*too_wide(page), *barriers(page, (SMALLEST,))]
        found += [f"{path} {text}" for text in problems]
    assert not found
