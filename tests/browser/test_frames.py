"""Packs inside another site, in a real browser: two sites, sandboxed or not."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from app.accounts.roles import Role
from app.embed.oembed import SANDBOX
from app.hosts.sites import add_site, secrets_of
from app.main import create_app
from app.platform import clock
from app.projects.queries import get_organisation
from tests.accounts.people import person, token_for
from tests.browser.pages import ORGANISATION, TRANSLATED_PACK, VIDEO_PACK
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.watching import SHIFTED, profile
from tests.conventions.sources import listed
from tests.databases import Databases, make_settings
from tests.security.serving import served
from tests.services.process import free_port

PACK = f"/embed/en/packs/{TRANSLATED_PACK}"
MODULES = 4
LISTEN = """<script>window.told = [];
addEventListener("message", event => told.push(event.data));
for (const type of ["ready", "progress", "completed"])
  addEventListener("passalong:" + type, event => told.push("event " + type));
</script>"""


@dataclass
class Stage:
    """Passalong on one site, and pages of a partner on another."""

    ours: str
    partner: str
    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    app: FastAPI = field(default_factory=FastAPI)

    def put(self, frame: str, *, referrer: str = "") -> str:
        """Make a page of the partner's with a frame; return its address."""
        script = f'<script src="{self.ours}/static/embed/v1.js"></script>'
        name = f"/page{len(self.pages)}"
        self.pages[name] = (
            f"<!doctype html><html lang=en><title>Partner</title>{LISTEN}"
            f"<h1>Partner</h1>{frame}{script}"
        )
        self.headers[name] = referrer
        return self.partner + name

    def frame(self, path: str = PACK, attributes: str = "") -> str:
        """Return a frame of one of our pages."""
        return (
            f'<iframe src="{self.ours}{path}" title="Pack" width="600" '
            f'height="300" {attributes}></iframe>'
        )


@pytest.fixture(scope="module")
def stage(databases: Databases) -> Iterator[Stage]:
    url, port, other = databases.copy("starter"), free_port(), free_port()
    stage = Stage(f"http://packs.localhost:{port}", f"http://partner.localhost:{other}")
    settings = make_settings(
        url,
        databases.media,
        public_url=stage.ours,
        allowed_hosts=("packs.localhost",),
    )
    app = create_app(settings)
    partner = ThreadingHTTPServer(("127.0.0.1", other), _serving(stage))
    threading.Thread(target=partner.serve_forever, daemon=True).start()
    stage.app = app
    with served(app, port):
        yield stage
    partner.shutdown()
    partner.server_close()
    app.state.database.close()
    databases.drop(url)


@pytest.fixture(scope="module")
def site(stage: Stage) -> tuple[str, str]:
    """The partner's site as an organisation has registered it: its name and secret."""
    settings = stage.app.state.settings
    with stage.app.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        row = add_site(session, organisation, stage.partner)
        return row.key, secrets_of(row, settings.signing_keys)[0]


