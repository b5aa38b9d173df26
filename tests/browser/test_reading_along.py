"""A list beside a text says where in it somebody reads."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.watching import PHONE, WIDE, View, Visitor

MODULE = "/packs/run-an-edit-a-thon/1"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_part_that_is_read_is_marked_in_the_list_beside_it(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(f"/{language}{MODULE}", View(width=WIDE))
    parts = page.locator(".toc a")
    current = page.locator(".toc a[aria-current]")
    expect(current).to_have_count(0)

    for place in (2, 0):
        page.locator(
            f"[id='{_target(parts.nth(place).get_attribute('href'))}']"
        ).evaluate("heading => heading.scrollIntoView({block: 'start'})")

        expect(current).to_have_count(1)
        expect(parts.nth(place)).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_print_prints_the_page_that_is_read(visitor: Visitor, width: int) -> None:
    page = visitor.open(f"/en{MODULE}", View(width=width))
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    if width == PHONE:
        page.locator(".mdrop summary").click()

    page.locator("a[data-print]:visible").press("Enter")

    expect(page).to_have_title("printed")
    expect(page).to_have_url(re.compile(f"{MODULE}$"))


def _target(href: str | None) -> str:
    return (href or "").removeprefix("#")
