"""An author brings a file in Chromium: lines drop, pages are left, scripts are off.

Once with files in a folder, once in a bucket on a real S3 server; in both the program
runs in two processes, one for pages and one for work.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.files_site import Site
from tests.browser.test_accessibility import violations
from tests.browser.test_layout import WIDER_THAN_SCREEN
from tests.browser.watching import View, Visitor
from tests.media.samples import picture, sound

# 24 MB: three parts. Sound, because it is soon looked through.
SONG_SECONDS = 270


@pytest.fixture
def author(files_site: Site, chromium: Browser) -> Iterator[Visitor]:
    visitor = files_site.author(chromium)
    yield visitor
    visitor.close()
    assert not visitor.watch.problems, "\n".join(visitor.watch.problems)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("song") / "Market song.wav"
    path.write_bytes(sound("wav", seconds=SONG_SECONDS))
    return path


def begin(page: Page, title: str, **fields: str) -> None:
    """Say what the file is, and come to the page that sends it."""
    page.goto("/en/files")
    page.get_by_role("link", name="Bring a file").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Author").fill("Ama Mensah")
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Go on to the file").click()
    page.wait_for_url("**/files/uploads/*")


class Line:
    """The line to the storage: every part waits here until it is let through."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        page.route(lambda to: "permit=" in to or "partNumber=" in to, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == "PUT":
            self.held.append(route)
        else:
            route.continue_()

    def next(self) -> Route:
        """Return the part that waits, when it has come."""
        for _ in range(600):
            if self.held:
                return self.held.pop()
            self.page.wait_for_timeout(50)
        raise TimeoutError("no part was sent")


def test_an_upload_survives_a_pause_a_lost_line_and_a_page_that_was_left(
    author: Visitor, song: Path
) -> None:
    page = author.page()
    begin(page, "A song of the market")
    line = Line(page)
    page.get_by_label("File").set_input_files(song)
    page.get_by_role("button", name="Send the file").click()
    line.next().continue_()
    sent = page.locator("[data-percent]")
    expect(sent).to_have_text("35%")

    second = line.next()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused. What has arrived is kept")).to_be_visible()
    second.abort()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The file is on its way")).to_be_visible()

    page.context.set_offline(True)
    line.next().abort("internetdisconnected")
    expect(page.get_by_text("The connection is lost")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("The file is on its way")).to_be_visible()
    line.next().continue_()
    expect(sent).to_have_text("70%")
    third = line.next()

    page.reload()
    third.abort()
    expect(page.get_by_text("A part of it has arrived already")).to_be_visible()
    page.get_by_label("File").set_input_files(song)
    page.get_by_role("button", name="Send the file").click()
    expect(sent).to_have_text("70%")
    line.next().continue_()

    check_song(page)


def check_song(page: Page) -> None:
    """Wait until the song can be heard, and look at its page."""
    page.wait_for_url(lambda url: "/uploads/" not in url, timeout=240_000)
    expect(page.locator("audio.player source")).to_have_count(2)
    expect(page.locator("body")).to_contain_text("Market song.wav")
    lost: list[str] = page.evaluate(WIDER_THAN_SCREEN)
    assert lost + violations(page) == []


def test_without_script_a_picture_is_brought_and_described(
    author: Visitor, tmp_path: Path
) -> None:
    path = tmp_path / "bench.png"
    path.write_bytes(picture("PNG", "RGBA"))
    page = author.page(View(script=False))
    begin(page, "A bench", **{"What a picture shows": "A red bench"})
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Send the file").click()

    expect(page.get_by_text("The file has arrived")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    for _ in range(240):
        if "/uploads/" not in page.url:
            break
        page.wait_for_timeout(250)
        with page.expect_navigation():
            page.get_by_role("link", name="Look again").click()

    shown = page.locator("img.shown")
    expect(shown).to_have_attribute("alt", "A red bench")
    assert page.request.get(shown.get_attribute("src") or "").ok


def test_what_cannot_be_shown_is_refused_with_its_reason(
    author: Visitor, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text("<script>document.title = 'ran'</script>")
    page = author.page()
    begin(page, "<script>document.title = 'ran'</script>")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Send the file").click()

    expect(page.get_by_text("This file was not taken.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Nothing of it was kept.")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("This file was not taken.")
    expect(page.get_by_role("button", name="Cancel this upload")).to_have_count(0)
    assert "ran ·" not in page.title()
    page.goto("/en/files")
    expect(page.get_by_text("Refused").first).to_be_visible()


def test_a_file_that_is_refused_at_once_leads_back_to_the_choice_of_one(
    author: Visitor, tmp_path: Path
) -> None:
    path = tmp_path / "nothing.png"
    path.write_bytes(b"")
    page = author.page()
    begin(page, "An empty file")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Send the file").press("Enter")

    expect(page.locator("[data-words]")).not_to_be_empty()
    expect(page.get_by_label("File")).to_be_focused()
    author.watch.problems.clear()


@pytest.mark.parametrize("path", ["/en/files", "/en/files/new", "/ar/files/new"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_files_fit_a_phone_and_are_accessible(
    author: Visitor, path: str, scheme: str
) -> None:
    page = author.open(
        path, View(width=320, scheme="dark" if scheme == "dark" else "light")
    )

    found: list[str] = page.evaluate(WIDER_THAN_SCREEN)
    assert found + violations(page) == []
