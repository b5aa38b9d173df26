"""What changed between two versions, as a phone and a wide screen show it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations
from tests.browser.test_layout import too_wide
from tests.browser.watching import PHONE, WIDE, Entering, View
from tests.conventions.sources import listed

# No other test in a browser publishes this module.
HERE = "/{}/edit/digitise-a-small-collection/1"
CHANGES = "/{}/packs/digitise-a-small-collection/1/diff/1/2"
ADDED = "A sentence that was not there before."
NO_SCRIPT = View(width=WIDE, script=False)


@pytest.fixture
def changed(enter: Entering) -> None:
    """A second version of the module: a passage moved, another one ends otherwise."""
    probe = enter("DemoReviewer").page(NO_SCRIPT)
    found = probe.goto(CHANGES.format("en"))
    if found is not None and found.ok:
        return
    author = enter("DemoAuthor").open(HERE.format("en"), NO_SCRIPT)
    body = author.locator("#body")
    blocks = body.input_value().strip().split("\n\n")
    headings = [n for n, block in enumerate(blocks) if block.startswith("## ")]
    moved = blocks.pop(headings[0] + 1)
    body.fill("\n\n".join([*blocks, ADDED, moved]))
    with author.expect_navigation():
        author.locator("button[value=review]").click()
    judge = enter("DemoReviewer").open(author.url, NO_SCRIPT)
    judge.locator("form[action$='/publish'] button").click()
    expect(judge.locator("form[action$='/publish']")).to_have_count(0)


def lefts(page: Page) -> list[float]:
    """Return where the columns of the block begin that is new, from left to right."""
    row = page.locator(".chg:has(ins) .inTwo").first
    boxes = [one.bounding_box() for one in row.locator("> *").all()]
    return [box["x"] for box in boxes if box]


@pytest.mark.parametrize(("language", "is_mirrored"), [("en", False), ("ar", True)])
def test_a_wide_screen_shows_them_side_by_side_in_the_order_of_reading(
    changed: None, enter: Entering, language: str, is_mirrored: bool
) -> None:
    page = enter("DemoLearner").open(CHANGES.format(language), View(width=WIDE))

    before, after = lefts(page)
    assert (before > after) == is_mirrored
    assert before != after
    expect(page.locator(".inOne:visible")).to_have_count(0)
    # Words stand in their own direction, whatever the page's is.
    assert (
        page.locator("main ins:visible").first.evaluate(
            "one => getComputedStyle(one).direction"
        )
        == "ltr"
    )
    assert not violations(page)
    assert not too_wide(page)


def test_a_phone_shows_them_in_one_column_until_somebody_chooses(
    changed: None, enter: Entering
) -> None:
    visitor = enter("DemoLearner")
    page = visitor.open(CHANGES.format("en"), View(width=PHONE))

    expect(page.locator(".inTwo:visible")).to_have_count(0)
    expect(page.locator("main ins:visible")).to_have_text(ADDED)
    page.get_by_role("link", name="Side by side").click()
    page.wait_for_url("**?view=side")
    assert len(lefts(page)) > 1
    expect(page.locator(".inOne")).to_have_count(0)
    touched = page.locator(".ways a, .chgActs a").all()
    small = [
        box for one in touched if (box := one.bounding_box()) and box["height"] < 40
    ]
    assert not small
    found = violations(page) + too_wide(page)
    assert not found, listed(found)


def test_marks_can_be_told_apart_without_colours(
    changed: None, enter: Entering
) -> None:
    page = enter("DemoLearner").open(CHANGES.format("en"), NO_SCRIPT)
    line = "one => getComputedStyle(one).textDecorationLine"

    assert page.locator("ins:visible").first.evaluate(line) == "underline"
    page.goto(f"{CHANGES.format('en')}?view=one".replace("1/2?", "2/1?"))
    page.emulate_media(forced_colors="active")
    assert page.locator("ins:visible").first.evaluate(line) == "underline"


def test_a_passage_that_moved_is_no_new_one(changed: None, enter: Entering) -> None:
    page = enter("DemoLearner").open(CHANGES.format("en"), NO_SCRIPT)

    moved = page.locator(".chg", has_text="Moved")
    expect(moved).to_contain_text("These words stood at place")
    expect(moved.locator("ins, del")).to_have_count(0)


def test_what_is_folded_opens_by_keyboard(changed: None, enter: Entering) -> None:
    page = enter("DemoLearner").open(CHANGES.format("en"), NO_SCRIPT)
    fold = page.locator(".folded").first
    opener = fold.locator("summary, a").first

    opener.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".folded .diffbox:visible").first).to_be_visible()
