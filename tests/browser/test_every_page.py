"""Every page, opened once: it is light, fits a small phone, and has no barrier."""

import pytest
from playwright.sync_api import Page

from tests.browser.pages import PAGES
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import too_wide
from tests.browser.test_weights import Meter, too_heavy
from tests.browser.watching import Visitor
from tests.conventions.sources import listed


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light_fits_and_has_no_barrier(visitor: Visitor, path: str) -> None:
    page = visitor.page()
    meter = Meter(page)
    answer = page.goto(path)
    assert answer is not None, f"{path} gave no answer"
    assert answer.ok, f"{path} answered {answer.status}"

    found = [*everything(page, path, meter)]

    assert not found, f"{path}:{listed(found)}"


def everything(page: Page, path: str, meter: Meter) -> list[str]:
    """Return what is wrong with an open page, in words."""
    found = too_wide(page)
    # What comes by itself after the page has come by then, and counts too.
    page.wait_for_load_state("networkidle")
    return found + too_heavy(page, path, meter.loaded()) + barriers(page)
