"""From a pasted report to a pack on two installations: issue 4, "Done when".

Once in the editor, by two people at a time, one of them on a phone; once by the forms
alone, without script.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from app.accounts.demo import DEMO_ACCOUNTS
from tests.browser.small_server import start_small
from tests.browser.test_editor import SAVED, fill_in_question, has, opened, write
from tests.browser.watching import PHONE, WIDE, View, Visitor
from tests.databases import Databases
from tests.media.samples import film

PACK = "photograph-boats-in-a-harbour"
TITLE = "Photograph boats in a harbour"
REPORT = """# Wiki Loves Boats

## Plan the day

Twelve people wanted 500 photographs of zorbulous boats.

## Take the photographs

The light is best in the morning.
"""
FRENCH = "La lumière du matin est la meilleure."
OLD, NEW = "The light is best in the morning.", "The light is best before noon."
ABOUT = {
    "title": TITLE,
    "summary": "You plan a day of photographs. You end with a gallery.",
    "goals": "plan a day\ntake pictures",
    "authors": "Ama Mensah, trainer",
}
HINDI = "नमस्ते, नाविक 👩‍🔬"
QUESTION = "How many people came?"
TRIES = 120


@dataclass
class Journey:
    """Two installations, and the people on the first, with script or without."""

    url: str
    second: str
    enter: Callable[[str, str], Visitor]
    script: bool

    def page(self, name: str, width: int = WIDE, *, url: str = "") -> Page:
        """Return a page of somebody's."""
        visitor = self.enter(url or self.url, name)
        return visitor.page(View(width=width, script=self.script))

    def stranger(self, url: str) -> Page:
        """Return a page of somebody without an account."""
        visitor = Visitor(self.enter(url, "DemoReviewer").browser, url)
        return visitor.page(View(script=self.script))


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def journey(
    request: pytest.FixtureRequest,
    chromium: Browser,
    databases: Databases,
    tmp_path: Path,
) -> Iterator[Journey]:
    servers, entered = [], dict[tuple[str, str], Visitor]()
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        servers.append(start_small(databases, tmp_path / name))
    passphrases = {name: passphrase for name, passphrase, _ in DEMO_ACCOUNTS}

    def enter(url: str, name: str) -> Visitor:
        if (url, name) not in entered:
            visitor = Visitor(chromium, url)
            visitor.cookies = visitor.sign_in(name, passphrases[name])
            entered[url, name] = visitor
        return entered[url, name]

    yield Journey(servers[0].url, servers[1].url, enter, request.param)
    problems = [text for one in entered.values() for text in one.watch.problems]
    for one in entered.values():
        one.close()
    for server in servers:
        server.stop()
    expected = ("422: ", "WebSocket", "Failed to fetch")
    unexpected = [p for p in problems if not any(text in p for text in expected)]
    assert not unexpected, "\n".join(unexpected)


