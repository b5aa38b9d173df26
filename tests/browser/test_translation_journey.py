"""A pack in two languages by two people at once, and what the source does to it.

One works in the workbench, to Arabic; one has a PO file and an editor of their own,
to Dagbani, which CLDR does not know. The source is edited, moved and partly taken back.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Browser, Page, expect

from app.accounts.demo import DEMO_ACCOUNTS
from tests.browser.small_server import start_small
from tests.browser.test_authoring import PHONE as NO_SCRIPT
from tests.browser.test_authoring import press, publish, read
from tests.browser.watching import PHONE, WIDE, View, Visitor
from tests.databases import Databases
from tests.services.process import need_program

PACK = "build-a-bench"
BENCH = f"/en/translate/{PACK}/en"
DAGBANI_FILES = f"/en/translations/packs/{PACK}/dag"
DRY = "Dry wood does not bend when the rain comes back."
DRIER = "Dry wood never bends when the rain comes back."
QUESTION, CLEARER = "Which board is dry?", "Which board is the dry one?"
MOVED = "::: evidence"
# The mark of a piece; the one above them all leads elsewhere.
PIECE = ".unitNote a[href*='#u-']"
AR, DAG = "بالعربية: ", "Ni Dagbanli: "


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A server of its own with a small library: what is published stays there."""
    server = start_small(databases, tmp_path)
    yield server.url
    server.stop()


@pytest.fixture
def people(chromium: Browser, site: str) -> Iterator[dict[str, Visitor]]:
    found = {}
    for name, passphrase, _ in DEMO_ACCOUNTS[1:]:
        somebody = Visitor(chromium, site)
        cookies = somebody.sign_in(name, passphrase)
        found[name] = Visitor(chromium, site, cookies=cookies)
    yield found
    next(iter(found.values())).close()
    problems = [text for one in found.values() for text in one.watch.problems]
    assert not problems, "\n".join(problems)


def translate_all(page: Page, words: str) -> int:
    """Translate what is left to do, by keyboard alone; return how many units it was."""
    count = 0
    while page.locator("#unit-form").count():
        page.locator("#text:focus").wait_for()
        # The next units may be another page; its keys work when its scripts have run.
        page.wait_for_load_state()
        row = page.locator(".tu.act")
        before = row.get_attribute("id")
        text = row.locator(".src p").first.inner_text()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(f"{words}{text}")
        page.keyboard.press("Control+Enter")
        page.locator(f".tu.act:not(#{before}), main .empty").first.wait_for()
        count += 1
    return count


def marks(page: Page, query: str) -> list[str]:
    """Return the originals that a filter of the workbench lists."""
    page.goto(f"{BENCH}/{query}")
    return page.locator(".tu .src > p:first-child").all_inner_texts()


def take_along(page: Page, path: Path) -> polib.POFile:
    """Take the Dagbani file along, as a program that reads PO files sees it."""
    page.goto(DAGBANI_FILES)
    with page.expect_download() as download:
        page.locator("a[download][href$='.po']").click()
    download.value.save_as(path)
    checked = [
        need_program("msgfmt", package="gettext"),
        "-c",
        "-o",
        "/dev/null",
        str(path),
    ]
    subprocess.run(checked, check=True)
    return polib.pofile(str(path), wrapwidth=0)


def bring_back(page: Page, path: Path) -> str:
    """Send the file and have it taken in; return what was said before."""
    page.goto(DAGBANI_FILES)
    page.locator("input[type=file]").set_input_files(path)
    with page.expect_navigation():
        page.locator("form:has(input[type=file]) button").click()
    page.locator("form[action$='/take'] button").wait_for()
    said = page.locator("main").inner_text()
    page.locator("form[action$='/take'] button").click()
    page.locator(".msg.ok").wait_for()
    return said


def dry_run(page: Page, path: Path) -> str:
    page.goto(DAGBANI_FILES)
    page.locator("input[type=file]").set_input_files(path)
    with page.expect_navigation():
        page.locator("form:has(input[type=file]) button").click()
    page.locator("form[action$='/discard'] button").wait_for()
    return page.locator("main").inner_text()


def edit(author: Page, reviewer: Page, *changes: tuple[str, str]) -> str:
    """Change words of the first module and publish them; return what a reviewer saw."""
    author.goto(f"/en/edit/{PACK}/1")
    body = author.locator("#body")
    text = body.input_value()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    body.fill(text)
    press(author, "review")
    reviewer.goto(author.url)
    seen = reviewer.locator("main").inner_text()
    publish(reviewer, author.url)
    return seen


def evidence_moved(author: Page) -> tuple[str, str]:
    """Return the text of the first module, and the same with a block at its end."""
    author.goto(f"/en/edit/{PACK}/1")
    text = author.locator("#body").input_value()
    start = text.index(MOVED)
    end = text.index(":::\n", start + 3) + 4
    return text, f"{text[:start]}{text[end:].rstrip()}\n\n{text[start:end]}"


