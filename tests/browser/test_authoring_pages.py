"""The pages of drafts and reviews: valid, accessible, and never wider than a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import SCHEMES, barriers, violations
from tests.browser.test_html import check, is_error
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.watching import WIDE, Entering, View, Visitor
from tests.conventions.sources import listed

# No other test opens this pack: a draft of it waits for a review from here on.
DRAFT = "/{}/edit/solve-the-right-problem/1"
LANGUAGES = ("en", "ar")
NO_SCRIPT = View(width=WIDE, script=False)


def waiting(editor: Visitor, language: str) -> list[str]:
    """Write in a draft and ask for a review; return the pages this leads to."""
    here = DRAFT.format(language)
    page = editor.open(here, NO_SCRIPT)
    body = page.locator("#body")
    body.fill(f"{body.input_value()}\n\n## A heading\n\nAnd words in {language}.")
    with page.expect_navigation():
        page.locator("button[value=review]").click()
    review = page.url.removeprefix(editor.url)
    page.goto(f"{here}/saves")
    save = page.locator(".hist a").first.get_attribute("href") or ""
    page.goto(f"{here}/talk")
    page.locator("summary", has_text="1").first.click()
    page.locator("textarea").first.fill("Is this so?")
    with page.expect_navigation():
        page.locator("details[open] button").click()
    about = here.replace("/1", "/about")
    more = [f"{here}/talk", f"{here}/checked", about, f"/{language}/me/notices"]
    return [here, f"{here}/saves", save, *more, f"/{language}/review", review]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits(enter: Entering, language: str) -> None:
    editor = enter("DemoAuthor")
    found: list[str] = []
    paths = waiting(editor, language)
    page = editor.page(View(width=SMALLEST))
    for path in paths:
        page.set_viewport_size({"width": SMALLEST, "height": 844})
        page.emulate_media(color_scheme=SCHEMES[0])
        answer = page.goto(path)
        assert answer is not None, f"{path} gave no answer"
        assert answer.ok, f"{path} answered {answer.status}"
        found += [f"{path} {text}" for text in (*too_wide(page), *barriers(page))]

    assert not found, listed(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_valid_html(
    enter: Entering, tmp_path: Path, language: str
) -> None:
    editor, reviewer = enter("DemoAuthor"), enter("DemoReviewer")
    pages = waiting(editor, language)
    seen = [html(editor, path) for path in pages]
    seen += [html(reviewer, pages[-1]), clash(enter, language)]
    for number, text in enumerate(seen):
        (tmp_path / f"{number}.html").write_text(text)

    found = [
        f"{Path(message['url']).stem}: {message['message']} {message.get('extract')!r}"
        for message in check(tmp_path)
        if is_error(message)
    ]
    assert not found, listed(found)


def html(visitor: Visitor, path: str) -> str:
    """Return a page as the server sent it."""
    answer = visitor.page(NO_SCRIPT).request.get(path)
    assert answer.ok, f"{path} answered {answer.status}"
    return answer.text()


def clash(enter: Entering, language: str) -> str:
    """Return the page that two people meet who changed the same line."""
    here = DRAFT.format(language)
    one = enter("DemoAuthor").open(here, NO_SCRIPT)
    two = enter("DemoTranslator").open(f"{here}?plain=1", View(width=WIDE))
    for number, page in enumerate((one, two)):
        body = page.locator("#body")
        body.fill(f"{body.input_value()}\n\nOne more line, {number}.")
    with one.expect_navigation():
        one.locator("button[value=save]").click()
    with two.expect_response(
        lambda given: given.request.method == "POST" and "_preview" not in given.url
    ) as answer:
        two.locator("button[value=save]").click()
    assert answer.value.status == 409
    # The page with both texts, not the one that was left.
    expect(two.locator(".clashPlace .duo").first).to_be_visible()
    two.wait_for_load_state()
    assert not violations(two)
    return answer.value.text()


def test_a_draft_is_written_and_saved_with_the_keyboard_alone(enter: Entering) -> None:
    here = f"{DRAFT.format('en')}?plain=1"
    page = enter("DemoAuthor").open(here, View(width=WIDE))
    page.locator("#title").focus()
    order = []
    for _ in range(8):
        order.append(
            page.evaluate("document.activeElement.value ?? document.activeElement.id")
            if page.evaluate("document.activeElement.tagName") == "BUTTON"
            else page.evaluate("document.activeElement.id")
        )
        page.keyboard.press("Tab")

    # Between them how blocks are written, which has no id.
    fields = ["title", "lead", "kind", "minutes", "body", "", "message"]
    assert order == [*fields, "preview"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("By keyboard")
    # As in every form; it saves, and does not ask for a review.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert "said=" in page.url
