"""Slides on a phone and by keyboard, in both directions, for everybody."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from tests.browser.pages import TRANSLATED_PACK
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import too_wide
from tests.browser.watching import profile
from tests.databases import Databases, make_settings
from tests.media.shown import add_deck
from tests.security.serving import own_origin, served

PATH = f"packs/{TRANSLATED_PACK}/slides/tips"


@pytest.fixture
def site(starter_url: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A site whose readers have three slides in a pack."""
    url, port = own_origin()
    folder = tmp_path / "media"
    shutil.copytree(databases.media, folder)
    app = create_app(
        make_settings(starter_url, folder, public_url=url, allowed_hosts=("127.0.0.1",))
    )
    with app.state.database.transaction() as session:
        add_deck(session, app.state.storage, "Tips", pages=3)
    with served(app, port):
        yield url
    app.state.database.close()


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    context = profile(chromium, base_url=site)
    page = context.new_page()
    yield page
    context.close()


@pytest.mark.slow
def test_arrows_lead_through_slides_where_they_point_and_nobody_is_kept_out(
    page: Page,
) -> None:
    page.goto(f"/en/{PATH}/1")
    for key, number in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(page).to_have_url(f"{page.url.partition('/en/')[0]}/en/{PATH}/{number}")
        expect(page.locator("[data-deck] h1")).to_be_visible()
        # Keys do something when the script of the next page has run.
        page.wait_for_load_state()
    picture = page.locator("figure.fig img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert too_wide(page) == []
    assert barriers(page) == []

    page.goto(f"/ar/{PATH}/2")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(f"{page.url.partition('/ar/')[0]}/ar/{PATH}/3")