def click(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.slow
def test_a_report_becomes_a_pack_that_is_reviewed_found_and_taken_elsewhere(
    journey: Journey, tmp_path: Path
) -> None:
    ama, kofi = journey.page("DemoAuthor"), journey.page("DemoTranslator", PHONE)
    reviewer = journey.page("DemoReviewer", PHONE)

    begin_pack(ama)
    write_modules(journey, ama, kofi)
    comment(kofi, ama)
    for number in (1, 2, 3):
        publish(reviewer, ask_review(journey, ama, number))
    reviewer.goto(f"/en/contribute/drafts/{PACK}")
    click(reviewer, "form[action$='/publish'] button")
    find_in_search(kofi)
    translate(kofi)
    edit_and_restore(journey, ama, reviewer, kofi)
    archive = take_along(ama, tmp_path)
    bring_in(journey, archive)

    here, there = (journey.stranger(url) for url in (journey.url, journey.second))
    for language in ("en", "fr"):
        for number in (1, 2, 3):
            where = f"/{language}/packs/{PACK}/{number}"
            assert words_of(here, where) == words_of(there, where), where


def begin_pack(ama: Page) -> None:
    """Paste the report, take the outline of three modules, say what the pack is."""
    ama.goto("/en/contribute/new")
    ama.locator("#report").fill(REPORT)
    ama.locator("#title").fill(TITLE)
    ama.locator("input[name=skills][value=audiovisual-documentation]").check()
    click(ama, "main form button.primary")
    expect(ama.locator("fieldset legend")).to_have_count(3)
    expect(ama.locator("#m1-title")).to_have_value("Plan the day")
    click(ama, "button[value=create]")
    expect(ama).to_have_url(re.compile(f"/contribute/drafts/{PACK}$"))
    click(ama, f"a[href$='/edit/{PACK}/about']")
    for name, words in ABOUT.items():
        ama.locator(f"#{name}").fill(words)
    ama.locator("#captions").select_option("optional")
    click(ama, "main form button.primary")
    expect(ama.locator(".msg.ok")).to_be_visible()


def write_modules(journey: Journey, ama: Page, kofi: Page) -> None:
    """Both write in the first module; it gets a question and a film."""
    here = f"/en/edit/{PACK}/1"
    ama.goto(here)
    if not journey.script:
        fill_places(ama)
        bring_film_by_forms(ama)
        ama.goto(f"{here}/insert/quiz")
        answer_question(ama)
        click(ama, "button[value=insert]")
        kofi.goto(f"{here}?plain=1")
        body = kofi.locator("#body")
        body.fill(f"{body.input_value()}\n\n{HINDI}")
        click(kofi, "button[value=save]")
        return
    opened(ama)
    kofi.goto(here)
    opened(kofi)
    fill_places_live(ama)
    write(kofi, f"\n\n{HINDI}\n")
    has(ama, HINDI)
    write(ama, "\n\n")
    fill_in_question(ama, QUESTION)
    has(kofi, QUESTION)
    with ama.expect_file_chooser() as chooser:
        ama.locator("[data-do=file]").click()
    chooser.value.set_files(
        {"name": "Harbour.mp4", "mimeType": "video/mp4", "buffer": film()}
    )
    ama.locator("#bring button.primary").click()
    expect(ama.locator("#bring")).to_be_hidden(timeout=240_000)
    has(kofi, "::: video file=harbour")
    expect(ama.locator("#state")).to_have_text(SAVED)
    assert ama.locator("#body").input_value() == kofi.locator("#body").input_value()


def fill_places(page: Page) -> None:
    """Write where the draft says that something belongs, and save."""
    for name in ("lead", "body"):
        field = page.locator(f"#{name}")
        field.fill(field.input_value().replace("✎", "Yes:"))
    click(page, "button[value=save]")


def fill_places_live(page: Page) -> None:
    """Do the same in the editor, by its keys."""
    lead, text = page.locator("#lead"), page.locator("#body").input_value()
    lead.fill(lead.input_value().replace("✎", "Yes:"))
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text.replace("✎", "Yes:"))
    expect(page.locator("#state")).to_have_text(SAVED)


def answer_question(page: Page) -> None:
    """Fill in the form of a question."""
    words = {"question": QUESTION, "option-1": "Twelve", "feedback-1": "Yes, twelve."}
    words |= {"option-2": "Nobody", "feedback-2": "The harbour was full."}
    for name, text in words.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=right]").first.check()


def bring_film_by_forms(page: Page) -> None:
    """Bring a film, put it into the pack, copy its lines into the draft."""
    page.goto("/en/files/new")
    page.get_by_label("Title", exact=True).fill("Harbour")
    page.get_by_label("Author").fill("Ama Mensah")
    click(page, "main form:has(#title) button.primary")
    page.get_by_label("File").set_input_files(
        {"name": "Harbour.mp4", "mimeType": "video/mp4", "buffer": film()}
    )
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Go on").click()
    for _ in range(TRIES):
        if "/uploads/" not in page.url:
            break
        page.wait_for_timeout(500)
        with page.expect_navigation():
            page.get_by_role("link", name="Look again").click()
    page.goto(f"/en/edit/{PACK}/files")
    own = page.locator("li", has_text="Harbour")
    own.get_by_label("Name in the pack").fill("harbour")
    own.get_by_role("button", name="Put it into this pack").click()
    lines = page.locator("#f-harbour code").text_content() or ""
    page.goto(f"/en/edit/{PACK}/1")
    body = page.locator("#body")
    body.fill(f"{body.input_value()}\n\n{lines}")
    click(page, "button[value=save]")


def comment(kofi: Page, ama: Page) -> None:
    """Kofi asks about a passage; Ama is told and answers."""
    kofi.goto(f"/en/edit/{PACK}/1/talk")
    passage = kofi.locator("li", has=kofi.locator("text=zorbulous")).last
    passage.locator("summary").click()
    passage.locator("textarea").fill("Which harbour, @DemoAuthor?")
    with kofi.expect_navigation():
        passage.locator("form button").click()
    ama.goto("/en/me/notices")
    with ama.expect_navigation():
        ama.locator("main a[href*='/talk/']").first.click()
    expect(ama.locator("main")).to_contain_text("Which harbour")
    ama.locator("form[action*='/reply'] textarea, form textarea[name=text]").first.fill(
        "All of them."
    )
    with ama.expect_navigation():
        ama.locator("form:has(textarea[name=text]) button").first.click()
    expect(ama.locator("main")).to_contain_text("All of them.")


def ask_review(journey: Journey, ama: Page, number: int) -> str:
    """Finish a module and ask for a review; return its address."""
    ama.goto(f"/en/edit/{PACK}/{number}")
    if journey.script:
        opened(ama)
        fill_places_live(ama)
    else:
        fill_places(ama)
    with ama.expect_navigation():
        ama.locator("button[value=review]").click()
    expect(ama).to_have_url(re.compile("/review/"))
    return ama.url


