"""The editor of drafts: several windows, lines that break, blocks without markup."""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Response,
    Route,
    WebSocketRoute,
    expect,
)

from app.accounts.demo import DEMO_ACCOUNTS
from tests.browser.watching import PHONE, WIDE, Entering, View, Visitor

# No other test in a browser writes in these modules.
PACK = "make-a-project-last"
DESK = View(width=WIDE)
# Told from what earlier runs on one server left.
MIXED = f"नमस्ते दुनिया 👩‍🔬 שלום {token_hex(3)}"
SAVED = re.compile(r"^(Draft saved |Everything is saved)")


def opened(page: Page) -> Page:
    """Return a page when the text of the others has come."""
    expect(page.locator(".cm-content")).to_be_visible()
    return page


def write(page: Page, words: str) -> None:
    """Type at the end of the text."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def has(page: Page, words: str) -> None:
    """Wait until a window has these words once in its text."""
    page.wait_for_function(
        "words => document.getElementById('body').value.split(words).length === 2",
        arg=words,
        polling=100,
    )


def state(page: Page) -> Locator:
    return page.locator("#state")


def here_with(page: Page) -> Locator:
    """Return who is here by name; what is seen are their initials."""
    return page.locator("#here li > .sr")


def without_sockets(visitor: Visitor, here: str) -> Page:
    """Open a page on a network that lets no socket through."""
    page = visitor.page(DESK)
    page.route_web_socket(re.compile("/live/"), refuse)
    page.goto(here)
    return opened(page)


def refuse(socket: WebSocketRoute) -> None:
    """Close a socket as a company's network does: it never opens."""
    socket.close(code=1011)


def forgive(visitor: Visitor, *expected: str) -> None:
    """Forget what the browser says of a line that was cut, and what was to come."""
    known = ("WebSocket", "Failed to fetch", *expected)
    visitor.watch.problems[:] = [
        problem
        for problem in visitor.watch.problems
        if not any(words in problem for words in known)
    ]


def test_two_people_write_together_over_lines_that_break(enter: Entering) -> None:
    here = f"/en/edit/{PACK}/2"
    kofi = enter("DemoTranslator")
    one = opened(enter("DemoAuthor").open(here, DESK))
    two = kofi.page(View(width=PHONE))
    two.clock.install()
    two.goto(here)
    opened(two)

    # Nobody has touched the text yet.
    expect(here_with(one)).to_have_text(["You", "DemoTranslator · only looking"])

    write(one, f"\n\nAma writes {MIXED}.")

    has(two, f"Ama writes {MIXED}.")
    expect(here_with(two)).to_have_text(["You", "DemoAuthor"])
    expect(state(one)).to_have_text(SAVED)
    write(two, "")
    expect(two.locator(".cm-who")).to_contain_text("DemoAuthor")

    two.context.set_offline(True)
    expect(state(two)).to_have_text("Offline. Everything is saved.")
    write(two, f"\n\nKofi writes on a train {MIXED}.")
    expect(state(two)).to_have_text(re.compile(r"Edits kept on this device: \d+"))
    two.clock.fast_forward(31_000)
    rescue = two.locator("#rescue")
    expect(rescue.locator("textarea")).to_have_value(
        re.compile(f"Kofi writes on a train {MIXED}")
    )
    rescue.locator("[data-go-on]").click()
    write(one, f" More by Ama {MIXED}.")
    expect(state(one)).to_have_text(SAVED)
    two.context.set_offline(False)
    has(one, f"Kofi writes on a train {MIXED}.")
    has(two, f"More by Ama {MIXED}.")
    expect(state(two)).to_have_text(SAVED)
    assert one.locator("#body").input_value() == two.locator("#body").input_value()
    forgive(kofi)


def fill_in_question(page: Page, question: str) -> None:
    """Put a question in by its form, which says once what is missing."""
    page.locator("#bar summary").click()
    page.locator(".kinds [data-insert=quiz]").click()
    asked = page.locator("#ask")
    asked.locator("[name=question]").fill(question)
    asked.locator("[name=option-1]").fill("Twelve")
    asked.locator("[name=feedback-1]").fill("Yes, twelve.")
    asked.locator("button[value=insert]").click()
    expect(asked.locator(".err-text")).to_have_text("Write at least two answers.")
    asked.locator("[name=option-2]").fill("Nobody")
    asked.locator("[name=feedback-2]").fill("The room was full.")
    asked.locator("[name=right]").first.check()
    asked.locator("button[value=insert]").click()


