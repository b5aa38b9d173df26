"""Every page, opened once: it is light, fits a small phone, and has no barrier."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import PAGES
from tests.browser.test_accessibility import SCHEMES, axe_source, barriers
from tests.browser.test_layout import too_wide
from tests.browser.test_weights import Meter, too_heavy, total
from tests.browser.watching import PHONE, WIDE, Visitor
from tests.conventions.sources import listed


@pytest.fixture(scope="module")
def window(chromium: Browser, live_server: str) -> Iterator[tuple[Visitor, Page]]:
    """One page for all: a new profile for each is half of what looking costs."""
    visitor = Visitor(chromium, live_server)
    yield visitor, visitor.page()
    visitor.close()


@pytest.fixture
def page(window: tuple[Visitor, Page]) -> Iterator[Page]:
    """The page on a phone in the light; who opened pages before was here."""
    visitor, page = window
    visitor.watch.problems.clear()
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.emulate_media(color_scheme=SCHEMES[0])
    yield page
    assert not visitor.watch.problems, "\n".join(visitor.watch.problems)


@pytest.fixture
def meter(window: tuple[Visitor, Page], page: Page) -> Iterator[Meter]:
    """What weighs the first visit of somebody who was never here."""
    meter = Meter(page)
    kept = {"origin": window[0].url, "storageTypes": "all"}
    meter.session.send("Storage.clearDataForOrigin", kept)
    # With an empty cache, and without what earlier pages left in memory.
    meter.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield meter
    meter.session.detach()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light_fits_and_has_no_barrier(
    page: Page, meter: Meter, path: str
) -> None:
    answer = page.goto(path)
    assert answer is not None, f"{path} gave no answer"
    assert answer.ok, f"{path} answered {answer.status}"

    found = [*everything(page, path, meter)]

    assert not found, f"{path}:{listed(found)}"


def everything(page: Page, path: str, meter: Meter) -> list[str]:
    """Return what is wrong with an open page, in words."""
    found = too_wide(page)
    # In this way Chromium knows again what it has compiled for the page before.
    meter.session.send("Runtime.evaluate", {"expression": axe_source()})
    on_a_phone = barriers(page, (PHONE,))
    # What comes by itself after the page has come by then, and counts too.
    page.wait_for_load_state("networkidle")
    loaded = meter.loaded()
    if not total(loaded, "Stylesheet"):
        found.append("its style sheet came from a cache: this is no first visit")
    found += too_heavy(page, path, loaded)
    # It is dark by now; the next page begins in the light this one ends in.
    return found + on_a_phone + barriers(page, (WIDE,), SCHEMES[::-1])
