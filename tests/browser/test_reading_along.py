"""A list beside a text says where in it somebody reads."""

import pytest
from playwright.sync_api import expect

from tests.browser.watching import WIDE, View, Visitor

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


def _target(href: str | None) -> str:
    return (href or "").removeprefix("#")
