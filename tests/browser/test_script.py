"""What the script adds, seen in Chromium; every page works without it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.watching import Visitor, profile
from tests.security.serving import own_origin, served
from tests.web.app import build_app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The small app on a free port of this machine."""
    url, port = own_origin()
    with served(build_app(allowed_hosts=("127.0.0.1",)), port):
        yield url


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test if its console complains."""
    context = profile(
        chromium,
        base_url=address,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    unexpected = [text for text in problems if "Failed to load resource" not in text]
    assert unexpected == []


def test_the_policy_lets_data_blocks_and_htmx_through(page: Page) -> None:
    page.goto("/en/trial")

    assert page.evaluate("typeof htmx") == "object"
    assert page.evaluate("htmx.config.includeIndicatorCSS") is False
    assert page.evaluate("htmx.config.noSwap") == [204, 304, "5xx"]
    assert page.evaluate("document.adoptedStyleSheets.length") == 0


def test_the_policy_stops_inline_script_and_style(
    chromium: Browser, address: str
) -> None:
    page = profile(chromium, base_url=address).new_page()
    page.goto("/en/about")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.__xss = 1";
          document.body.append(script);
          document.body.innerHTML += "<img src=x onerror='window.__xss = 2'>";
        }"""
    )
    page.wait_for_timeout(200)

    assert page.evaluate("window.__xss") is None
    page.context.close()


def test_a_right_answer_is_explained_in_place_and_gets_the_focus(page: Page) -> None:
    page.goto("/en/trial")
    page.get_by_label("It names the activity.").check()
    page.get_by_role("button", name="Check the answer").click()

    expect(page.locator(".fb")).to_be_focused()
    expect(page.locator(".ans.right")).to_have_count(1)
    assert page.url.endswith("/en/trial")


def test_an_answer_with_422_is_shown_too(page: Page) -> None:
    page.goto("/en/trial")
    page.get_by_label("It is true of every project.").check()
    page.get_by_role("button", name="Check the answer").click()

    expect(page.locator(".fb.not")).to_be_focused()
    expect(page.get_by_label("It is true of every project.")).to_be_checked()


def test_a_failure_on_our_side_loses_nothing_and_is_said(page: Page) -> None:
    page.goto("/en/trial")
    page.get_by_label("It is short.").check()
    page.get_by_role("button", name="Check the answer").click()

    expect(page.locator("#say")).to_contain_text("Nothing was lost")
    expect(page.get_by_label("It is short.")).to_be_checked()


def test_things_are_put_in_order_by_buttons_that_keep_the_focus(page: Page) -> None:
    page.goto("/en/trial?kind=order")
    rows = page.locator(".ordr > li")
    rows.nth(0).get_by_role("button", name="Move down").click()

    expect(rows.nth(1)).to_contain_text("It names the activity.")
    expect(rows.nth(1).get_by_role("button", name="Move down")).to_be_focused()
    rows.nth(1).get_by_role("button", name="Move down").press("Enter")
    expect(rows.nth(2).get_by_role("button", name="Move up")).to_be_focused()
    expect(page.locator("#say")).to_contain_text("3/3")
    assert page.locator("[name=answer]").evaluate_all(
        "all => all.map(x => x.value)"
    ) == [
        "1",
        "2",
        "0",
    ]


def test_slash_goes_to_the_search_box(page: Page) -> None:
    page.goto("/en/about")
    page.keyboard.press("/")

    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#find")).to_have_value("a/b")


def test_slash_is_only_a_letter_for_those_who_want_that(page: Page) -> None:
    page.goto("/en/about")
    page.context.add_cookies([{"name": "prefs", "value": "keys=0", "url": page.url}])
    page.reload()
    page.keyboard.press("/")

    expect(page.locator("#find")).not_to_be_focused()


@pytest.mark.parametrize(("width", "name"), [(1280, "English"), (390, "Menu")])
def test_a_panel_opens_over_the_page_and_gives_the_focus_back(
    page: Page, width: int, name: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/en/about")
    opener = page.locator(".tools").get_by_role("link", name=name)
    opener.click()

    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.url.endswith("/en/about")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_text_is_copied_and_that_is_said(page: Page) -> None:
    page.goto("/en/styleguide")
    page.get_by_role("button", name="Copy the credit line").click()

    expect(page.locator("#say")).to_have_text("Copied.")
    assert "CC BY-SA" in page.evaluate("navigator.clipboard.readText()")


def test_with_data_saver_a_picture_loads_when_it_is_asked_for(page: Page) -> None:
    page.goto("/en/styleguide")
    page.get_by_role("link", name="Show picture").click()

    picture = page.locator("figure.fig img").nth(1)
    expect(picture).to_have_attribute("alt", "Four threads woven over and under")


def test_media_load_only_after_a_tap(page: Page) -> None:
    page.goto("/en/styleguide")
    assert page.locator("video, audio").count() == 0

    page.get_by_role("link", name="Sound only").click()

    expect(page.locator("audio.player")).to_be_focused()


def test_without_script_nothing_depends_on_it(chromium: Browser, address: str) -> None:
    context = profile(chromium, java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/en/styleguide")

    expect(page.get_by_role("button", name="Save the ticks")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the credit line")).to_be_hidden()
    page.locator(".tools").get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/language\?next=/en/styleguide"))
    context.close()


def test_what_a_form_has_done_is_said_after_the_page_has_come(visitor: Visitor) -> None:
    page = visitor.open("/en/me/settings")
    expect(page.locator("#say")).to_have_text("")

    page.get_by_role("button", name="Save settings").click()

    expect(page).to_have_url(re.compile("saved=1"))
    expect(page.locator("#say")).to_have_text("Saved.")


def test_a_field_that_is_wrong_gets_the_focus(visitor: Visitor) -> None:
    page = visitor.open("/en/me/settings")
    field = page.get_by_label("Add a language")

    field.fill("no such language")
    field.press("Enter")

    expect(page.get_by_text("We do not know this language")).to_be_visible()
    expect(field).to_be_focused()
    visitor.watch.problems.clear()  # a refusal is what this test asks for
