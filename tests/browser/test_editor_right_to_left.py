"""A module that is written from right to left, in the editor; and long titles."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.authoring.arriving import packed
from tests.browser.test_accessibility import violations
from tests.browser.test_editor import DESK, opened
from tests.browser.test_layout import too_wide
from tests.browser.watching import PHONE, Entering, View, Visitor
from tests.conventions.sources import listed

TEXT = (
    "# {}\n\nهذه جملة عن المشروع، وفيها Wikimedia Commons.\n\n## لماذا\n\n- بند أول\n"
)
LONG = "/en/edit/write-a-report-people-learn-from/1"


@pytest.fixture
def arabic(enter: Entering) -> tuple[Visitor, str]:
    """An editor, and the address of a module in Arabic that was brought in."""
    ama = enter("DemoAuthor")
    page = ama.open("/en/contribute/import", DESK)
    files = {f"{n}.md": TEXT.format(f"وحدة {n}") for n in ("one", "two")}
    page.set_input_files(
        "input[type=file]",
        {"name": "a.zip", "mimeType": "application/zip", "buffer": packed(files)},
    )
    page.locator("#title").fill("حزمة عربية")
    page.locator("[name=language]").fill("ar")
    page.locator("[name=skills]").first.check()
    page.locator("main button.primary").click()
    take = page.get_by_role("button", name="Take it in")
    expect(take).to_be_visible()
    take.click()
    pack = page.locator("main .points a").first
    expect(pack).to_be_visible()
    slug = (pack.get_attribute("href") or "").rsplit("/", 1)[-1]
    return ama, f"/en/edit/{slug}/1"


def middle(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def number_side(page: Page) -> str:
    """Return on which side the number of the block with the caret stands."""
    side: str = page.locator(".cm-line[data-n]").first.evaluate(
        """line => { const at = getComputedStyle(line, "::before");
          return parseFloat(at.right) < parseFloat(at.left) ? "right" : "left"; }"""
    )
    return side


def test_it_is_written_from_right_to_left_whatever_the_page_is(
    arabic: tuple[Visitor, str],
) -> None:
    ama, here = arabic
    page = opened(ama.open(here, DESK))
    content = page.locator(".cm-content")

    assert content.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert number_side(page) == "right"
    assert page.locator("html").get_attribute("dir") == "ltr"
    title = page.locator("#title")
    assert title.evaluate("one => getComputedStyle(one).direction") == "rtl"
    heading = page.locator(".cm-heading").first
    heading.click()
    # The mark stands at the end of the line, the number where it begins.
    expect(page.locator(".cm-mine")).to_have_attribute("data-who", "You")
    expect(page.locator("#look .lit")).to_have_text("لماذا")
    found = violations(page) + too_wide(page)
    assert not found, listed(found)


def test_its_preview_can_be_seen_from_left_to_right(
    arabic: tuple[Visitor, str],
) -> None:
    ama, here = arabic
    page = opened(ama.open(here, DESK))
    article = page.locator("#look article")
    expect(article).to_have_attribute("dir", "rtl")

    page.get_by_role("button", name="LTR").click()

    expect(article).to_have_attribute("dir", "ltr")
    page.get_by_role("button", name="Wide").click()
    expect(article).to_have_attribute("dir", "rtl")


def test_it_fits_a_phone_in_a_page_from_right_to_left(
    arabic: tuple[Visitor, str],
) -> None:
    ama, here = arabic
    page = opened(ama.open(here.replace("/en/", "/ar/"), View(width=PHONE)))

    assert number_side(page) == "right"
    assert middle(page.locator("#title")) <= PHONE
    assert not too_wide(page)


@pytest.mark.parametrize("view", [DESK, View(width=PHONE)])
def test_a_long_title_is_read_whole(enter: Entering, view: View) -> None:
    page = opened(enter("DemoAuthor").open(LONG, view))
    title = page.locator("#title")

    title.fill("A title that says in many words what one learns here, and for whom")

    assert title.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert title.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
