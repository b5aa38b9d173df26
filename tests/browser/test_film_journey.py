"""From a film on a phone to a reader who finds one spoken word: issue 6, "Done when".

Once with files in a folder, once in a bucket on a real S3 server; in both the program
runs in two processes, one for pages and one for work.
"""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from app.accounts.demo import DEMO_ACCOUNTS
from tests.browser.files_site import Site
from tests.browser.test_uploads import Line, begin
from tests.browser.watching import PHONE, View, Visitor
from tests.media.samples import film

PACK = "plan-a-project"
WORD = "quibblesome"
HAND = View(width=PHONE)


def test_a_spoken_word_is_found_and_read_with_only_the_transcript_loaded(
    files_site: Site,
    chromium: Browser,
    tmp_path: Path,
) -> None:
    site, path = files_site, tmp_path / "harvest.mp4"
    path.write_bytes(film(seconds=6))
    author = site.author(chromium)
    page = author.page(HAND)

    _bring(page, path)
    _write_captions(page)
    _put_into_module(page)
    _publish(site, chromium, page.url)

    reader = Visitor(chromium, site.url)
    phone = reader.page(HAND)
    loaded: list[str] = []
    phone.on("request", lambda request: loaded.append(request.url))
    for _ in range(90):
        phone.goto(f"/en/search?q={WORD}")
        found = phone.locator(f"a[href$='{PACK}/1#harvest-3']").first
        if found.count():
            break
        phone.wait_for_timeout(1_000)
    found.click()
    phone.wait_for_url("**/1#harvest-3")
    line = phone.locator("#harvest-3")
    expect(line).to_contain_text(WORD)
    expect(line).to_be_in_viewport()
    assert [url for url in loaded if "/media/" in url] == []
    author.close()


def _bring(page: Page, path: Path) -> None:
    """Send the film over a line that is lost once."""
    begin(page, "The harvest")
    line = Line(page)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Send the file").click()
    part = line.next()
    page.context.set_offline(True)
    part.abort("internetdisconnected")
    expect(page.get_by_text("The connection is lost")).to_be_visible()
    page.context.set_offline(False)
    line.next().continue_()
    page.wait_for_url(lambda url: "/uploads/" not in url, timeout=240_000)
    expect(page.locator("video.player")).to_be_visible()


def _write_captions(page: Page) -> None:
    """Type one line; take its times from the player with the keys."""
    page.get_by_role("button", name="Write captions").click()
    # The script shows its keys when it has run; before that, keys do nothing.
    expect(page.locator("[data-keys]").first).to_be_visible()
    row = page.locator("[data-cue]").first
    row.locator("textarea").fill(f"It is a {WORD} harvest")
    for second, key in ((3, "F8"), (5, "F9")):
        player = page.locator("[data-player]")
        player.evaluate(
            "(player, to) => { player.preload = 'auto'; player.currentTime = to; }",
            second,
        )
        expect(player).to_have_js_property("seeking", value=False)
        row.locator("textarea").press(key)
    expect(row.locator("[data-start]")).to_have_value("00:00:03.000")
    expect(row.locator("[data-end]")).to_have_value("00:00:05.000")
    page.get_by_role("button", name="Save the captions").last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def _put_into_module(page: Page) -> None:
    """Put the film into the pack and into its first module; ask for a review."""
    page.goto(f"/en/edit/{PACK}/1")
    page.get_by_role("link", name="Files of this pack").click()
    own = page.locator("li", has_text="The harvest")
    own.get_by_label("Name in the pack").fill("harvest")
    own.get_by_role("button", name="Put it into this pack").click()
    lines = page.locator("#f-harvest code").text_content()
    # The form itself; tests/browser/test_editor.py writes in the live draft.
    page.goto(f"/en/edit/{PACK}/1?plain=1")
    body = page.locator("#body")
    text = f"{body.input_value()}\n{lines}"
    # Typing so much takes a browser minutes.
    body.evaluate("(field, text) => { field.value = text; }", text)
    page.locator("button[value=review]").click()
    page.wait_for_url("**/review/*")


def _publish(site: Site, chromium: Browser, review: str) -> None:
    name, passphrase, _ = next(a for a in DEMO_ACCOUNTS if a[0] == "DemoReviewer")
    reviewer = Visitor(chromium, site.url)
    reviewer.cookies = reviewer.sign_in(name, passphrase)
    page = reviewer.page(HAND)
    page.goto(review)
    page.locator("button[formaction$='/publish'], [action$='/publish'] button").click()
    expect(page.get_by_text("It was published.")).to_be_visible()
