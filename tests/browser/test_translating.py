"""Two people translate to Arabic at once, by keyboard; and one without script."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from app.accounts.demo import DEMO_ACCOUNTS
from tests.browser.pages import TRANSLATED_PACK
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.watching import PHONE, WIDE, View, Visitor
from tests.conventions.sources import listed

BASE = f"/en/translate/{TRANSLATED_PACK}/en/ar"
AUTHOR, TRANSLATOR = "DemoAuthor", "DemoTranslator"
MOST_SECONDS = 60


@pytest.fixture(scope="session")
def cookies(chromium: Browser, live_server: str) -> dict[str, StorageState]:
    """The cookies of two people who translate; signing in is slow on purpose."""
    found = {}
    for name, passphrase, _ in DEMO_ACCOUNTS:
        if name in {AUTHOR, TRANSLATOR}:
            somebody = Visitor(chromium, live_server)
            found[name] = somebody.sign_in(name, passphrase)
            somebody.close()
    return found


@pytest.fixture
def author(
    chromium: Browser, live_server: str, cookies: dict[str, StorageState]
) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server, cookies=cookies[AUTHOR])
    yield visitor
    visitor.close()
    # A clash is answered with 409, which is no mistake here.
    problems = [text for text in visitor.watch.problems if "409" not in text]
    assert not problems, "\n".join(problems)


@pytest.fixture
def translator(
    chromium: Browser, live_server: str, cookies: dict[str, StorageState]
) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live_server, cookies=cookies[TRANSLATOR])
    yield visitor
    visitor.close()
    assert not visitor.watch.problems, "\n".join(visitor.watch.problems)


def type_and_save(page: Page, text: str) -> None:
    """Type into the open unit and save it, by keyboard alone."""
    page.locator("#text:focus").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def opened(page: Page) -> str:
    """Return the id of the open unit."""
    found = page.locator(".tu.act").get_attribute("id")
    assert found is not None
    return found


def wait_for_unit(page: Page, before: str) -> str:
    """Wait until another unit is open; return its id."""
    page.locator(f".tu.act:not(#{before})").wait_for()
    return opened(page)


def test_two_people_translate_at_once_and_nothing_is_lost(
    author: Visitor, translator: Visitor
) -> None:
    path = f"{BASE}?show=todo&part=m2"
    mine = translator.open(path, View(width=WIDE))
    unit = opened(mine)
    at = f"{path}&unit={unit.removeprefix('u-')}"
    mine.goto(at)
    theirs = author.open(at, View(width=WIDE))

    type_and_save(mine, "تحضير الناس")
    following = wait_for_unit(mine, unit)
    type_and_save(theirs, "تجهيز الناس")

    theirs.wait_for_selector("text=Somebody saved this unit while you wrote.")
    assert theirs.locator("#text").input_value() == "تجهيز الناس"
    assert "تحضير الناس" in theirs.locator(".tu.act .src").inner_text()
    theirs.get_by_role("button", name="Take their text here").press("Enter")
    said = theirs.locator("#say")
    said.get_by_text("Their text is in the field now.").wait_for(state="attached")
    assert theirs.locator("#text:focus").input_value() == "تحضير الناس"
    type_and_save(theirs, "تحضير الناس وتجهيزهم")
    assert wait_for_unit(theirs, unit) == following
    said.get_by_text("Saved").wait_for(state="attached")
    row = theirs.locator(f"#{unit} .tgt")
    assert row.inner_text().strip() == "تحضير الناس وتجهيزهم"


def test_every_key_works(translator: Visitor) -> None:
    page = translator.open(f"{BASE}?show=all&part=m3", View(width=WIDE))
    page.locator("#text").focus()
    first = opened(page)

    page.keyboard.press("Alt+PageDown")
    second = wait_for_unit(page, first)
    page.keyboard.press("Alt+PageUp")

    assert wait_for_unit(page, second) == first


def test_a_variable_wraps_the_words_that_are_chosen(translator: Visitor) -> None:
    page = translator.open(f"{BASE}?show=all&part=m1", View(width=WIDE))
    linked = page.locator(".tu", has_text="]({1})").first.locator(".id a").first
    page.goto(linked.get_attribute("href") or "")
    box = page.locator("#text")
    box.fill("التقرير")
    box.press("Control+A")

    box.press("Control+i")
    box.press("1")

    assert box.input_value() == "[التقرير]({1})"
    box.press("Control+z")
    assert box.input_value() == "التقرير"


def test_a_suggestion_that_is_put_in_is_said(translator: Visitor) -> None:
    page = translator.open(f"{BASE}?show=all&part=m3", View(width=WIDE))
    alike = page.locator(".tu", has=page.get_by_text("Table helpers", exact=True))
    first, second = [
        link.get_attribute("href") or "" for link in alike.locator(".id a").all()[:2]
    ]
    page.goto(first)
    unit = opened(page)
    type_and_save(page, "المساعدون عند الطاولات")
    wait_for_unit(page, unit)
    # The memory knows it when the worker has come by.
    page.goto(second)
    offer = page.locator("#help button[value^='use:']", has_text="1")
    end = time.monotonic() + MOST_SECONDS
    while not offer.count() and time.monotonic() < end:
        page.wait_for_timeout(200)
        page.reload()
    page.locator("#text:focus").wait_for()

    page.keyboard.press("Control+m")
    page.keyboard.press("1")

    page.locator("#say").get_by_text("Suggestion inserted").wait_for(state="attached")
    assert page.locator("#text:focus").input_value() == "المساعدون عند الطاولات"


def test_a_check_leaves_the_cursor_where_it_was(translator: Visitor) -> None:
    page = translator.open(f"{BASE}?show=all&part=m1", View(width=WIDE))
    first = page.locator(".tu .id a").first.get_attribute("href") or ""
    page.goto(first)
    box = page.locator("#text:focus")
    box.fill("قبل بعد")
    place = "area => area.selectionEnd"
    box.evaluate("area => area.setSelectionRange(3, 3)")

    with page.expect_response("**/_saved*"):
        page.locator("button[value=check]").click()

    page.locator("#checks li").first.wait_for()
    assert page.locator("#text:focus").evaluate(place) == 3
    page.goto(page.locator(".tu .id a").nth(2).get_attribute("href") or "")
    entered = page.locator("#text:focus")
    assert entered.evaluate(place) == len(entered.input_value()) > 0


def test_what_was_typed_survives_a_reload(translator: Visitor) -> None:
    page = translator.open(f"{BASE}?show=todo&part=m4", View(width=WIDE))
    page.locator("#text").fill("نصف فكرة")
    # When the browser has kept what was typed.
    page.wait_for_function("() => localStorage.length > 0", polling=50)

    page.reload()

    assert page.locator("#text").input_value() == ""
    page.get_by_role("button", name="Show it again").click()
    assert page.locator("#text").input_value() == "نصف فكرة"


def test_a_lost_connection_keeps_the_text(translator: Visitor) -> None:
    page = translator.open(f"{BASE}?show=todo&part=m4", View(width=WIDE))
    page.locator("#text").fill("نص محفوظ")
    page.context.set_offline(True)

    page.keyboard.press("Control+Enter")

    page.locator("#say").get_by_text("You are offline").wait_for(state="attached")
    assert page.locator("#text").input_value() == "نص محفوظ"
    # Who sees the page is told as well, until it works.
    expect(page.locator("#unit-form .msg")).to_have_text(re.compile("You are offline"))
    page.context.set_offline(False)
    # Or it is still on its way when the next test opens the same unit.
    with page.expect_response("**/_saved*"):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#unit-form .msg")).to_have_count(0)
    # What the network refused is told on the console, by the browser itself.
    translator.watch.problems.clear()


def test_without_script_on_a_phone_a_unit_is_translated(translator: Visitor) -> None:
    view = View(width=PHONE, script=False)
    page = translator.open(f"/ar{BASE[3:]}?show=todo&part=m4", view)
    before = opened(page)

    page.locator("#text").fill("ترجمة بلا برنامج")
    with page.expect_navigation():
        page.locator("button[value=save]").click()

    assert opened(page) != before
    # The open unit, with no more than those around it.
    assert page.locator(".tu").count() > 3 >= page.locator(".tu:visible").count()
    assert page.locator(".act + .tu").is_visible()
    assert page.locator(".msg.ok").count() == 1
    assert page.locator("html").get_attribute("dir") == "rtl"
    wide = too_wide(page)
    assert not wide, listed(wide)


PAGES = [
    f"{BASE}?show=all",
    f"/ar{BASE[3:]}?show=todo&part=m2",
    f"{BASE}/replace?find=a&replace=b",
    f"{BASE}/accept",
    "/en/translate?to=ar",
    "/en/translate/record-on-video-with-consent/en/ar?show=all&part=captions-five-checks",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_translators_are_accessible_and_fit(
    translator: Visitor, path: str
) -> None:
    page = translator.open(path, View(width=SMALLEST))

    found = [*too_wide(page), *barriers(page, (SMALLEST,))]
    assert not found, f"{path}:{listed(found)}"