def test_without_sockets_a_question_is_put_in_and_sent_to_review(
    enter: Entering,
) -> None:
    here = f"/en/edit/{PACK}/3"
    ama, kofi = enter("DemoAuthor"), enter("DemoTranslator")
    one, two = without_sockets(ama, here), opened(kofi.open(here, DESK))

    write(one, f"\n\n## Behind a wall {MIXED}\n\n")
    has(two, f"## Behind a wall {MIXED}")
    write(two, f"Seen by Kofi {MIXED}.\n\n")
    has(one, f"Seen by Kofi {MIXED}.")
    # Both are told who is there, and see where the other writes.
    expect(here_with(two)).to_have_text(["You", "DemoAuthor"])
    expect(two.locator(".cm-who")).to_contain_text("DemoAuthor")
    expect(here_with(one)).to_have_text(["You", "DemoTranslator"])
    expect(one.locator(".cm-who")).to_contain_text("DemoTranslator")
    expect(state(one)).to_have_text(SAVED)

    fill_in_question(one, f"How many came {MIXED}?")
    has(two, f"::: quiz one\nHow many came {MIXED}?\n\n- [x] Twelve\n  > Yes, twelve.")
    expect(one.locator("#look legend, #look fieldset fieldset").last).to_be_visible()
    expect(one.locator("#outline a[aria-current]")).to_contain_text("How many came")

    one.locator("[data-do=change]").click()
    asked = one.locator("#ask")
    expect(asked.locator("[name=option-2]")).to_have_value("Nobody")
    asked.locator("[name=option-2]").fill(f"Not one {MIXED}")
    asked.locator("button[value=insert]").click()
    has(two, f"- [ ] Not one {MIXED}\n  > The room was full.")

    with one.expect_event("load"):
        one.locator("button[value=review]").click()
    expect(one.locator("main")).to_contain_text(f"How many came {MIXED}?")
    expect(one.locator("main")).to_contain_text(f"Seen by Kofi {MIXED}.")
    forgive(ama, "422: ")


WORD = """<html><body><p class=MsoNormal><b>Costs</b> of <i>the day</i>*</p>
<h1>What we spent</h1>
<p class=MsoListParagraph><span style='mso-list:Ignore'>·</span>Transport</p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>·</span>Hall</p>
<table><tr><td>Line</td><td>Sum</td></tr><tr><td>Bus|train</td><td>12</td></tr></table>
<p>See <a href="https://example.org/a(b)">the report</a><script>alert(1)</script>
and <a href="javascript:alert(1)">this</a>.</p></body></html>"""
CLEAN = """**Costs** of *the day*\\*

## What we spent

- Transport
- Hall

| Line | Sum |
| --- | --- |
| Bus\\|train | 12 |

See [the report](https://example.org/a%28b%29) and this."""
PASTE = """(text, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  text.dispatchEvent(new ClipboardEvent("paste", options));
}"""


# Four times what a module may be; a line five times as long takes Chromium a minute.
PASTE_MUCH = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", "far too much".repeat(100_000).slice(0, 1_000_000));
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  text.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def test_what_is_pasted_from_a_word_processor_becomes_clean_markdown(
    enter: Entering,
) -> None:
    page = opened(enter("DemoAuthor").open(f"/en/edit/{PACK}/4", DESK))
    write(page, f"\n\n{MIXED}\n\n")

    page.locator(".cm-content").evaluate(PASTE, WORD)

    has(page, f"{MIXED}\n\n{CLEAN}")
    before = page.locator("#body").input_value()
    page.locator(".cm-content").evaluate(PASTE_MUCH)
    rescue = page.locator("#rescue")
    # Not by the text of all that is there, which is a million signs with each look.
    expect(rescue.get_by_text("longer than a module may be")).to_be_visible()
    kept: int = rescue.locator("textarea").evaluate("field => field.value.length")
    assert kept == 1_000_000
    rescue.locator("[data-go-on]").click()
    assert page.locator("#body").input_value() == before


def test_a_title_typed_before_the_editor_came_is_not_lost(enter: Entering) -> None:
    ama = enter("DemoAuthor")
    page, late = ama.page(DESK), list[Route]()
    page.route(re.compile("editor[^/]*[.]js"), lambda one: late.append(one), times=1)
    page.goto(f"/en/edit/{PACK}/1", wait_until="commit")
    title = page.locator("#title")
    words = f"{title.input_value()} {token_hex(3)}"
    title.fill(words)
    page.locator("#minutes").focus()
    expect(page.locator("#body")).to_be_visible()

    wait_for(page, late).continue_()

    opened(page)
    expect(state(page)).to_have_text(SAVED)
    expect(title).to_have_value(words)
    with page.expect_event("load"):
        page.locator("button[value=save]").click()
    expect(page.locator("#title")).to_have_value(words)


def wait_for(page: Page, held: list[Route]) -> Route:
    """Return the request that is held, when it has come."""
    for _ in range(600):
        if held:
            return held.pop()
        page.wait_for_timeout(50)
    raise TimeoutError("the script was not asked for")


