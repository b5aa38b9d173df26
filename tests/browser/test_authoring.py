"""Writing in a module by the plain form: without script on a phone, and with it.

The editor for several people is in `test_editor.py`.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_layout import too_wide
from tests.browser.watching import WIDE, Entering, View

# Packs that no other test here opens: what is published stays on the server.
PACK, OTHER_PACK = "make-a-project-last", "plan-a-project"
PHONE = View(script=False, locale="ar")
DESK = View(width=WIDE)
# Typing so much takes a browser minutes.
TYPE = """(field, text) => {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_from_a_mended_sentence_to_readers_and_back_on_a_phone_without_script(
    enter: Entering,
) -> None:
    author, reviewer, reader = (
        enter("DemoAuthor").page(PHONE),
        enter("DemoReviewer").page(PHONE),
        enter("DemoLearner").page(PHONE),
    )
    module = f"/ar/packs/{PACK}/1"
    author.goto(module)
    author.locator(".mdrop summary").click()
    click(author, ".mdrop a[href*='/edit/']")
    expect(author.locator("html")).to_have_attribute("dir", "rtl")
    add(author, "A sentence written on a phone.")
    press(author, "preview")
    expect(author.locator("#look article")).to_contain_text("written on a phone")
    author.locator("#message").fill("لماذا")
    press(author, "review")
    review = author.url
    read(reader, module)
    expect(reader.locator("main")).not_to_contain_text("written on a phone")

    publish(reviewer, review)

    read(reader, module)
    expect(reader.locator("main")).to_contain_text("A sentence written on a phone.")
    reader.locator(".mdrop summary").click()
    click(reader, ".mdrop a[href$='/history']")
    expect(reader.locator("main")).to_contain_text("DemoAuthor")
    expect(reader.locator("main")).to_contain_text("لماذا")
    click(reader, "main a[href*='/history/diff']:visible, main a[href*='diff']")
    expect(reader.locator("main ins:visible").first).to_contain_text(
        "written on a phone"
    )

    author.goto(f"{module}/history/1")
    click(author, "form[action$='/restore/1'] button")
    expect(author.locator("#body")).not_to_contain_text("written on a phone")
    press(author, "review")
    publish(reviewer, author.url)
    read(reader, module)
    expect(reader.locator("main")).not_to_contain_text("written on a phone")


def read(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator(".prose")).to_be_visible()


def add(page: Page, sentence: str) -> None:
    """Write a sentence at the end of the text."""
    body = page.locator("#body")
    body.fill(f"{body.input_value()}\n\n{sentence}")


def click(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait for it."""
    # A preview that comes meanwhile counts as a navigation, but loads no page.
    with page.expect_event("load"):
        page.locator(selector).first.click()


def press(page: Page, wish: str) -> None:
    """Press a button of the form of the draft."""
    click(page, f"button[value={wish}]")


def publish(page: Page, review: str) -> None:
    page.goto(review)
    click(page, "form[action$='/publish'] button")
    expect(page.locator(".msg.ok")).to_be_visible()


def test_the_preview_follows_what_is_typed(enter: Entering) -> None:
    page = enter("DemoAuthor").open(f"/en/edit/{OTHER_PACK}/1?plain=1", DESK)

    page.locator("#body").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nWords with **weight**.")

    shown = page.locator("#look article strong", has_text="weight")
    expect(shown).to_be_visible()
    expect(page.locator("#body")).to_be_focused()


def test_ctrl_and_enter_save(enter: Entering) -> None:
    page = enter("DemoAuthor").open(f"/en/edit/{OTHER_PACK}/2?plain=1", DESK)
    add(page, "Saved from the keyboard.")
    page.locator("#message").fill("Why I wrote it")

    with page.expect_event("load"):
        page.keyboard.press("Control+Enter")

    expect(page.locator(".msg.ok").first).to_be_visible()
    expect(page.locator("#body")).to_have_value(ending("Saved from the keyboard."))
    expect(page.locator("#kept")).to_be_hidden()


def ending(sentence: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(sentence)}\s*$")


def test_what_was_typed_is_offered_again_after_the_page_was_closed(
    enter: Entering,
) -> None:
    writer = enter("DemoAuthor")
    here = f"/en/edit/{OTHER_PACK}/3?plain=1"
    page = writer.open(here, DESK)
    add(page, "Typed, never saved.")
    page.goto("/en/packs")
    again = page.context.new_page()
    writer.watch.follow(again)
    page.close()

    again.goto(here)
    expect(again.locator("#body")).not_to_have_value(ending("Typed, never saved."))
    again.locator("#kept button").click()

    expect(again.locator("#body")).to_have_value(ending("Typed, never saved."))
    expect(again.locator("#look article")).to_contain_text("Typed, never saved.")
    expect(again.locator("#kept")).to_be_hidden()


def test_what_could_not_be_used_is_offered_again_too(enter: Entering) -> None:
    page = enter("DemoAuthor").open(f"/en/edit/{OTHER_PACK}/3?plain=1", DESK)
    page.locator("#body").fill("Words and a sign \x07 that no text has.")
    press(page, "save")
    expect(page.locator("#body-error")).to_be_visible()

    page.goto(f"/en/edit/{OTHER_PACK}/3?plain=1")
    page.locator("#kept button").click()

    expect(page.locator("#body")).to_have_value(re.compile("^Words and a sign"))


def test_a_text_that_is_too_long_stays_in_the_form_with_the_reason(
    enter: Entering,
) -> None:
    page = enter("DemoAuthor").open(f"/ar/edit/{OTHER_PACK}/3?plain=1", DESK)
    body = page.locator("#body")
    body.evaluate(TYPE, ("ا" * 99 + "\n") * 1_400)

    page.locator("button[value=save]").click()

    assert body.evaluate("field => field.validationMessage") == page.locator(
        "#draft"
    ).get_attribute("data-toolong")
    assert len(body.input_value()) == 140_000


@pytest.mark.parametrize("script", [True, False])
def test_two_people_on_one_line_meet_the_page_with_both_texts(
    enter: Entering, script: bool
) -> None:
    here, view = f"/en/edit/{OTHER_PACK}/4?plain=1", View(width=WIDE, script=script)
    one = enter("DemoAuthor").open(here, view)
    two = enter("DemoTranslator").open(here, view)
    for page, who in ((one, "the first"), (two, "the second")):
        add(page, f"Words of {who} window, {script}.")
    press(one, "save")

    press(two, "save")

    both = two.locator(".clashPlace .diffbox")
    expect(both.first).to_contain_text("Words of the second window")
    expect(both.last).to_contain_text("Words of the first window")
    saved = two.locator(".clashPlace textarea")
    expect(saved).to_have_value(ending(f"Words of the second window, {script}."))
    click(two, "button[value^=both-]")
    expect(saved).to_have_value(ending(f"Words of the first window, {script}."))
    assert not too_wide(two)
    click(two, "p button[value=save]")
    one.reload()
    # The draft has the words of both, in this order.
    expect(one.locator("#body")).to_have_value(
        re.compile(
            rf"second window, {script}\.\s+Words of the first window, {script}\.\s*$"
        )
    )