def publish(reviewer: Page, review: str) -> None:
    reviewer.goto(review)
    # What has to be mended first is in the report of a failure.
    expect(reviewer.locator("main")).to_contain_text("Nothing is left to mend.")
    click(reviewer, "form[action$='/publish'] button")
    expect(reviewer.get_by_text("It was published.")).to_be_visible()


def find_in_search(reader: Page) -> None:
    """Look until a word of the pack is found, as readers do."""
    found = reader.locator(f"main a[href*='/packs/{PACK}']").first
    for _ in range(TRIES):
        reader.goto("/en/search?q=zorbulous")
        if found.count():
            break
        reader.wait_for_timeout(500)
    click(reader, f"main a[href*='/packs/{PACK}']")
    expect(reader.locator("h1")).to_have_text(TITLE)


def translate(translator: Page) -> None:
    """Say the second module's sentence in French."""
    translator.goto(f"/en/translate/{PACK}/en/fr?show=all&part=m2")
    unit = translator.locator(".tu", has_text=OLD).locator("a.num").first
    translator.goto(unit.get_attribute("href") or "")
    translator.locator("#text").fill(FRENCH)
    with translator.expect_response(is_saving):
        translator.locator(
            "#unit-form [value=save], [form=unit-form][value=save]"
        ).first.click()
    translator.goto(f"/fr/packs/{PACK}/2")
    expect(translator.locator(".prose")).to_contain_text(FRENCH)


def is_saving(answer: Response) -> bool:
    """Tell a unit that is saved from what the page says of itself meanwhile."""
    return "/units/" in answer.url and answer.request.method == "POST"


def edit_and_restore(journey: Journey, ama: Page, reviewer: Page, reader: Page) -> None:
    """An edit outdates the translation; the old version makes it right again."""
    mark = reader.locator(".unitNote a[href*='#u-']")
    reader.goto(f"/fr/packs/{PACK}/2")
    untranslated = mark.count()
    ama.goto(f"/en/edit/{PACK}/2?plain=1")
    body = ama.locator("#body")
    body.fill(body.input_value().replace(OLD, NEW))
    click(ama, "button[value=review]")
    # A preview that comes meanwhile counts as a navigation, too.
    expect(ama).to_have_url(re.compile("/review/"))
    reviewer.goto(ama.url)
    expect(reviewer.locator("main")).to_contain_text(
        "Translations to 1 language become"
    )
    publish(reviewer, ama.url)
    reader.goto(f"/fr/packs/{PACK}/2")
    expect(reader.locator(".prose")).to_contain_text(FRENCH)
    expect(mark).to_have_count(untranslated + 1)

    ama.goto(f"/en/packs/{PACK}/2/history")
    click(ama, "main a[href$='/history/2']")
    click(ama, "form[action$='/restore/2'] button")
    expect(ama.locator("#body")).to_have_value(re.compile(re.escape(OLD)))
    ama.goto(f"/en/edit/{PACK}/2?plain=1")
    click(ama, "button[value=review]")
    expect(ama).to_have_url(re.compile("/review/"))
    publish(reviewer, ama.url)
    reader.goto(f"/fr/packs/{PACK}/2")
    expect(mark).to_have_count(untranslated)


def take_along(page: Page, folder: Path) -> Path:
    """Take the pack's folder along as a ZIP."""
    page.goto(f"/en/packs/{PACK}/offline")
    with page.expect_download() as download:
        page.locator("a[href$='/folder']").click()
    archive = folder / "pack.zip"
    download.value.save_as(archive)
    return archive


def bring_in(journey: Journey, archive: Path) -> None:
    """Look at the ZIP on the other installation, take it in, let readers in."""
    page = journey.page("DemoAuthor", url=journey.second)
    page.goto("/en/contribute/import")
    page.locator("input[type=file]").set_input_files(archive)
    page.locator("input[name=skills]").first.check()
    click(page, "main form button.primary")
    look_until(page, "form[action$='/take'] button")
    expect(page.locator("main")).to_contain_text(TITLE)
    click(page, "form[action$='/take'] button")
    look_until(page, ".msg.ok")
    reviewer = journey.page("DemoReviewer", url=journey.second)
    reviewer.goto(f"/en/contribute/drafts/{PACK}")
    click(reviewer, "form[action$='/publish'] button")


def look_until(page: Page, selector: str) -> None:
    for _ in range(TRIES):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{selector} never came: {page.locator('main').inner_text()}")


def words_of(page: Page, path: str) -> str:
    """Return what a module's page says, files and questions included."""
    page.goto(path)
    text: str = page.locator(".prose").inner_html()
    # Where a file is kept is the installation's own.
    return re.sub(r"/media/[^\"' ]+", "/media/…", text)
