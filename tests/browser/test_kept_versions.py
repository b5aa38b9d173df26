"""Kept packs and a site that goes on: newer versions, a pack taken down, an end."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.main import create_app
from tests.browser.keeping import Phone
from tests.browser.watching import Visitor
from tests.databases import Databases, make_settings
from tests.reading.shelf import PACK, Shelf, made_shelf
from tests.security.serving import own_origin, served

PLACE = f"/en/packs/{PACK}"
TITLE = "Run an edit-a-thon where everybody makes an edit"


class Site:
    """A scratch pack on a loopback port, with the program that serves it."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.url, self.port = own_origin()
        self.running = ExitStack()
        self.serve()

    def serve(self, **more: object) -> None:
        """Serve the pack, from now on with these settings."""
        self.running.close()
        settings = self.shelf.app.state.settings
        media: Path = settings.media_folder
        own = {"public_url": self.url, "allowed_hosts": ("127.0.0.1",)}
        app = create_app(make_settings(settings.database_url, media, **own, **more))
        self.running.callback(app.state.database.close)
        self.running.enter_context(served(app, self.port))


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    for shelf in made_shelf(databases, tmp_path):
        shelf.load()
        site = Site(shelf)
        yield site
        site.running.close()


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    reader = Visitor(chromium, site.url)
    yield Phone.of(reader)
    reader.close()
    # Of a pack that was withdrawn its list says so by its status.
    problems = [one for one in reader.watch.problems if not one.startswith("410")]
    assert not problems, "\n".join(problems)


def test_a_newer_version_is_offered_with_its_size_and_takes_the_place_of_the_first(
    phone: Phone, site: Site
) -> None:
    phone.keep(PACK)
    before = phone.contents()
    site.shelf.change("pack.toml", f'title = "{TITLE}"', 'title = "A newer title"')
    site.shelf.load()
    fetched: list[str] = []
    phone.page.on("request", lambda request: fetched.append(request.url))

    phone.open("/en/offline")
    expect(phone.keeping.locator("[data-newer]")).to_contain_text(
        re.compile(r"A newer version is there: \d+ kB")
    )
    # Until it is asked for, the first one stays.
    phone.leave_network()
    phone.open(PLACE)
    expect(phone.page.locator("h1")).to_have_text(TITLE)
    phone.find_network()
    phone.open("/en/offline")
    fetched.clear()
    phone.press("renew")
    phone.wait_until_kept()

    expect(phone.keeping.locator("[data-newer]")).to_be_hidden()
    names: list[str] = phone.page.evaluate("caches.keys()")
    assert len([name for name in names if PACK not in name and " text " in name]) == 1
    assert phone.contents().keys() == before.keys()
    phone.leave_network()
    phone.open(PLACE)
    expect(phone.page.locator("h1")).to_have_text("A newer title")


def test_the_same_version_is_not_offered_again(phone: Phone) -> None:
    phone.keep(PACK)
    with phone.page.expect_response(re.compile("/offline/kept/text$")):
        phone.open("/en/offline")

    expect(phone.leaving).to_be_visible()
    expect(phone.keeping.locator("[data-newer]")).to_be_hidden()
    expect(phone.problem).to_be_hidden()


def test_a_pack_that_was_withdrawn_says_so_when_there_is_a_network(
    phone: Phone, site: Site
) -> None:
    phone.keep(PACK)
    shutil.move(site.shelf.folder / "learning_packs" / PACK, site.shelf.folder / "away")
    site.shelf.load()

    phone.open("/en/offline")
    expect(phone.problem).to_contain_text("This pack was withdrawn")
    # On the site it is gone, whatever is kept.
    assert phone.open(PLACE).status == 410
    phone.open("/en/offline")
    phone.press("remove")
    expect(phone.said).to_contain_text("Removed")
    assert phone.is_untouched()


def test_a_site_that_keeps_nothing_any_more_takes_everything_from_the_device(
    phone: Phone, site: Site
) -> None:
    phone.keep(PACK)
    assert not phone.is_untouched()
    site.serve(keep_offline=False)

    phone.open(PLACE)
    update = "navigator.serviceWorker.getRegistration().then(one => one?.update())"
    phone.page.evaluate(update)

    phone.wait_until_untouched()
    expect(phone.page.locator("[data-keep]")).to_have_count(0)
    assert phone.open(f"{PLACE}/offline").ok
    expect(phone.page.locator("[data-keep]")).to_have_count(0)