@pytest.mark.parametrize("has_sockets", [True, False])
def test_whoever_signs_out_elsewhere_is_told_and_keeps_the_words(
    chromium: Browser, live_server: str, has_sockets: bool
) -> None:
    name, passphrase, _ = DEMO_ACCOUNTS[1]
    visitor = Visitor(chromium, live_server)
    visitor.cookies = visitor.sign_in(name, passphrase)
    here = f"/en/edit/{PACK}/4"
    if has_sockets:
        page = opened(visitor.open(here, DESK))
    else:
        page = without_sockets(visitor, here)

    page.evaluate("fetch('/logout', { method: 'POST' })")

    rescue = page.locator("#rescue")
    expect(rescue).to_contain_text("You are signed out.")
    expect(rescue.locator("textarea")).to_have_value(re.compile("::: goals"))
    visitor.close()


# As somebody who types on and on: what is pasted is looked at before it is put in.
LONG = """(area, words) => {
  area.cmTile.root.view.dispatch({ changes: { from: 0, insert: words } });
}"""


def test_without_sockets_what_was_pasted_and_undone_is_not_sent(
    enter: Entering,
) -> None:
    ama, mark = enter("DemoAuthor"), token_hex(6)
    page = without_sockets(ama, f"/en/edit/{PACK}/4")
    write(page, f"\n\nBefore {mark}.")
    expect(state(page)).to_have_text(SAVED)

    with page.expect_response(is_refused):
        page.locator(".cm-content").evaluate(LONG, f"{'a long line ' * 100}\n" * 4_000)
    expect(state(page)).to_contain_text("Make it shorter, or split the module")
    page.locator("#rescue [data-go-on]").click()
    # Nobody clicks into the middle of so long a text in the moment it is scrolled to.
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+z")
    write(page, f" After {mark}.")

    has(page, f"After {mark}.")
    expect(state(page)).to_have_text(SAVED)
    kept = ama.open(f"/en/edit/{PACK}/4?plain=1", DESK).locator("#body")
    expect(kept).to_have_value(re.compile(f"After {mark}"))
    forgive(ama, "413")


def is_refused(answer: Response) -> bool:
    return "/live/" in answer.url and answer.status == 413


# What the server says to who sends more than it takes at once.
SLOWED, ACKNOWLEDGED = b"\x65", 100


def slow_down(socket: WebSocketRoute) -> None:
    """Say with every acknowledgement that too much comes."""
    server = socket.connect_to_server()

    def pass_on(message: str | bytes) -> None:
        if isinstance(message, bytes) and message[0] == ACKNOWLEDGED:
            socket.send(SLOWED)
        else:
            socket.send(message)

    server.on_message(pass_on)


def leave_unheard(socket: WebSocketRoute) -> None:
    """Let nobody hear that what they wrote is saved."""
    server = socket.connect_to_server()

    def pass_on(message: str | bytes) -> None:
        if not isinstance(message, bytes) or message[0] != ACKNOWLEDGED:
            socket.send(message)

    server.on_message(pass_on)


def test_limits_are_said_in_words_and_who_keeps_them_goes_on(enter: Entering) -> None:
    here = f"/en/edit/{PACK}/3"
    ama = enter("DemoAuthor")
    page = opened(ama.open(here, DESK))
    expect(state(page)).to_have_text(SAVED)
    write(page, "\n\n")
    expect(state(page)).to_have_text(SAVED)

    page.locator(".cm-content").evaluate(LONG, f"{'a long line ' * 100}\n" * 1_000)

    expect(state(page)).to_contain_text(
        "Make it shorter, or split the module", timeout=30_000
    )
    page.locator("#rescue [data-go-on]").click()
    # Nobody clicks into the middle of so long a text in the moment it is scrolled to.
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+z")
    write(page, f"Short again {MIXED}.")
    has(page, f"Short again {MIXED}.")
    expect(state(page)).to_have_text(SAVED, timeout=30_000)
    slowed = ama.page(DESK)
    slowed.route_web_socket(re.compile("/live/"), slow_down)
    slowed.goto(here)
    write(opened(slowed), " Quick")
    expect(state(slowed)).to_contain_text("it is saved bit by bit")

    unheard = ama.page(DESK)
    unheard.clock.install()
    unheard.route_web_socket(re.compile("/live/"), leave_unheard)
    unheard.goto(here)
    write(opened(unheard), " Unheard")
    unheard.clock.fast_forward(6_000)
    expect(state(unheard)).to_have_text(re.compile(r"^Not saved since \d{2}:\d{2}"))
    # The preview refuses so long a text, too.
    forgive(ama, "413")
