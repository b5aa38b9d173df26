"""The search page while somebody types, filters and looks for a moment."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.web.preferences import Preferences
from tests.browser.watching import WIDE, View, Visitor

FRAGMENT_BYTES = 6_000
# Said in the video only, and in its Swahili captions.
SPOKEN = '"the window is behind you"'
RESULTS = re.compile(r"[0-9]+ results?")


@pytest.fixture
def page(visitor: Visitor) -> Iterator[Page]:
    """A wide page with the results for one word."""
    page = visitor.open("/en/search?q=budget", View(width=WIDE))
    page.evaluate("window.stayed = true")
    yield page
    assert page.evaluate("window.stayed"), "the page was loaded again"


def with_data_saver(visitor: Visitor) -> Page:
    page = visitor.page(View(width=WIDE))
    saver = Preferences(data_saver=True).encoded()
    page.context.add_cookies([{"name": "prefs", "value": saver, "url": visitor.url}])
    return page


def test_results_come_while_somebody_types(page: Page) -> None:
    before = page.evaluate("history.length")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("budjet", delay=30)

    expect(page).to_have_url(re.compile(r"/en/search\?q=budjet$"))
    expect(page).to_have_title(re.compile("budjet"))
    expect(page.locator(".mended")).to_contain_text("budget")
    expect(page.locator(".hit mark").first).to_have_text(re.compile("budget", re.I))
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#say")).to_have_text(RESULTS)
    assert page.evaluate("history.length") == before


def test_a_filter_keeps_the_focus_and_says_what_is_left(page: Page) -> None:
    box = page.locator("#facets input[name=skill]").nth(1)
    box.focus()
    page.keyboard.press("Space")

    expect(page).to_have_url(re.compile(r"\?q=budget&skill="))
    expect(page.locator(".chip")).to_have_count(1)
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    expect(page.locator("#say")).to_have_text(re.compile("Filtered by"))


def test_another_language_keeps_what_is_looked_for(page: Page) -> None:
    page.locator("#facets input[name=skill]").nth(1).check()
    expect(page).to_have_url(re.compile(r"\?q=budget&skill="))
    there = page.url.replace("/en/", "/fr/")

    page.locator("[data-dialog=language]").click()

    french = page.locator("dialog").get_by_role("link", name="français").first
    expect(french).to_have_attribute("href", there[there.index("/fr/") :])


def test_going_back_brings_back_results_and_filters(page: Page) -> None:
    page.locator("#facets input[name=level]").first.check()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator("#f-partial").uncheck()
    expect(page).to_have_url(re.compile("partial=0"))
    page.go_back()

    expect(page).to_have_url(re.compile(r"level=[a-z-]+$"))
    expect(page.locator("#f-partial")).to_be_checked()
    expect(page.locator(".chip")).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(re.compile(r"q=budget$"))
    expect(page.locator(".chip")).to_have_count(0)


def test_more_results_are_added_and_the_first_of_them_gets_the_focus(
    page: Page,
) -> None:
    assert page.locator(".hit").count() == 10
    page.locator("a[rel=next]").click()

    expect(page.locator(".hit").nth(10).locator("h3 a")).to_be_focused()
    expect(page.locator("#say")).to_have_text(re.compile("11–"))
    expect(page.locator(".pager")).to_have_count(1)


def test_suggestions_are_chosen_by_arrows_and_opened_by_enter(
    visitor: Visitor,
) -> None:
    page = visitor.open("/en/", View(width=WIDE))
    page.keyboard.press("/")
    # At once: a list that comes for the beginning of a word is put in place of another.
    page.keyboard.insert_text("propos")
    box, offers = page.locator("#q"), page.locator("#q-offers")
    expect(offers).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    chosen = offers.locator("[aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Escape")
    expect(offers).to_be_hidden()
    expect(box).to_have_value("propos")
    page.keyboard.press("ArrowDown")
    expect(offers).to_be_visible()
    page.keyboard.press("Escape")
    expect(offers).to_be_hidden()
    page.keyboard.type("a")
    expect(offers).to_be_visible()
    page.keyboard.press("ArrowUp")
    target = offers.locator("[aria-selected=true]").get_attribute("data-href")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{visitor.url}{target}")


def test_the_box_in_the_top_bar_suggests_too(visitor: Visitor) -> None:
    page = visitor.open("/en/skills", View(width=WIDE))
    page.locator("#find").fill("budg")

    option = page.locator("#find-offers [role=option]").first
    expect(option).to_be_visible()
    option.click()
    expect(page).not_to_have_url(re.compile("/skills$"))


def test_a_moment_opens_the_player_at_that_second(visitor: Visitor) -> None:
    page = visitor.page(View(width=WIDE))
    page.goto("/en/search?q=" + SPOKEN)
    play = page.locator(".moment .go a", has_text="Play from").first
    address = play.get_attribute("href") or ""
    seconds = int(re.findall(r"[?&]t=([0-9]+)", address)[0])
    play.click()

    expect(page.locator("video.player")).to_be_focused()
    assert page.evaluate("document.querySelector('.player').currentTime") >= seconds
    assert 25 <= seconds <= 45


def test_with_data_saver_a_moment_opens_the_transcript(visitor: Visitor) -> None:
    page = with_data_saver(visitor)
    page.goto("/en/search?q=" + SPOKEN)
    page.locator(".moment .go a", has_text="Play from").first.click()

    line = page.locator(".tscript li:target")
    expect(line).to_be_in_viewport()
    expect(page.locator(".player")).to_have_count(0)


def test_with_data_saver_nothing_is_asked_before_a_submit(visitor: Visitor) -> None:
    page = with_data_saver(visitor)
    page.goto("/en/search")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.locator("#q").press_sequentially("budget", delay=10)
    page.locator("#facets input[name=level]").first.check()
    page.wait_for_timeout(600)

    assert not [url for url in asked if "/search" in url]
    page.get_by_role("button", name="Show results").click()
    expect(page).to_have_url(re.compile(r"\?q=budget&level="))


def test_the_parts_that_come_are_light(visitor: Visitor) -> None:
    page = visitor.page()
    page.goto("/en/about")
    sizes = {
        path: page.evaluate(
            """async (path) => {
              await (await fetch(path)).text();
              const address = location.origin + path;
              // The browser notes the size a moment after the text is there.
              for (;;) {
                const [noted] = performance.getEntriesByName(address);
                if (noted) return noted.encodedBodySize;
                await new Promise((resolve) => setTimeout(resolve, 20));
              }
            }""",
            path,
        )
        for path in (
            "/en/search/_results?q=budget",
            "/ar/search/_results?q=budget",
            "/ar/search/_suggest?q=re",
        )
    }

    assert all(0 < size <= FRAGMENT_BYTES for size in sizes.values()), sizes
