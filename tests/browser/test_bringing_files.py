"""Files come into the text while somebody writes: by the button, pasted and dropped."""

import base64
import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_editor import DESK, opened, write
from tests.browser.test_layout import too_wide
from tests.browser.watching import PHONE, Entering, View
from tests.media.samples import photo, picture, sound

# No other test in a browser writes in this module or brings files to its pack.
HERE = "/en/edit/welcome-newcomers/2"
# A file as a clipboard or a file manager hands it over.
HAND_OVER = """(text, [kind, name, type, octets]) => {
  const bytes = Uint8Array.from(atob(octets), (sign) => sign.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const options = { bubbles: true, cancelable: true };
  text.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data }));
}"""
MADE_SECONDS = 180


def hand_over(page: Page, kind: str, name: str, file: tuple[str, bytes]) -> None:
    """Paste or drop a file."""
    octets = base64.b64encode(file[1]).decode()
    text = page.locator(".cm-content")
    text.evaluate(HAND_OVER, [kind, name, file[0], octets])


def send(page: Page, title: str, alt: str = "") -> None:
    """Say what a file is, and wait until it stands in the text."""
    asked = page.locator("#bring")
    expect(asked).to_be_visible()
    asked.get_by_label("Title", exact=True).fill(title)
    words = asked.get_by_label("What it shows")
    if alt:
        words.fill(alt)
    else:
        expect(words).to_be_hidden()
    asked.get_by_role("button", name="Send it and put it into the text").click()
    expect(asked).to_be_hidden(timeout=MADE_SECONDS * 1_000)


def test_files_come_in_by_button_by_paste_and_by_drag_and_are_offered_in_forms(
    enter: Entering,
) -> None:
    page = opened(enter("DemoAuthor").open(HERE, DESK))
    text = page.locator("#body")
    write(page, "\n\n")

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bring a file").click()
    chooser.value.set_files(
        FilePayload(name="Red bench.jpg", mimeType="image/jpeg", buffer=photo())
    )
    send(page, "A red bench", "A bench under a tree")
    expect(text).to_have_value(
        re.compile(r"!\[A bench under a tree\]\(media:red-bench[.\w]*\)")
    )
    hand_over(page, "paste", "image.png", ("image/png", picture("PNG")))
    send(page, "A drawing", "A red square")
    expect(text).to_have_value(re.compile(r"!\[A red square\]\(media:image[.\w]*\)"))
    hand_over(page, "drop", "Talk.mp3", ("audio/mpeg", sound()))
    send(page, "A talk")
    expect(text).to_have_value(re.compile("::: audio file=talk\nA talk\n:::"))

    # Only drafts have them, and their authors see them: as readers would, and in forms.
    expect(page.locator("#look img[alt='A red square']")).to_be_visible()
    page.locator("#bar summary").click()
    page.locator("[data-insert=audio]").click()
    asked = page.locator("#ask")
    expect(asked.get_by_role("option", name="A talk")).to_be_attached()
    asked.get_by_role("button", name="Close").click()
    page.goto("/en/edit/welcome-newcomers/files")
    expect(page.locator("main")).to_contain_text("Only in drafts")


def test_on_a_phone_what_is_no_picture_says_so_and_the_text_stays(
    enter: Entering,
) -> None:
    writer = enter("DemoTranslator")
    page = opened(writer.open("/ar/edit/welcome-newcomers/3", View(width=PHONE)))
    write(page, "\n\nكلماتي باقية.\n\n")

    hand_over(page, "paste", "page.png", ("image/png", b"<html><script>alert(1)"))
    asked = page.locator("#bring")
    asked.locator("[name=alt]").fill("HTML")
    asked.locator("button.primary").click()

    words = page.locator("#words")
    expect(asked.locator("output")).to_have_text(
        words.get_attribute("data-refused") or "", timeout=MADE_SECONDS * 1_000
    )
    expect(page.locator("#body")).to_have_value(re.compile("كلماتي باقية"))


def test_a_file_of_commons_is_asked_for_in_the_editor_and_a_bad_title_says_why(
    enter: Entering,
) -> None:
    writer = enter("DemoTranslator")
    page = opened(writer.open("/ar/edit/welcome-newcomers/3", DESK))

    page.locator("#more > summary").click()
    page.locator("[data-do=commons]").click()
    asked = page.locator("dialog:has([data-commons])")
    asked.locator("[name=file]").fill("Category:Benches")
    asked.locator("[data-commons] button").click()

    expect(asked.locator("output")).not_to_be_empty()
    words = page.locator("#words")
    said = asked.locator("output").text_content()
    assert said not in {
        words.get_attribute("data-notbrought"),
        words.get_attribute("data-refused"),
    }
    assert too_wide(page) == []
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    # The refusal is what was asked for.
    assert writer.watch.problems.pop().startswith("422: ")