@pytest.mark.slow
def test_a_pack_in_two_languages_survives_edits_moves_and_reverts(
    people: dict[str, Visitor], tmp_path: Path
) -> None:
    author = people["DemoAuthor"].page(NO_SCRIPT)
    reviewer = people["DemoReviewer"].page(NO_SCRIPT)
    reader = people["DemoReviewer"].page(View(width=PHONE, script=False))
    phone = people["DemoAuthor"].page(View(width=PHONE))
    desk = people["DemoTranslator"].page(View(width=WIDE))
    first, second = tmp_path / "first.po", tmp_path / "second.po"

    translated_by_two_at_once(desk, phone, first)
    for language, words in (("ar", AR), ("dag", DAG)):
        assert notes_of_reader(reader, language, f"{words}{DRY}") == 0

    # The source is edited in two places, and a block moves.
    changes = (evidence_moved(author), (DRY, DRIER), (QUESTION, CLEARER))
    seen = edit(author, reviewer, *changes)
    assert "2 pieces change. Translations to 2 languages become outdated." in seen
    outdated = marks(desk, "ar?show=outdated")
    assert [text.split(" See ")[0] for text in outdated] == [DRIER, CLEARER]
    for language in ("ar", "dag"):
        assert notes_of_reader(reader, language, "four boards") == 2
    unit = updated_in_a_file(phone, second)
    assert marks(desk, "dag?show=outdated") == []

    # One of the edits is taken back: nobody has to do anything about it.
    edit(author, reviewer, (DRIER, DRY))
    assert marks(desk, "ar?show=outdated") == [CLEARER]
    assert marks(desk, "dag?show=todo") == []
    assert notes_of_reader(reader, "ar", f"{AR}{DRY}") == 1
    assert notes_of_reader(reader, "dag", f"{DAG}{DRY}") == 0
    expect(reader.locator(".prose")).to_contain_text(f"{DAG}{CLEARER}")

    # A file that is late overwrites nothing, and what was made for the edit is kept.
    assert "says nothing that is not here already" in dry_run(phone, first)
    desk.goto(f"{BENCH}/dag/units/{unit}")
    history = desk.locator("main").inner_text()
    assert "never" in history
    assert f"{DAG}{DRY}" in history

    updated_from_the_page(desk)
    assert notes_of_reader(reader, "ar", f"{AR}{CLEARER}") == 0


def translated_by_two_at_once(desk: Page, phone: Page, path: Path) -> None:
    """The file is taken along before the one in the workbench begins."""
    file = take_along(phone, path)
    desk.goto(f"{BENCH}/ar")
    desk.locator("#text").focus()
    in_arabic = translate_all(desk, AR)
    for entry in file:
        entry.msgstr = f"{DAG}{entry.msgid}"
    file[0].tcomment = "Is this the verb or the noun?"
    file.save()
    said = bring_back(phone, path)
    assert f"{len(file)} entries would be added." in said
    assert "1 note would be kept beside its unit." in said
    desk.goto(f"{BENCH}/ar?part=captions-look")
    desk.locator("#text").focus()
    assert in_arabic + translate_all(desk, AR) == len(file)


def updated_in_a_file(phone: Page, path: Path) -> str:
    """The file asks for what changed, and shows it; return the first of its units."""
    file = take_along(phone, path)
    changed = [entry for entry in file if entry.fuzzy]
    assert [e.previous_msgid.split(" See ")[0] for e in changed] == [DRY, QUESTION]
    for entry in changed:
        entry.msgstr = f"{DAG}{entry.msgid}"
        entry.flags.remove("fuzzy")
        entry.previous_msgid = None
    file.save()
    assert "2 entries would be added." in bring_back(phone, path)
    return str(changed[0].msgctxt).rpartition("/")[2]


def updated_from_the_page(desk: Page) -> None:
    """From the mark on the page to its place in the workbench, and back."""
    desk.goto(f"/ar/packs/{PACK}/1")
    desk.locator(PIECE).click()
    desk.locator(".diffbox a").click()
    desk.locator("#text:focus").wait_for()
    desk.wait_for_load_state()
    unit = (desk.locator(".tu.act").get_attribute("id") or "").removeprefix("u-")
    desk.keyboard.press("Control+A")
    desk.keyboard.insert_text(f"{AR}{CLEARER}")
    desk.keyboard.press("Control+Enter")
    desk.locator(".empty").wait_for()
    assert marks(desk, f"ar?show=all&unit={unit}")
    desk.locator(".tu.act .src a").click()
    expect(desk.locator(".prose")).to_contain_text(f"{AR}{CLEARER}")
    desk.wait_for_function("() => scrollY > 0", polling=100)


def notes_of_reader(page: Page, language: str, words: str) -> int:
    """Open the first module, which has these words; count the pieces it marks."""
    read(page, f"/{language}/packs/{PACK}/1")
    expect(page.locator(".prose")).to_contain_text(words)
    return page.locator(PIECE).count()
