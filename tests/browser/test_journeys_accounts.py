"""Progress of somebody without an account comes along at sign-in, and stays there."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.platform.ids import short_id
from tests.browser.taking import RIGHT, Account, Taker
from tests.browser.watching import WIDE, View, Visitor
from tests.reading.answer_key import keyed_modules, right_answer

pytestmark = pytest.mark.usefixtures("nobody_tried")

PACK = "run-a-partnership"


def learning_cookies(context: BrowserContext) -> list[str]:
    return [one["value"] for one in context.cookies() if "learning" in one["name"]]


@pytest.mark.parametrize("script", [True, False])
def test_signing_in_takes_progress_along_and_signing_out_leaves_nothing(
    visitor: Visitor, script: bool
) -> None:
    account = Account(f"Learner {short_id(8)}")
    elsewhere = visitor.page(View(script=script))
    account.register(elsewhere)
    first, second, *_ = keyed_modules(PACK)
    Taker(elsewhere, "en", script).open(second)
    Taker(elsewhere, "en", script).go_on()

    page = visitor.page(View(script=script))
    taker = Taker(page, "en", script)
    taker.open(first)
    quiz = first.quizzes[0]
    taker.answer(quiz, right_answer(quiz))
    taker.go_on()
    assert learning_cookies(page.context)
    account.sign_in(page)

    page.goto(f"/en/packs/{PACK}")
    expect(page.locator(".mods > li.done")).to_have_count(2)
    taker.open(first)
    expect(taker.question(quiz).locator(RIGHT)).to_be_visible()
    assert learning_cookies(page.context) == []

    sign_out(taker)
    page.goto(f"/en/packs/{PACK}")
    expect(page.locator(".mods > li.done")).to_have_count(0)
    assert learning_cookies(page.context) == []
    page.goto("/en/me")
    expect(page.locator("body")).not_to_contain_text(account.name)

    elsewhere.reload()
    elsewhere.goto(f"/en/packs/{PACK}")
    expect(elsewhere.locator(".mods > li.done")).to_have_count(2)


def sign_out(taker: Taker) -> None:
    """Sign out from the menu of a phone."""
    taker.page.goto(f"/en/packs/{PACK}")
    taker.page.locator(".tool[href*='/menu']").click()
    with taker.page.expect_navigation():
        sign_out_button(taker.page).click()


def sign_out_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Sign out", exact=True)


@pytest.mark.parametrize("script", [True, False])
def test_signing_out_is_in_the_top_bar_of_a_wide_screen(
    learner: Visitor, script: bool
) -> None:
    page = learner.open(f"/en/packs/{PACK}/1", View(width=WIDE, script=script))
    expect(sign_out_button(page)).to_be_hidden()

    page.locator(".you summary").click()

    expect(sign_out_button(page)).to_be_visible()
    assert page.get_by_role("link", name="Your account").is_visible()


def test_the_account_menu_closes_with_escape_and_by_a_click_elsewhere(
    learner: Visitor,
) -> None:
    page = learner.open("/en/packs", View(width=WIDE))
    menu, opener = page.locator(".you"), page.locator(".you summary")

    opener.focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Your account")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Your account")).to_be_hidden()
    expect(opener).to_be_focused()

    opener.click()
    page.locator("h1").click()
    expect(menu.get_by_role("link", name="Your account")).to_be_hidden()


def test_the_menu_leads_back_to_the_page_it_was_opened_on(visitor: Visitor) -> None:
    here = f"/en/packs/{PACK}/1"
    page = visitor.open(here, View(script=False))

    page.locator(".tool[href*='/menu']").click()
    page.locator("main a[href*='/language?']").click()
    page.locator("main a[hreflang=sw]").first.click()

    expect(page).to_have_url(visitor.url + here.replace("/en/", "/sw/"))


def test_somebody_signed_in_starts_from_an_empty_device(visitor: Visitor) -> None:
    """What the next person at a shared phone does is theirs alone."""
    one, other = Account(f"One {short_id(8)}"), Account(f"Other {short_id(8)}")
    page = visitor.page()
    taker = Taker(page, "en", script=True)
    one.register(page)
    taker.open(keyed_modules(PACK)[0])
    taker.go_on()
    sign_out(taker)
    other.register(page)
    page.goto("/en/me")

    expect(page.locator("main")).not_to_contain_text("1 of")