def _serving(stage: Stage) -> type[BaseHTTPRequestHandler]:
    class Partner(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = stage.pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if referrer := stage.headers.get(self.path):
                self.send_header("Referrer-Policy", referrer)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Partner


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = profile(chromium, viewport={"width": 800, "height": 900})
    yield context
    context.close()


def inner(page: Page) -> Frame:
    """Return the frame of ours on a partner's page."""
    return next(frame for frame in page.frames if frame != page.main_frame)


@pytest.mark.parametrize(
    ("attributes", "referrer"),
    [
        ("", ""),
        (f'sandbox="{SANDBOX}"', "no-referrer"),
        ('sandbox="allow-scripts"', ""),
    ],
    ids=["plain", "as we advise", "as WordPress forces"],
)
def test_a_pack_is_taken_inside_another_site(
    context: BrowserContext, stage: Stage, attributes: str, referrer: str
) -> None:
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(stage.put(stage.frame(attributes=attributes), referrer=referrer))
    frame = inner(page)
    frame.locator("h1").wait_for()
    told(page, "told.some(each => each.type === 'height')")
    height = page.locator("iframe").evaluate("one => one.offsetHeight")
    assert height > 300, "it has not grown"

    frame.locator("[data-station] a").first.click()
    answer_one(frame)
    for _ in range(MODULES):
        before = frame.locator("h1").inner_text()
        frame.locator("[data-done]").click()
        frame.wait_for_function(
            "before => document.querySelector('h1').innerText !== before",
            arg=before,
            polling=100,
        )
    told(page, "told.includes('event completed')")

    heard = page.evaluate("told.filter(each => each.source === 'passalong')")
    assert next(one["type"] for one in heard if one["type"] != "height") == "ready"
    completed = next(one for one in heard if one["type"] == "completed")
    assert completed["percent"] == 100
    assert completed["answered"] == 1
    assert frame.locator("[data-station].done").count() == MODULES
    assert page.evaluate("told.filter(each => each.type === 'height').length") < 60
    assert context.cookies() == []
    assert not wrong


def told(page: Page, words: str) -> None:
    """Wait until the host has been told something."""
    page.wait_for_function(words, polling=100)


def answer_one(frame: Frame) -> None:
    quiz = frame.locator("form.quiz:has(input[type=radio])").first
    name = quiz.get_attribute("id")
    quiz.locator("input[type=radio]").first.check()
    quiz.locator("button[name=check]").click()
    frame.locator(f"#{name} .fb").wait_for()


def test_what_was_answered_is_there_when_one_comes_back(
    context: BrowserContext, stage: Stage
) -> None:
    page = context.new_page()
    page.goto(stage.put(stage.frame(f"{PACK}/1", 'sandbox="allow-scripts"')))
    frame = inner(page)
    answer_one(frame)
    frame.locator(".ftongues summary").click()
    frame.locator(".ftongues a[hreflang=ar]").click()
    frame.locator("html[dir=rtl]").wait_for()
    frame.locator(".fnav a").click()
    frame.locator("[data-station]").first.wait_for()
    frame.locator(".ftongues summary").click()
    frame.locator(".ftongues a[hreflang=en]").click()
    frame.locator("html[dir=ltr]").wait_for()
    frame.locator("[data-station] a").first.click()

    expect(frame.locator("form.quiz .fb")).to_have_count(1)


def test_a_video_plays_with_captions_where_a_frame_has_no_origin(
    context: BrowserContext, stage: Stage
) -> None:
    page = context.new_page()
    clip = f"/embed/en/packs/{VIDEO_PACK}/clips/five-checks"
    page.goto(stage.put(stage.frame(clip, 'sandbox="allow-scripts"')))
    frame = inner(page)
    frame.locator("[data-play=video]").first.click()
    cues = """() => {
      const player = document.querySelector("video");
      player.textTracks[0].mode = "showing";
      return player.textTracks[0].cues?.length > 3 && player.readyState > 0;
    }"""
    frame.wait_for_function(cues, polling=100)

    assert frame.evaluate("document.querySelector('video').error") is None


def test_without_script_it_is_pages_with_a_way_out(
    chromium: Browser, stage: Stage
) -> None:
    context = profile(chromium, java_script_enabled=False)
    page = context.new_page()
    page.goto(stage.put(stage.frame()))
    frame = inner(page)
    frame.locator("[data-station] a").first.click()
    frame.locator("form.quiz").first.wait_for()
    frame.locator("[data-done]").click()
    frame.get_by_text("Module 2 of").wait_for()

    out = frame.locator(".ffoot p a").first
    assert out.get_attribute("href") == f"/en/packs/{TRANSLATED_PACK}/2"
    assert frame.locator("base").get_attribute("target") == "_blank"
    assert context.cookies() == []
    context.close()


def test_the_element_makes_the_same_frame(
    context: BrowserContext, stage: Stage
) -> None:
    page = context.new_page()
    element = (
        f'<passalong-pack pack="{TRANSLATED_PACK}" lang="ar" module="1" '
        'color="green" title="Pack"></passalong-pack>'
    )
    page.goto(stage.put(element))
    told(page, "told.some(each => each.type === 'height')")

    frame = inner(page)
    address = f"/embed/ar/packs/{TRANSLATED_PACK}/1?color=green"
    assert frame.url == stage.ours + address
    assert frame.locator("html").get_attribute("data-colour") == "green"


@pytest.mark.parametrize("path", [PACK, f"{PACK}/1"])
def test_nothing_moves_once_a_frame_is_shown(
    context: BrowserContext, stage: Stage, path: str
) -> None:
    page = context.new_page()
    page.goto(stage.put(stage.frame(path)))
    told(page, "told.some(each => each.type === 'height')")
    frame = inner(page)
    moved = frame.evaluate(SHIFTED)
    assert not moved, listed(moved)
    frame.evaluate("document.body.prepend(document.createElement('hr'))")
    assert frame.evaluate(SHIFTED), "the browser counts nothing"


def _key(site: tuple[str, str], number: int) -> str:
    """Return the address of the pack in Arabic with a key that the site has signed."""
    name, secret = site
    claims = {
        "iss": name,
        "sub": "newcomer-7",
        "jti": f"frame-number-{number}",
        "exp": int(clock.now().timestamp()) + 300,
    }
    signed = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
    return f"/embed/ar/packs/{TRANSLATED_PACK}#learner={signed}"


@pytest.mark.slow
def test_a_learner_whom_the_site_has_signed_goes_on_where_they_were(
    context: BrowserContext, stage: Stage, site: tuple[str, str]
) -> None:
    sandbox = 'sandbox="allow-scripts"'
    page = context.new_page()
    page.goto(stage.put(stage.frame(_key(site, 1), sandbox)))
    frame = inner(page)
    frame.locator(".fsigned").wait_for()
    frame.locator("[data-station] a").first.click()
    answer_one(frame)
    frame.locator("[data-done]").click()
    frame.locator("#main[data-module=m2]").wait_for()
    told(page, "told.some(each => each.done === 1)")

    again = context.new_page()
    address = stage.put(stage.frame(_key(site, 2), sandbox))
    again.goto(address)
    frame = inner(again)
    frame.locator("[data-station].done").wait_for()
    frame.locator("[data-station] a").first.click()
    frame.locator("form.quiz .fb").wait_for()
    frame.locator("[data-kept-do=show]").click()
    frame.locator(".fsigned pre", has_text="newcomer-7").wait_for()
    assert context.cookies() == []

    # The same page once more brings the same key, which was good once.
    again.goto(address)
    frame = inner(again)
    frame.locator(".flost").wait_for()
    assert frame.locator("[data-station].done").count() == 0
    frame.locator("[data-station] a").first.click()
    frame.locator("form.quiz").first.wait_for()


@pytest.mark.slow
def test_the_pages_of_sites_fit_and_have_no_barriers(
    context: BrowserContext, stage: Stage, site: tuple[str, str]
) -> None:
    database = stage.app.state.database
    token = token_for(database, person(database, "Steward", Role.STEWARD))
    context.add_cookies([{"name": "passalong", "value": token, "url": stage.ours}])
    page, found = context.new_page(), []
    sites = f"organisations/{ORGANISATION}/sites"
    for path in (sites, f"{sites}/{site[0]}", f"{sites}/{site[0]}/remove"):
        for language in ("en", "ar"):
            answer = page.goto(f"{stage.ours}/{language}/{path}")
            assert answer is not None, path
            assert answer.ok, path
            for details in page.locator("main details").all():
                details.evaluate("one => { one.open = true; }")
            problems = [*too_wide(page), *barriers(page, (SMALLEST,))]
            found += [f"{language} {path} {text}" for text in problems]
    assert not found, listed(found)


def test_a_page_of_the_site_itself_is_not_shown_in_a_frame(
    context: BrowserContext, stage: Stage
) -> None:
    page = context.new_page()
    page.goto(stage.put(stage.frame(f"/en/packs/{TRANSLATED_PACK}")))

    assert inner(page).locator("h1", has_text="edit-a-thon").count() == 0


def test_messages_of_others_change_nothing(
    context: BrowserContext, stage: Stage
) -> None:
    page = context.new_page()
    page.goto(stage.put(stage.frame()))
    told(page, "told.some(each => each.type === 'height')")
    before = page.locator("iframe").evaluate("one => one.offsetHeight")
    flood = """() => { for (let n = 0; n < 2000; n++)
      postMessage({source: "passalong", v: 1, type: "height", height: 9999}, "*");
      postMessage(null, "*"); postMessage({source: "passalong", v: 9}, "*"); }"""
    page.evaluate(flood)
    told(page, "told.length > 2000")

    assert page.locator("iframe").evaluate("one => one.offsetHeight") == before


def test_a_host_that_follows_the_height_with_the_width_is_not_chased(
    context: BrowserContext, stage: Stage
) -> None:
    page = context.new_page()
    page.goto(stage.put(stage.frame()))
    told(page, "told.some(each => each.type === 'height')")
    page.evaluate(
        """() => addEventListener("message", event => {
      if (event.data.type === "height") document.querySelector("iframe").width =
        500 + event.data.height % 97; })"""
    )
    page.set_viewport_size({"width": 500, "height": 900})
    page.locator("iframe").evaluate("one => { one.width = 333; }")
    page.wait_for_timeout(3000)

    assert page.evaluate("told.filter(each => each.type === 'height').length") < 30
