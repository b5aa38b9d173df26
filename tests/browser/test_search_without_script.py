"""The search page by links and forms alone, by keyboard, and on a phone in Arabic."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import PHONE, WIDE, View, Visitor

PLAIN = View(width=WIDE, script=False)


def search(page: Page, words: str) -> None:
    page.locator("main #q").fill(words)
    page.locator("main form[role=search] button").click()


def test_searching_filtering_and_going_on_need_no_script(visitor: Visitor) -> None:
    page = visitor.open("/en/", PLAIN)
    search(page, "budget")
    expect(page.locator(".hit").first).to_be_visible()
    page.locator("#facets input[name=level]").first.check()
    page.get_by_role("button", name="Show results").click()

    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#facets input[name=level]").first).to_be_checked()
    search(page, "report")
    expect(page.locator(".chip")).to_have_count(1)
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#q")).to_have_value("report")
    page.locator("a[rel=next]").click()
    expect(page.locator("ol.hits")).to_have_attribute("start", "11")
    page.locator("a[rel=prev]").click()
    page.locator(".tabs a").nth(1).click()
    expect(page.locator(".tabs [aria-current]")).to_have_text(re.compile("Packs"))
    expect(page).to_have_url(re.compile("type=packs"))


def test_a_moment_leads_to_its_line_and_the_line_to_the_file(visitor: Visitor) -> None:
    page = visitor.open('/en/search?q="the window is behind you"', PLAIN)
    page.locator(".moment .go a", has_text="Play from").first.click()

    line = page.locator(".tscript li:target")
    expect(line).to_be_in_viewport()
    file = line.locator("a").get_attribute("href") or ""
    assert re.search(r"/media/.+#t=[0-9.]+$", file)


def test_a_search_in_vain_offers_ways_out(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=xylophonequartett", PLAIN)

    expect(page.locator(".empty")).to_contain_text("xylophonequartett")
    page.get_by_role("link", name="Ask for this topic").click()
    expect(page).to_have_url(re.compile(r"/en/asked/new\?q=xylophonequartett"))


def test_filters_that_leave_nothing_can_be_dropped(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=budget&lang=tum", PLAIN)

    expect(page.locator(".empty")).to_be_visible()
    page.locator(".empty a", has_text="without the filter").first.click()
    expect(page.locator(".hit").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_filters_have_a_page_of_their_own_on_a_phone(
    visitor: Visitor, *, script: bool
) -> None:
    page = visitor.open("/ar/search?q=الميزانية", View(width=PHONE, script=script))
    page.locator(".stat .btn").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("input[name=level]").first.check()
    page.locator("#show").click()

    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("main #q")).to_have_value("الميزانية")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_the_results_are_reached_by_keyboard_past_the_filters(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=budget", View(width=WIDE))
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    skip = page.locator(".skip.in")
    for _ in range(30):
        page.keyboard.press("Tab")
        if skip.evaluate("link => link === document.activeElement"):
            break
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()


@pytest.mark.parametrize("width", [320, PHONE, 820, WIDE])
@pytest.mark.parametrize("language", ["en", "ar", "bn"])
def test_nothing_is_wider_than_the_screen(
    visitor: Visitor, width: int, language: str
) -> None:
    for path in ("search?q=budget&level=beginner&lang=en", "search/filters?q=budget"):
        page = visitor.open(f"/{language}/{path}", View(width=width))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
