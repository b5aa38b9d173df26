"""The editor in several tabs of one person, closed without a line and opened again."""

import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.test_editor import (
    DESK,
    MIXED,
    PACK,
    SAVED,
    forgive,
    has,
    opened,
    state,
    write,
)
from tests.browser.watching import Entering

HERE = f"/en/edit/{PACK}/2"
# Yjs keeps what is put in at once as one run of UTF-8.
IS_KEPT = """async (words) => {
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("passalong-")) continue;
    const updates = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        const all = asked.result.transaction("updates").objectStore("updates").getAll();
        all.onerror = () => reject(all.error);
        all.onsuccess = () => { asked.result.close(); resolve(all.result); };
      };
    });
    const texts = updates.map((one) => new TextDecoder().decode(one));
    if (texts.some((text) => text.includes(words))) return true;
  }
  return false;
}"""


def put(page: Page, words: str) -> None:
    """Put words in at the end, as a keyboard does that writes whole words."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(words)


def test_two_tabs_of_one_person_and_what_was_typed_without_a_line_is_there_again(
    enter: Entering,
) -> None:
    ama, kofi = enter("DemoAuthor"), enter("DemoTranslator")
    one = opened(ama.open(HERE, DESK))
    two = one.context.new_page()
    ama.watch.follow(two)
    two.goto(HERE)
    opened(two)
    write(one, f"\n\nFirst tab {MIXED}.")
    has(two, f"First tab {MIXED}.")
    write(two, f" Second tab {MIXED}.")
    has(one, f"Second tab {MIXED}.")
    expect(state(one)).to_have_text(SAVED)
    expect(state(two)).to_have_text(SAVED)

    one.context.set_offline(True)
    expect(state(one)).to_have_text("Offline. Everything is saved.")
    put(one, f" Without a line {MIXED}.")
    expect(state(one)).to_have_text(re.compile(r"Edits kept on this device: \d+"))
    one.wait_for_function(IS_KEPT, arg=f"Without a line {MIXED}.", polling=100)
    context = one.context
    for tab in (one, two):
        tab.close()
    context.set_offline(False)

    again = context.new_page()
    ama.watch.follow(again)
    again.goto(HERE)
    opened(again)
    has(again, f"Without a line {MIXED}.")
    expect(state(again)).to_have_text(SAVED)
    other = opened(kofi.open(HERE, DESK))
    for words in ("First tab", "Second tab", "Without a line"):
        has(other, f"{words} {MIXED}.")
    forgive(ama)


def let_go(socket: WebSocketRoute) -> None:
    """Connect, and be told at the first key that one may not write any more."""
    server = socket.connect_to_server()
    # Updates begin so; what the server asks at first is answered by other frames.
    update = b"\x00\x02"

    def pass_on(message: str | bytes) -> None:
        if isinstance(message, bytes) and message.startswith(update):
            socket.close(code=4403)
        else:
            server.send(message)

    socket.on_message(pass_on)


def test_who_may_not_write_any_more_is_told_and_keeps_the_words(
    enter: Entering,
) -> None:
    ama = enter("DemoAuthor")
    page = ama.page(DESK)
    page.route_web_socket(re.compile("/live/"), let_go)
    page.goto(HERE)
    opened(page)
    # Before that, the preview as a phone, as a desk and from right to left shows it.
    look, article = page.locator("#look"), page.locator("#look article")
    choose = page.locator("#widths button")
    choose.nth(1).click()
    expect(look).to_have_attribute("data-width", "wide")
    wide = _width(page)
    choose.nth(0).click()
    expect(look).to_have_attribute("data-width", "phone")
    assert _width(page) <= min(wide, 390)
    choose.nth(2).click()
    expect(article).to_have_attribute("dir", "rtl")
    expect(article).to_have_css("direction", "rtl")
    expect(choose.nth(2)).to_have_attribute("aria-pressed", "true")
    choose.nth(1).click()
    expect(article).to_have_css("direction", "ltr")
    assert _width(page) == wide

    put(page, f" Too late {MIXED}.")

    rescue = page.locator("#rescue")
    expect(rescue).to_contain_text("You may not write here any more.")
    expect(rescue.locator("textarea")).to_have_value(re.compile(f"Too late {MIXED}"))
    kept = ama.open(f"{HERE}?plain=1", DESK).locator("#body")
    expect(kept).not_to_have_value(re.compile(f"Too late {MIXED}"))
    forgive(ama)


def _width(page: Page) -> float:
    box = page.locator("#look article").bounding_box()
    assert box is not None
    return box["width"]
