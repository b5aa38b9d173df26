"""Packs on the reader's own device: kept when asked for, opened without a network."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.learning.models import Answer, Completion
from tests.browser.keeping import FILM, WIDTH, Phone
from tests.browser.kept_site import Site
from tests.browser.pages import PACK, TRANSLATED_PACK, VIDEO_PACK
from tests.browser.taking import Account
from tests.browser.test_accessibility import barriers
from tests.browser.test_learning_systems import CHOICE, answer
from tests.browser.watching import PHONE, View, Visitor
from tests.conftest import MUCH_SECONDS

PLACE = f"/en/packs/{TRANSLATED_PACK}"
PLAY = """async film => {
  film.muted = true;
  await film.play();
  const wound = new Promise(done => { film.onseeked = done; });
  film.currentTime = 70;
  await wound;
  return [Math.round(film.currentTime), film.videoWidth];
}"""


def test_nothing_is_registered_and_nothing_kept_before_somebody_asks(
    phone: Phone,
) -> None:
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))

    for path in ("/en/", PLACE, f"{PLACE}/1", f"{PLACE}/offline", "/en/offline"):
        phone.page.goto(path, wait_until="networkidle")
        assert phone.is_untouched(), path

    assert not [url for url in asked if "service-worker" in url or "/kept/" in url]
    phone.keep(TRANSLATED_PACK)
    assert not phone.is_untouched()


@pytest.mark.parametrize("path", [FILM, f"{FILM}/offline"])
def test_each_size_is_said_before_it_is_taken(phone: Phone, path: str) -> None:
    phone.open(path)
    buttons = phone.keeping.locator("[data-carried]:visible")

    expect(buttons).to_have_count(3)
    for text in buttons.all_inner_texts():
        assert re.search(r"\d+ kB$", text), text


def test_a_page_nobody_kept_is_answered_by_what_is_here(phone: Phone) -> None:
    phone.keep(TRANSLATED_PACK)
    phone.leave_network()

    for path in ("/en/", "/en/packs", f"/en/packs/{PACK}/1", "/fr/me"):
        assert phone.open(path).from_service_worker
        expect(phone.page.locator("h1")).to_have_text("Packs on this device")
        expect(phone.page.locator("[data-no-network]")).to_be_visible()
    again = phone.page.locator("[data-again]")
    assert again.evaluate("link => link.pathname") == "/fr/me"
    phone.page.locator("[data-shelf] h2 a").click()
    expect(phone.page).to_have_url(re.compile(f"{PLACE}$"))
    expect(phone.page.locator("li[data-station]")).to_have_count(4)


def test_what_is_done_without_a_network_comes_to_the_account_once(
    phone: Phone, site: Site
) -> None:
    account = Account("Fatou")
    account.register(phone.page)
    phone.keep(TRANSLATED_PACK)
    phone.leave_network()
    phone.open(PLACE)
    do_first_module(phone.page)
    expect(phone.page).to_have_url(re.compile(f"{PLACE}/2$"))

    phone.find_network()
    came = phone.open(PLACE)

    assert came.headers.get("cache-control") == "private, no-store"
    expect(phone.page.locator("#modules + span")).to_contain_text("1 of 4 done")
    before = rows(site)
    assert [len(found) for found in before] == [1, 1]
    phone.open(f"{PLACE}/1")
    expect(phone.page.locator("form.quiz input:checked").first).to_be_attached()
    phone.open("/en/me")
    assert rows(site) == before
    assert not [path for path in phone.contents() if path.startswith("/kept-done")]


def test_what_the_site_has_heard_is_not_sent_again_with_what_comes_later(
    phone: Phone,
) -> None:
    phone.keep(TRANSLATED_PACK)
    phone.leave_network()
    phone.open(PLACE)
    do_first_module(phone.page)
    phone.find_network()
    phone.open(PLACE)
    expect(phone.page.locator("#modules + span")).to_contain_text("1 of 4 done")
    phone.leave_network()
    phone.open(f"{PLACE}/2")
    phone.page.locator("[data-done]").click()
    expect(phone.page).to_have_url(re.compile(f"{PLACE}/3$"))
    waiting = phone.contents()

    later = next(
        text for path, text in waiting.items() if path.startswith("/kept-done")
    )
    assert '"done":[2]' in later
    phone.find_network()
    phone.open(PLACE)
    expect(phone.page.locator("#modules + span")).to_contain_text("2 of 4 done")


def test_a_film_plays_and_can_be_wound_without_a_network(phone: Phone) -> None:
    phone.keep(VIDEO_PACK, "film")
    pieces = [path for path in phone.contents() if ".mp4?piece=" in path]
    assert len(pieces) > 1
    phone.leave_network()
    phone.open(f"{FILM}/3")

    assert phone.page.locator("video").evaluate(PLAY) == [70, 426]


def test_packs_open_when_the_server_has_stopped_and_are_fresh_when_it_is_back(
    phone: Phone, site: Site
) -> None:
    phone.keep(TRANSLATED_PACK)
    site.stop()
    try:
        assert phone.open(f"{PLACE}/1").from_service_worker
        expect(phone.page.locator("main[data-module='1']")).to_be_attached()
        phone.open("/en/")
        expect(phone.page.locator("[data-no-network]")).to_be_visible()
    finally:
        site.start()
    phone.page.locator("[data-again]").click()
    expect(phone.page.locator("[data-no-network]")).to_have_count(0)
    phone.open(f"{PLACE}/1")
    expect(phone.page.locator("main[data-module]")).to_have_count(0)


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_site_that_is_unwell_is_not_waited_for_for_ever(
    phone: Phone, site: Site, *, is_silent: bool
) -> None:
    phone.keep(TRANSLATED_PACK)
    site.stop()
    try:
        with unwell(site.port, is_silent=is_silent):
            phone.open(f"{PLACE}/1")
            expect(phone.page.locator("main[data-module='1']")).to_be_attached()
    finally:
        site.start()


@contextmanager
def unwell(port: int, *, is_silent: bool) -> Iterator[None]:
    """Listen as a site does that is too busy (503), or that never answers."""
    over = Event()

    class Unwell(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if is_silent:
                over.wait(2 * MUCH_SECONDS)
            else:
                self.send_error(503)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Unwell)
    server.daemon_threads, server.block_on_close = True, False
    Thread(target=server.serve_forever, args=(0.01,)).start()
    try:
        yield
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def test_no_page_of_anybody_is_kept_and_frames_get_nothing(phone: Phone) -> None:
    account = Account("Wanjiru Mwangi")
    account.register(phone.page)
    phone.keep(TRANSLATED_PACK)
    for path in ("/en/me", PLACE, f"{PLACE}/1", "/en/me/account", "/en/offline"):
        phone.open(path)
    listed = set(phone.contents())

    leaving = 'action="/logout"'
    assert leaving in phone.page.content()
    for words in (account.name, leaving):
        assert not [text for text in phone.contents().values() if words in text]
    ours = re.compile(rf"^(/static/|/media/|{PLACE}(/\d+)?$|/en/offline$|/kept-list$)")
    assert not [path for path in listed if not ours.match(path)]
    assert not phone.open(f"/embed{PLACE}").from_service_worker
    phone.leave_network()
    phone.open("/en/me")
    assert account.name not in phone.page.content()


def test_several_packs_are_here_and_leave_one_by_one(phone: Phone) -> None:
    phone.keep(TRANSLATED_PACK, language="ar")
    phone.keep(PACK)
    phone.open("/en/offline")
    expect(phone.page.locator("[data-no-network]")).to_be_hidden()
    titles = phone.page.locator("[data-shelf] h2 a")
    expect(titles).to_have_count(2)
    shelf = phone.page.locator("[data-shelf] li")

    shelf.nth(0).locator("[data-act=remove]:visible").click()
    expect(shelf.nth(0).locator("[data-told]")).to_contain_text("Removed")
    phone.open("/en/offline")
    expect(titles).to_have_count(1)
    shelf.nth(0).locator("[data-act=remove]:visible").click()
    expect(shelf.nth(0).locator("[data-told]")).to_contain_text("Removed")

    assert phone.is_untouched()
    phone.open("/en/offline")
    expect(phone.page.locator("[data-empty]")).to_be_visible()


def test_another_size_takes_the_place_of_the_first(phone: Phone) -> None:
    phone.keep(VIDEO_PACK)
    phone.keeping.locator("[data-carried=sound]").click()
    # What is there already says that something is there: the names tell what.
    phone.page.wait_for_function(
        """async () => {
          const names = await caches.keys();
          const packs = names.filter((name) => / (text|sound) /.test(name));
          return packs.length === 1 && packs[0].includes(" sound ");
        }""",
        polling=100,
    )

    expect(phone.keeping.locator("[data-carried=sound]")).to_be_hidden()
    expect(phone.keeping.locator("[data-carried=text]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_kept_pages_fit_a_phone_and_have_no_barrier(
    phone: Phone, language: str
) -> None:
    place = f"/{language}/packs/{TRANSLATED_PACK}"
    phone.keep(TRANSLATED_PACK, language=language)
    found = barriers(phone.page, (PHONE,))
    phone.leave_network()
    direction = "rtl" if language == "ar" else "ltr"
    for path in (f"/{language}/", place, f"{place}/1"):
        phone.open(path)
        expect(phone.page.locator("html")).to_have_attribute("dir", direction)
        assert phone.page.evaluate(WIDTH) <= PHONE, path
        found += barriers(phone.page, (PHONE,))

    assert not found, "\n".join(found)


def test_without_script_files_stand_in_the_place_of_the_button(
    reader: Visitor,
) -> None:
    page = reader.open(PLACE, View(script=False))
    place = page.locator("main [data-keep]")

    expect(place.locator("button:visible")).to_have_count(0)
    for end in ("pages", "epub"):
        link = place.locator(f"a[href='{PLACE}/offline/{end}']")
        expect(link).to_be_visible()
        assert page.request.get(f"{PLACE}/offline/{end}").ok
    page.goto(f"{PLACE}/offline")
    expect(place).to_contain_text("The files below open without a network")


def do_first_module(page: Page) -> None:
    """Do the first module of a kept pack: one question, and go on."""
    page.locator("li[data-station] a").first.click()
    expect(page.locator("main[data-module='1']")).to_be_attached()
    answer(page.locator(CHOICE).first)
    page.locator("[data-done]").click()
    expect(page.locator("main[data-module='2']")).to_be_attached()


def rows(site: Site) -> list[list[str]]:
    """Return what accounts have done."""
    with site.app.state.database.open_session() as session:
        return [
            sorted(repr(row.model_dump()) for row in session.scalars(select(table)))
            for table in (Answer, Completion)
        ]
