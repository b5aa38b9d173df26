"""What is ticked and cleared on kept pages and on the site, and what each shows."""

from playwright.sync_api import Page, expect
from sqlmodel import select

from app.learning.models import Tick
from tests.browser.keeping import Phone
from tests.browser.kept_site import Site
from tests.browser.pages import TRANSLATED_PACK
from tests.browser.taking import Account

PLACE = f"/en/packs/{TRANSLATED_PACK}"
BOX = "form.clist input[type=checkbox], .ticks input[type=checkbox]"
MODULES = 4


def module_with_lines(phone: Phone) -> str:
    """Return the first module that has a list to tick."""
    for number in range(1, MODULES + 1):
        phone.open(f"{PLACE}/{number}")
        if phone.page.locator(BOX).count():
            return f"{PLACE}/{number}"
    raise AssertionError("no module has a list to tick")


def go_on(page: Page) -> None:
    """Leave the module for the next one, so that what was done is written down."""
    here = page.locator("main").get_attribute("data-module") or ""
    page.locator("[data-done]").click()
    expect(page.locator(f"main[data-module='{here}']")).not_to_be_attached()


def ticks(site: Site) -> int:
    with site.app.state.database.open_session() as session:
        return len(session.scalars(select(Tick)).all())


def test_a_line_cleared_without_a_network_is_clear_when_it_is_back(
    phone: Phone, site: Site
) -> None:
    Account("Sena").register(phone.page)
    phone.keep(TRANSLATED_PACK)
    module = module_with_lines(phone)
    phone.leave_network()
    phone.open(module)
    phone.page.locator(BOX).first.check()
    phone.page.locator(BOX).nth(1).check()
    go_on(phone.page)
    phone.find_network()
    phone.open(module)
    expect(phone.page.locator(BOX).first).to_be_checked()
    assert ticks(site) == 2

    phone.leave_network()
    phone.open(module)
    phone.page.locator(BOX).first.uncheck()
    go_on(phone.page)
    phone.find_network()
    phone.open(module)

    expect(phone.page.locator(BOX).first).not_to_be_checked()
    expect(phone.page.locator(BOX).nth(1)).to_be_checked()
    assert ticks(site) == 1


def test_a_kept_page_says_that_it_marks_only_what_is_done_in_it(phone: Phone) -> None:
    phone.keep(TRANSLATED_PACK)
    module = module_with_lines(phone)
    with phone.page.expect_response(lambda answer: "/_saved" in answer.url):
        phone.page.locator(BOX).first.check()

    phone.leave_network()
    phone.open(module)

    expect(phone.page.locator(BOX).first).not_to_be_checked()
    note = phone.page.locator("aside", has_text="This is the copy on this device")
    expect(note).to_contain_text("Only what you do in this copy is marked here.")
