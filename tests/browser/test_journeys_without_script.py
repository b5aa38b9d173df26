"""A phone without script, in Arabic: from the front page to a statement."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.platform.ids import short_id
from tests.browser.taking import Account, Taker, public_page
from tests.browser.watching import View, Visitor
from tests.reading.answer_key import keyed_modules, right_answer

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
def test_a_pack_is_found_from_the_front_page(visitor: Visitor, find) -> None:  # type: ignore[no-untyped-def]
    page = visitor.open("/", PHONE)
    expect(page).to_have_url(f"{visitor.url}/ar/")

    find(page)
    with page.expect_navigation():
        page.locator(f"a[href='/ar/packs/{PACK}']").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("h1")).to_contain_text(TITLE_WORD)
    with page.expect_navigation():
        page.locator(".cta a").click()
    expect(page).to_have_url(f"{visitor.url}/ar/packs/{PACK}/1")


def test_a_pack_is_taken_to_a_statement_without_an_account(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.open(f"/ar/packs/{PACK}/1", PHONE)
    taker = Taker(page, "ar", script=False)

    for module in keyed_modules(PACK):
        expect(page).to_have_url(f"{visitor.url}/ar{module.path}")
        taker.take(module)

    expect(page).to_have_url(f"{visitor.url}/ar/packs/{PACK}/done")
    statement = make_statement(page)
    address = statement.url
    seen = public_page(visitor, address)
    expect(seen.locator(".stmt")).to_contain_text(HOLDER)
    assert names_in_pdf(seen, tmp_path / "statement.pdf", HOLDER)


def test_a_module_shows_what_it_asks_to_do(visitor: Visitor) -> None:
    page = visitor.open(f"/ar/packs/{PACK}/2", PHONE)

    expect(page.locator(".try")).to_be_visible()
    expect(page.locator(".evid").first).to_be_visible()
    expect(page.locator(".goals li").first).to_be_visible()
    expect(page.locator("[data-noscript]").first).to_be_visible()


def test_somebody_signed_in_goes_on_in_another_browser(visitor: Visitor) -> None:
    account = Account(f"Learner {short_id(8)}")
    page = visitor.page(PHONE)
    account.register(page)
    taker = Taker(page, "ar", script=False)
    first, second, *_ = keyed_modules(PACK)
    taker.open(first)
    taker.take(first)
    for quiz in second.quizzes:
        taker.answer(quiz, right_answer(quiz))
    taker.tick_all(second)

    elsewhere = visitor.page(PHONE)
    account.sign_in(elsewhere)
    elsewhere.goto("/ar/")
    with elsewhere.expect_navigation():
        elsewhere.locator(".cont a.btn").click()
    other = Taker(elsewhere, "ar", script=False)

    expect(elsewhere).to_have_url(f"{visitor.url}/ar{second.path}")
    for quiz in second.quizzes:
        expect(other.question(quiz).locator(".fb:not(.not)")).to_be_visible()
    assert other.boxes()
    assert all(other.boxes())
    elsewhere.goto(f"/ar/packs/{PACK}")
    expect(elsewhere.locator(".mods > li.done")).to_have_count(1)
    finish(other)
    expect(make_statement(elsewhere).locator(".stmt")).to_contain_text(HOLDER)


def finish(taker: Taker) -> None:
    """Mark what is left as done."""
    for module in keyed_modules(PACK)[1:]:
        taker.open(module)
        taker.go_on()


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
