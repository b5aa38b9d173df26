"""A pack taken inside a learning system, where the browser keeps nothing for others."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Request, Route

from app.main import create_app
from app.onboarding.service import Words, add_step, make_path
from app.platform.ids import short_id
from app.projects.queries import get_organisation
from tests.browser.conftest import OPTIONS
from tests.browser.pages import ORGANISATION
from tests.browser.test_partner_path import take
from tests.browser.watching import profile
from tests.databases import Databases, make_settings
from tests.embed.test_paths import PACKS
from tests.lti.conftest import connected, web_in
from tests.lti.course import CHOOSE, MODULES, PACK_KEY, Course
from tests.lti.running import start_platform
from tests.lti.tokens import DEEP
from tests.security.serving import served
from tests.services.process import chromium_path, free_port


@pytest.fixture(scope="module")
def course(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Course]:
    """A learning system on one site, and Passalong on another."""
    url, port = databases.copy("starter"), free_port()
    platform = start_platform(tmp_path_factory.mktemp("platform"))
    settings = make_settings(
        url,
        databases.media,
        public_url=f"http://packs.localhost:{port}",
        allowed_hosts=("packs.localhost", "127.0.0.1"),
    )
    app = create_app(settings)
    app.state.web_to_platforms = web_in(platform.url)
    site = platform.url.replace("127.0.0.1", "lms.localhost")
    with served(app, port):
        us = f"http://127.0.0.1:{port}"
        course = connected(app, platform.url, "deployment-1", site=site, us=us)
        yield course
        course.disconnect()
    platform.stop()
    app.state.database.close()
    databases.drop(url)


@pytest.fixture(scope="module")
def strict(chromium: Browser) -> Iterator[Browser]:
    """A Chromium that sends no cookies to frames of other sites."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(),
        args=[
            *OPTIONS,
            "--test-third-party-cookie-phaseout",
            # An answer that a test hands on is from no network, for Chromium.
            "--disable-features=LocalNetworkAccessChecks",
        ],
    )
    yield browser
    browser.close()


@pytest.fixture
def context(strict: Browser, course: Course) -> Iterator[BrowserContext]:
    """Somebody who is signed in on Passalong in the same browser."""
    context = profile(strict, viewport={"width": 800, "height": 900})
    context.add_cookies(
        [
            {
                "name": "passalong",
                "value": "of-an-account",
                "url": course.ours.replace("http:", "https:"),
                "sameSite": "None",
                "secure": True,
            }
        ]
    )
    yield context
    context.close()


def in_course(
    course: Course, user: str, *, stores: bool, resizes: bool = False, **hint: Any
) -> str:
    """Return the page of a course with a link in a frame."""
    site = course.platform.replace("127.0.0.1", "lms.localhost")
    asked = {
        "user": user,
        "client": course.client_id,
        "login": f"{course.ours}/lti/login",
        "target": f"{course.ours}/lti/launch",
        "hint": json.dumps({"custom": {"pack": PACK_KEY}, **hint}),
        **({"store": "1"} if stores else {}),
        **({"resize": "1"} if resizes else {}),
    }
    return f"{site}/course?{urlencode(asked)}"


def framed(page: Page, selector: str) -> Frame:
    """Return the frame of ours, when it shows something."""
    page.frame_locator("iframe").locator(selector).first.wait_for()
    return next(frame for frame in page.frames if frame != page.main_frame)


def test_a_pack_is_taken_in_a_course_and_its_grade_arrives(
    context: BrowserContext, course: Course
) -> None:
    sent: list[str] = []

    def note(request: Request) -> None:
        if "packs.localhost" in request.url:
            sent.append(request.all_headers().get("cookie", ""))

    page = context.new_page()
    page.on("requestfinished", note)
    page.goto(in_course(course, "ana", stores=False, link="frame", locale="ar"))
    frame = framed(page, "[data-station] a")
    frame.locator(".fsigned").wait_for()
    assert frame.locator("html").get_attribute("dir") == "rtl"
    frame.locator("[data-station] a").first.click()
    frame.locator("[data-done]").wait_for()
    for _ in range(MODULES):
        before = frame.locator("h1").inner_text()
        frame.locator("[data-done]").click()
        frame.wait_for_function(
            "before => document.querySelector('h1').innerText !== before",
            arg=before,
            polling=100,
        )
    frame.locator("[data-station].done").nth(MODULES - 1).wait_for()
    course.work()

    last = course.scores("frame")[-1]
    assert (last["userId"], last["scoreGiven"]) == ("ana", 100)
    assert last["activityProgress"] == "Completed"
    assert any(cookie.startswith("launch-") for cookie in sent), "kept apart by site"
    assert not any("passalong=" in cookie for cookie in sent), "third-party cookies"

    _where_no_cookie_stays(context, course)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ar", "sw"])
