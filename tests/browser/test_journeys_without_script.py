"""A phone without script, in Arabic: from the front page to a statement."""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.platform.ids import short_id
from tests.browser.taking import Account, Taker, public_page
from tests.browser.test_journeys_with_script import video_path
from tests.browser.watching import View, Visitor
from tests.reading.answer_key import KeyedModule, keyed_modules, right_answer

pytestmark = pytest.mark.usefixtures("nobody_tried")

PACK = "welcome-newcomers"
SKILL = "community-management"
TITLE_WORD = "بالأشخاص"
HOLDER = "ليلى حدّاد"
PHONE = View(script=False, locale="ar")


def find_by_search(page: Page) -> None:
    page.locator("input[name=q]").first.fill(TITLE_WORD)
    with page.expect_navigation():
        page.locator("main form[role=search] button").click()


def find_by_skill(page: Page) -> None:
    with page.expect_navigation():
        page.locator(f"a[href='/ar/skills/{SKILL}']").click()


@pytest.mark.parametrize("find", [find_by_search, find_by_skill])
def test_from_the_front_page_to_a_statement_and_signed_in_on_in_a_second_browser(
    visitor: Visitor, tmp_path: Path, find: Callable[[Page], None]
) -> None:
    modules = keyed_modules(PACK)
    page = visitor.page(PHONE)
    start(page, visitor.url, find)
    take(page, visitor.url, modules)
    statement = make_statement(page)
    seen = public_page(visitor, statement.url)
    expect(seen.locator(".stmt")).to_contain_text(HOLDER)
    assert names_in_pdf(seen, tmp_path / "statement.pdf", HOLDER)

    account = Account(f"Learner {short_id(8)}")
    signed_in = visitor.page(PHONE)
    account.register(signed_in)
    start(signed_in, visitor.url, find)
    take(signed_in, visitor.url, modules[:1])
    taker = Taker(signed_in, "ar", script=False)
    for quiz in modules[1].quizzes:
        taker.answer(quiz, right_answer(quiz))
    taker.tick_all(modules[1])

    elsewhere = visitor.page(PHONE)
    account.sign_in(elsewhere)
    elsewhere.goto("/ar/")
    with elsewhere.expect_navigation():
        elsewhere.locator(".cont a.btn").click()
    resumed = Taker(elsewhere, "ar", script=False)
    for quiz in modules[1].quizzes:
        expect(resumed.question(quiz).locator(".fb:not(.not)")).to_be_visible()
    assert resumed.boxes()
    assert all(resumed.boxes())
    take(elsewhere, visitor.url, modules[1:])
    expect(make_statement(elsewhere).locator(".stmt")).to_contain_text(HOLDER)


def start(page: Page, url: str, find: Callable[[Page], None]) -> None:
    """Go from the front page to the first module of the pack."""
    page.goto("/")
    expect(page).to_have_url(f"{url}/ar/")
    find(page)
    with page.expect_navigation():
        page.locator(f"a[href='/ar/packs/{PACK}']").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("h1")).to_contain_text(TITLE_WORD)
    with page.expect_navigation():
        page.locator(".cta .primary").click()


def take(page: Page, url: str, modules: Sequence[KeyedModule]) -> None:
    """Take these modules from the one that is open, each leading to the next."""
    taker = Taker(page, "ar", script=False)
    for module in modules:
        expect(page).to_have_url(f"{url}/ar{module.path}")
        taker.take(module)
    if modules[-1] is keyed_modules(PACK)[-1]:
        expect(page).to_have_url(f"{url}/ar/packs/{PACK}/done")


def test_a_module_shows_what_it_asks_to_do(visitor: Visitor) -> None:
    page = visitor.open(f"/ar/packs/{PACK}/2", PHONE)

    expect(page.locator(".try")).to_be_visible()
    expect(page.locator(".evid").first).to_be_visible()
    expect(page.locator(".goals li").first).to_be_visible()
    expect(page.locator("[data-noscript]").first).to_be_visible()


def make_statement(page: Page) -> Page:
    """Ask for a statement with the form at the end of a pack."""
    page.locator("input[name=holder]").fill(HOLDER)
    with page.expect_navigation():
        page.locator("form[action$='/statements'] button").click()
    expect(page.locator(".stmt")).to_contain_text(HOLDER)
    return page


def names_in_pdf(page: Page, file: Path, name: str) -> bool:
    """Tell whether the PDF of a statement is one, and carries the name."""
    answer = page.request.get(
        page.locator("a[href$='.pdf']").get_attribute("href") or ""
    )
    assert answer.headers["content-type"] == "application/pdf"
    file.write_bytes(answer.body())
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing: run `make provision`"
    text = subprocess.run([program, file, "-"], capture_output=True, check=True)
    # Arabic comes out in the order it is drawn, whole words intact or mirrored.
    words = text.stdout.decode()
    return any(part in words or part[::-1] in words for part in name.split())


def test_a_film_is_the_browsers_own_player_and_loads_when_it_is_played(
    visitor: Visitor,
) -> None:
    page = visitor.page(PHONE)
    loaded: list[str] = []
    page.on("request", lambda one: loaded.append(one.url))
    page.goto(video_path(page))
    player = page.locator("noscript video, video").first

    expect(player).to_be_visible()
    expect(player).to_have_attribute("controls", "")
    expect(player).to_have_attribute("preload", "none")
    assert player.locator("track[kind=captions]").count() > 0
    assert [url for url in loaded if "/media/" in url] == []
    with page.expect_request(re.compile("/media/.*240p")):
        player.focus()
        player.press("Space")
    # Each size, and the sound, is a link as well.
    assert page.locator("[data-play=video], [data-play=audio]").count() > 1
