"""The interface in the workbench: offered, translated, approved, and written back."""

from pathlib import Path

import polib
import pytest
from fastapi import FastAPI

from app.accounts.roles import Grant, Role
from app.cli.catalogs import InterfaceCatalog, as_text
from app.cli.interface import Synced, sync_interface
from app.platform.languages import get_language
from app.translation.interface import find_interface
from tests.translation.desk.people_at_work import Translator, Workshop

AR = "/en/translate/interface:passalong/en/ar"
PLURAL = ("%(num)s module", "%(num)s modules")


class Files:
    """A template and one catalog, which a program's sentences can change."""

    def __init__(self, folder: Path, workshop: Workshop) -> None:
        self.template, self.arabic = folder / "messages.pot", folder / "ar.po"
        self.workshop = workshop

    def write(self, *sentences: str | tuple[str, str], **known: str) -> None:
        for path, language in ((self.template, None), (self.arabic, "ar")):
            catalog = InterfaceCatalog(get_language(language) if language else None)
            for one in sentences:
                text = known.get(str(one), "") if language else ""
                catalog.add(one, text or (("",) * 6 if isinstance(one, tuple) else ""))
            catalog.add("Save", "حفظ" if language else "", context="a button")
            path.write_text(as_text(catalog))

    def sync(self) -> Synced:
        paths = {"ar": self.arabic}
        return sync_interface(self.workshop.database, self.template, paths)

    def said(self, sentence: str) -> polib.POEntry:
        return polib.pofile(str(self.arabic)).find(sentence)


@pytest.fixture
def files(tmp_path: Path, workshop: Workshop) -> Files:
    files = Files(tmp_path, workshop)
    files.write("Read it", "By %(name)s", PLURAL, **{"Read it": "اقرأه"})
    files.sync()
    return files


@pytest.fixture
def ama(workshop: Workshop) -> Translator:
    return workshop.person("Ama", Grant(Role.EDITOR))


@pytest.fixture
def bo(workshop: Workshop) -> Translator:
    return workshop.person(
        "Bo", Grant(Role.EDITOR), Grant(Role.COORDINATOR, language="ar")
    )


def open_sentence(somebody: Translator, words: str) -> None:
    somebody.open(f"{AR}?show=all")
    rows = somebody.page.all("li", css="tu")
    row = next(row for row in rows if words in row.text)
    somebody.open(row.all("a")[0].attributes["href"])


def test_what_the_catalogs_say_is_there_to_begin_with(
    files: Files, ama: Translator
) -> None:
    ama.open(f"{AR}?show=all")

    assert "The words of this site" in ama.words
    assert list(ama.marks.values()) == [
        "To do",
        "Translated",
        "To do",
        "To do",
        "Translated",
    ]
    assert files.sync().taken == {"ar": 0}


def test_only_what_was_approved_is_written_to_the_catalog(
    files: Files, ama: Translator, bo: Translator
) -> None:
    open_sentence(ama, "By %(name)s")
    ama.press(text="بقلم %(name)s")
    assert files.sync().written == {"ar": 0}
    assert files.said("By %(name)s").msgstr == ""

    open_sentence(bo, "By %(name)s")
    bo.press("approve")

    assert files.sync().written == {"ar": 1}
    assert files.said("By %(name)s").msgstr == "بقلم %(name)s"
    assert files.said("Read it").msgstr == "اقرأه"
    assert files.sync() == Synced(4, {"ar": 0}, {"ar": 0}, [])


def test_a_placeholder_that_is_lost_keeps_a_sentence_from_being_approved_unseen(
    files: Files, ama: Translator
) -> None:
    open_sentence(ama, "By %(name)s")

    ama.press(text="بقلمه")

    assert files.workshop.kept("ar")[-1] == ("بقلمه", "needs-work")


def test_a_sentence_with_a_number_has_a_line_for_each_plural_form(
    files: Files, ama: Translator, bo: Translator
) -> None:
    open_sentence(ama, PLURAL[1])
    ama.press(text="%(num)s وحدة\n%(num)s وحدات")
    assert files.workshop.kept("ar")[-1][1] == "needs-work"
    open_sentence(ama, PLURAL[1])
    assert "This language has 6 forms for numbers" in ama.words

    lines = [f"%(num)s شكل{n}" for n in "ابتثجح"]
    ama.press(text="\n".join(lines))
    open_sentence(bo, PLURAL[1])
    bo.press("approve", text="\n".join(lines))

    files.sync()
    assert list(files.said(PLURAL[0]).msgstr_plural.values()) == lines


def test_a_sentence_that_changed_asks_for_work_and_keeps_what_was_said(
    files: Files, ama: Translator
) -> None:
    files.write("Read it now", "By %(name)s", PLURAL)
    files.sync()

    ama.open(f"{AR}?show=outdated")
    assert list(ama.marks) == ["2"]
    assert ama.typed == "اقرأه"


def test_the_hub_and_the_language_lead_there(files: Files, ama: Translator) -> None:
    ama.open("/en/translate?to=ar")
    assert "interface%3Apassalong/en/ar" in str(ama.answer and ama.answer.text)

    ama.open("/en/languages/ar")
    assert ama.page.all("a", href=AR)


def test_they_travel_in_files_too(files: Files, ama: Translator) -> None:
    base = "/en/translations/interface/passalong/ar"
    ama.open(base)
    assert "Take it along" in ama.words

    po = polib.pofile(ama.browser.get(f"{base}/passalong.ar.po").text)

    entry = po.find("By %(name)s")
    assert entry.comment.startswith("message")
    entry.msgstr = "بقلم %(name)s"
    sent = ama.browser.client.post(base, files={"file": ("ar.po", str(po).encode())})
    ama.browser.post(f"{sent.headers['location']}/take")
    assert ("بقلم %(name)s", "translated") in files.workshop.kept("ar")
    assert ama.browser.get("/en/translations/interface/other/ar").status_code == 404


def test_nothing_is_offered_before_the_command_has_run(app: FastAPI) -> None:
    with app.state.database.open_session() as session:
        assert find_interface(session) is None