def test_a_whole_path_is_taken_by_one_link_and_its_grade_arrives(
    context: BrowserContext, course: Course, language: str
) -> None:
    # Another each time: what was red may be tried again.
    slug = f"first-steps-{short_id(6)}"
    with course.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        path = make_path(session, organisation, slug, Words("en", "First steps"))
        for pack in PACKS:
            add_step(session, path, "pack", pack)
    page = context.new_page()
    asked = {"link": f"path-{language}", "custom": {"path": slug}}
    page.goto(
        in_course(course, "ana", stores=False, resizes=True, locale=language, **asked)
    )
    frame = framed(page, "[data-pack-station]")
    frame.locator(".fsigned").wait_for()
    direction = {"ar": "rtl", "sw": "ltr"}[language]
    assert frame.locator("html").get_attribute("dir") == direction
    # A system that knows how gives the frame its height.
    page.wait_for_function("heights.at(-1) > 100", polling=100)
    fits = "() => document.documentElement.scrollHeight <= innerHeight + 4"
    frame.wait_for_function(fits, polling=100)
    for pack in PACKS:
        take(frame, pack)
    frame.locator("[data-all-done]:visible").wait_for()
    course.work()

    last = course.scores(f"path-{language}")[-1]
    assert (last["userId"], last["scoreGiven"]) == ("ana", 100)
    assert last["gradingProgress"] == "FullyGraded"
    page.reload()
    framed(page, "[data-pack-station].done")


def _where_no_cookie_stays(context: BrowserContext, course: Course) -> None:
    """Open it once more, with what the platform keeps for tools, and with nothing."""

    def lose_cookies(route: Route) -> None:
        # Who fetches here looks up no name that only browsers know.
        there = route.request.url.replace("packs.localhost", "127.0.0.1", 1)
        answer = route.fetch(url=there, max_redirects=0)
        kept = {k: v for k, v in answer.headers.items() if k != "set-cookie"}
        route.fulfill(response=answer, headers=kept)

    context.clear_cookies()
    context.route("**/lti/login?*", lose_cookies)
    page = context.new_page()
    page.goto(in_course(course, "ana", stores=True, link="frame"))
    frame = framed(page, "[data-station].done")
    assert frame.locator("[data-station].done").count() == MODULES

    page.goto(in_course(course, "ana", stores=False, link="frame"))
    frame = framed(page, "a[target=_blank]")
    context.unroute("**/lti/login?*")
    with context.expect_page() as opened:
        frame.locator("a[target=_blank]").click()
    tab = opened.value
    tab.locator("[data-station].done").first.wait_for()
    assert tab.url.startswith(f"{course.ours}/embed/en/packs/")


def test_what_a_course_opens_is_chosen_in_a_frame(
    context: BrowserContext, course: Course
) -> None:
    page = context.new_page()
    page.goto(in_course(course, "teacher", stores=False, kind=CHOOSE, locale="sw"))
    frame = framed(page, "button[name=pack]")
    frame.locator(f"button[name=pack][value={PACK_KEY}]").click()
    frame = framed(page, "select[name=module]")
    frame.locator("select[name=module]").select_option("m2")
    frame.locator("form:has(select) button").click()
    framed(page, "h1:has-text('In the course')")

    [item] = course.control()["chosen"][-1][f"{DEEP}content_items"]
    assert item["custom"] == {"pack": PACK_KEY, "module": "m2"}
