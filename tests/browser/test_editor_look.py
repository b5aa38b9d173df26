"""The editor as its mock-up draws it: columns, marks in the text, a rail of history."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.test_accessibility import barriers
from tests.browser.test_editor import DESK, has, here_with, opened, write
from tests.browser.test_layout import too_wide
from tests.browser.watching import PHONE, WIDE, Entering, View
from tests.conventions.sources import listed

# No other test in a browser opens this pack.
HERE = "/{}/edit/manage-a-photo-contest/2"
PANES = ("#parts", "#written", "#seen", "#history")
MOST_APART = 2
TOUCHED = 44


def box(place: Locator) -> FloatRect:
    found = place.bounding_box()
    assert found is not None
    return found


def added(page: Page) -> Locator:
    """Return what a comparison shows as added.

    Until the style sheet is there two show it, and one of them is hidden then.
    """
    return page.locator("main ins:visible").first


def lefts(page: Page) -> list[float]:
    return [box(page.locator(pane))["x"] for pane in PANES]


def tops(page: Page) -> list[float]:
    return [box(page.locator(pane))["y"] for pane in PANES]


@pytest.mark.parametrize(
    ("language", "in_order"),
    [("en", sorted), ("ar", lambda all: sorted(all, reverse=True))],
)
def test_a_wide_screen_has_four_columns_in_the_order_of_reading(
    enter: Entering, language: str, in_order: Callable[[list[float]], list[float]]
) -> None:
    page = opened(enter("DemoAuthor").open(HERE.format(language), DESK))

    assert lefts(page) == in_order(lefts(page))
    assert max(tops(page)) - min(tops(page)) < MOST_APART
    # The whole workbench is in sight: nothing of it is below the window.
    foot = box(page.locator("#message"))
    assert foot["y"] + foot["height"] <= 844
    # It tries other widths too, so nothing is measured after it.
    assert not too_wide(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_phone_has_one_column_and_the_text_comes_first(
    enter: Entering, language: str
) -> None:
    page = opened(enter("DemoAuthor").open(HERE.format(language), View(width=PHONE)))

    parts, written, seen, history = tops(page)
    assert written < seen < parts < history
    pressed = "#bar > :is(a, button), #bar summary, .edacts .btn, #written .meta .input"
    buttons = page.locator(pressed).all()
    sizes = [box(one) for one in buttons if one.is_visible()]
    assert min(min(one["width"], one["height"]) for one in sizes) >= TOUCHED
    # What is pressed again and again stays in sight.
    save = page.locator("button[value=save]")
    save_at = box(save)["y"]
    page.locator("#history").scroll_into_view_if_needed()
    assert box(save)["y"] == save_at
    assert not too_wide(page)


def test_on_a_phone_the_menu_has_what_the_bar_has_no_room_for(
    enter: Entering,
) -> None:
    page = opened(enter("DemoAuthor").open(HERE.format("en"), View(width=PHONE)))
    first = page.locator(".cm-line").first
    expect(page.locator("#bar > [data-do=list]")).to_be_hidden()

    page.locator("#bar summary").click()
    page.locator("#kinds [data-do=list]").click()
    expect(first).to_have_text(re.compile("^- "))
    # The draft stays as it was for whoever opens it next.
    page.locator("#bar summary").click()
    page.locator("#kinds [data-do=list]").click()

    expect(first).not_to_have_text(re.compile("^- "))


def test_between_the_two_the_text_stands_beside_its_preview(enter: Entering) -> None:
    page = opened(enter("DemoAuthor").open(HERE.format("en"), View(width=1000)))

    parts, written, seen, _ = tops(page)
    assert abs(written - seen) < MOST_APART
    assert parts > written
    assert not too_wide(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_the_live_editor_with_its_menu_open(
    enter: Entering, language: str
) -> None:
    page = opened(enter("DemoAuthor").open(HERE.format(language), DESK))
    expect(here_with(page)).to_have_count(1)
    found = barriers(page)
    page.locator("#bar summary").click()
    expect(page.locator("#kinds")).to_be_visible()
    found += barriers(page, (WIDE,))

    assert not found, listed(found)


def focused(page: Page) -> str:
    """Return what a tool that has the focus is called."""
    name: str = page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
    return name


@pytest.mark.parametrize(
    ("language", "onward", "back"),
    [("en", "ArrowRight", "ArrowLeft"), ("ar", "ArrowLeft", "ArrowRight")],
)
def test_the_toolbar_is_walked_by_the_arrows_that_point_along_it(
    enter: Entering, language: str, onward: str, back: str
) -> None:
    page = opened(enter("DemoAuthor").open(HERE.format(language), DESK))
    bold = page.locator("[data-do=bold]")
    names = [
        one.get_attribute("aria-label")
        for one in page.locator("#bar > :is(a, button:not([disabled]))").all()
    ]
    bold.focus()

    page.keyboard.press(onward)
    assert focused(page) == names[1]
    page.keyboard.press(back)
    expect(bold).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#bar summary")).to_be_focused()
    page.keyboard.press(onward)
    expect(bold).to_be_focused()

    page.locator("#add").focus()
    page.keyboard.press("Enter")
    first = page.locator("#kinds :is(a, button):visible").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(first).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#kinds")).to_be_hidden()
    expect(page.locator("#bar summary")).to_be_focused()


def test_what_you_write_in_is_framed_and_so_is_what_others_do(enter: Entering) -> None:
    kofi = enter("DemoTranslator")
    one = opened(enter("DemoAuthor").open(HERE.format("en"), DESK))
    two = opened(kofi.open(HERE.format("en"), DESK))
    write(one, "\n\nAma writes at the end.")
    has(two, "Ama writes at the end.")
    # What the history says of the draft follows what is typed.
    expect(one.locator("#draft-state")).to_contain_text("ot published yet")
    two.locator(".cm-line.cm-heading").first.click()

    mine = one.locator(".cm-mine")
    expect(mine).to_have_attribute("data-who", "You")
    expect(mine).to_have_text("Ama writes at the end.")
    held = one.locator(".cm-held")
    one.keyboard.press("Control+Home")
    expect(held).to_have_attribute("data-who", "DemoTranslator is editing")
    expect(two.locator(".cm-mine")).to_have_attribute("data-who", "You")
    # The number is the one that translators know the unit by.
    heading = (two.locator(".cm-mine").text_content() or "").lstrip("# ")
    known = kofi.open(
        "/en/translate/manage-a-photo-contest/en/fr?show=all&part=m2", DESK
    )
    number = known.locator(".tu", has_text=heading).locator(".num").first
    expect(number).to_contain_text(held.get_attribute("data-n") or "no number")
    # The preview marks the same words.
    expect(two.locator("#look .lit")).to_have_text(heading)
    expect(here_with(one)).to_have_text(["You", "DemoTranslator"])


def test_a_block_of_several_lines_that_somebody_is_in_has_one_frame(
    enter: Entering,
) -> None:
    one = opened(enter("DemoAuthor").open(HERE.format("en"), DESK))
    two = opened(enter("DemoTranslator").open(HERE.format("en"), DESK))
    write(one, "\n\n::: checklist\n- Bread is there\n- Tea is there\n:::\n\nThey eat.")
    has(two, "They eat.")
    write(two, "")
    two.locator(".cm-line", has_text="Bread is there").click()
    held = one.locator(".cm-held")
    expect(held.first).to_have_attribute("data-who", "DemoTranslator is editing")

    framed = held.evaluate_all(
        "all => all.map(getComputedStyle)"
        ".map(one => `${one.borderTopWidth} ${one.borderBottomWidth}`)"
    )

    assert framed == ["2px 0px", "0px 0px", "0px 0px", "0px 2px"]


def test_the_rail_tells_the_draft_and_its_versions(enter: Entering) -> None:
    ama, reviewer = enter("DemoAuthor"), enter("DemoReviewer")
    here = "/en/edit/manage-a-photo-contest/1"
    plain = View(width=WIDE, script=False)
    page = ama.open(here, plain)
    body = page.locator("#body")
    body.fill(f"{body.input_value()}\n\nA sentence for the rail.")
    page.locator("#message").fill("Say more")
    page.locator("button[value=save]").click()
    rail = page.locator("#history .thread > li")
    expect(rail.first).to_contain_text("Not published yet")
    rail.first.get_by_role("link", name="See changes").click()
    expect(added(page)).to_contain_text("A sentence for the rail.")
    page.goto(here)
    # The label of the text is a sign that the whole page is there without script too.
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_be_visible()
    page.locator("button[value=review]").click()
    judge = reviewer.open(page.url, plain)
    judge.locator("form[action$='/publish'] button").click()

    shown = reviewer.open(here, plain)
    newest = shown.locator("#history .thread > li").nth(1)
    expect(newest).to_contain_text("DemoAuthor")
    expect(newest).to_contain_text("1 unit")
    newest.get_by_role("button", name="Thank").click()
    expect(newest).to_contain_text("Thanked")
    expect(newest.locator("[id^=thanked-]")).to_be_focused()
    newest.get_by_role("link", name="Compare").click()
    expect(added(shown)).to_contain_text("A sentence for the rail.")
    shown.goto(here)
    newest.get_by_role("button", name="Undo").click()
    expect(shown.locator("#body")).not_to_have_value("A sentence for the rail.")
    expect(shown.locator("#history a", has_text="All 2 versions")).to_be_visible()
