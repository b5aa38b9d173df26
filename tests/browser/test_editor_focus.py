"""The editor by keyboard: where the focus goes, and what is said of who writes near."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_editor import DESK, MIXED, has, opened, write
from tests.browser.watching import PHONE, Entering, View
from tests.media.samples import photo

# Nobody writes blocks into this module.
HERE = "/en/edit/make-a-project-last/1"


def press(page: Page, name: str) -> None:
    """Press a tool of the bar by keyboard."""
    page.locator("#bar").get_by_label(name, exact=True).press("Enter")


@pytest.mark.parametrize("ending", ["Escape", "Close"])
def test_a_dialog_begins_at_its_first_field_and_gives_the_focus_back(
    enter: Entering, ending: str
) -> None:
    page = opened(enter("DemoAuthor").open(HERE, DESK))
    asked = page.locator("#ask")

    press(page, "Question")
    expect(asked.locator("[name=kind]")).to_be_focused()
    if ending == "Close":
        asked.get_by_role("button", name="Close").press("Enter")
    else:
        page.keyboard.press("Escape")

    expect(asked).to_be_hidden()
    expect(page.locator("#bar").get_by_label("Question", exact=True)).to_be_focused()


def test_what_was_chosen_in_a_list_gives_the_focus_back_to_its_button(
    enter: Entering,
) -> None:
    page = opened(enter("DemoAuthor").open(HERE, DESK))

    page.locator("#more summary").press("Enter")
    page.locator("#kinds [data-insert=checklist]").press("Enter")
    expect(page.locator("#ask [name=item-1]")).to_be_focused()
    # Who asks for more lines goes on in the first of them.
    page.locator("#ask button[value=rows]").press("Enter")
    expect(page.locator("#ask input[name^=item-]:focus")).to_have_value("")
    expect(page.locator("#ask [name=item-1]")).not_to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#more summary")).to_be_focused()
    # From the text by its keys, and back into it.
    page.locator(".cm-content").press("Control+k")
    expect(page.locator("#ask [name=words]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cm-content")).to_be_focused()


def test_a_file_to_bring_is_asked_for_its_title_first(enter: Entering) -> None:
    page = opened(enter("DemoAuthor").open(HERE, DESK))
    file = FilePayload(name="Bench.jpg", mimeType="image/jpeg", buffer=photo())

    with page.expect_file_chooser() as chooser:
        press(page, "Bring a file")
    chooser.value.set_files(file)

    expect(page.locator("#bring [name=title]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#bar").get_by_label("Bring a file")).to_be_focused()


def test_who_writes_beside_somebody_is_said(enter: Entering) -> None:
    ama, kofi = enter("DemoAuthor"), enter("DemoTranslator")
    one, two = opened(ama.open(HERE, DESK)), opened(kofi.open(HERE, DESK))
    said = one.locator("#say")
    write(one, f"\n\nThe first {MIXED}.\n\nThe last {MIXED}.")
    has(two, f"The last {MIXED}.")

    write(two, "")
    expect(said).to_have_text("DemoTranslator is editing the same part as you")
    one.keyboard.press("ArrowUp")
    one.keyboard.press("ArrowUp")
    expect(said).to_have_text("DemoTranslator is editing the next part")
    one.keyboard.press("ArrowDown")
    one.keyboard.press("ArrowDown")
    expect(said).to_have_text("DemoTranslator is editing the same part as you")
    two.keyboard.press("ArrowUp")
    two.keyboard.press("ArrowUp")
    expect(said).to_have_text("DemoTranslator is editing the part before yours")
    one.keyboard.press("ArrowUp")
    one.keyboard.press("ArrowUp")
    expect(said).to_have_text(re.compile("the same part"))
    two.keyboard.press("Control+Home")
    expect(said).to_have_text("DemoTranslator has left the part you are in")


# Where the caret stands between what lies over the text on a phone.
IN_SIGHT = """() => {
  const caret = document.querySelector(".cm-cursor-primary").getBoundingClientRect();
  const [above, below] = [".edtext .pane-h", ".edacts"].map(one =>
    document.querySelector(one).getBoundingClientRect());
  return above.bottom <= caret.top && caret.bottom <= below.top;
}"""


def test_on_a_phone_the_caret_is_not_left_behind_the_bars(enter: Entering) -> None:
    here = "/en/edit/make-a-project-last/4"
    page = opened(enter("DemoAuthor").open(here, View(width=PHONE)))

    write(page, f"\n\nAt the end {MIXED}.\n\n")
    page.wait_for_function(IN_SIGHT)
    page.keyboard.press("Control+Home")
    page.wait_for_function(IN_SIGHT)
    page.keyboard.press("Control+End")
    page.wait_for_function(IN_SIGHT)


def test_a_thumb_takes_back_what_was_written(enter: Entering) -> None:
    here = "/en/edit/make-a-project-last/4"
    page = opened(enter("DemoAuthor").open(here, View(width=PHONE)))
    before = page.locator("#body").input_value()
    write(page, f"Taken back {MIXED}.")
    has(page, f"Taken back {MIXED}.")

    page.locator("#more summary").tap()
    page.locator("#kinds [data-do=undo]").tap()

    expect(page.locator("#body")).to_have_value(before)
    expect(page.locator(".cm-content")).to_be_focused()


def test_the_x_of_a_right_answer_does_not_turn_its_line(enter: Entering) -> None:
    page = opened(enter("DemoAuthor").open("/en/edit/make-a-project-last/4", DESK))

    write(page, "\n\n- [x] نعم\n- [x] Yes")

    lines = page.locator(".cm-line", has_text="[x]")
    expect(lines.filter(has_text="نعم").last).to_have_css("direction", "rtl")
    expect(lines.filter(has_text="Yes").last).to_have_css("direction", "ltr")
