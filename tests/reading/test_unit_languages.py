"""A partly translated page: each unit in its best language, marked as what it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.reading.html_page import Element
from tests.reading.shelf import PACK, Shelf, made_shelf

EDITED = "Write the goal as one sentence with a person, an action and a limit."
AS_EDITED = "Write your goal as one sentence: a person, an action, a limit."
WITHOUT_ARABIC = "Read your sentence aloud"
IN_FRENCH = "Lisez votre phrase"
STILL_ARABIC = "البدء بهدف واحد"
OUTDATED_ARABIC = "اكتبوا الهدف في جملة واحدة"


def prepared(shelf: Shelf) -> Shelf:
    """Take a unit from the Arabic, and change the source of another."""
    shelf.forget("ar", WITHOUT_ARABIC)
    shelf.load()
    shelf.change("modules/01-choose-a-goal-a-size-and-a-place.md", EDITED, AS_EDITED)
    shelf.load()
    return shelf


@pytest.fixture(scope="module")
def shelf(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    """A shelf that tests only read from."""
    for shelf in made_shelf(databases, tmp_path_factory.mktemp("content")):
        yield prepared(shelf)


@pytest.fixture
def own_shelf(databases: Databases, tmp_path: Path) -> Iterator[Shelf]:
    """A shelf a test may change."""
    for shelf in made_shelf(databases, tmp_path):
        yield prepared(shelf)


def note_before(page: Element, words: str) -> Element:
    """Return the last mark that stands before some words."""
    order = list(page.one(css="prose"))
    place = order.index(page.one(css="prose").with_words(words))
    return [one for one in order[:place] if "unitNote" in one.classes][-1]


def test_each_unit_says_its_language_and_direction(shelf: Shelf) -> None:
    page = shelf.page(f"/ar/packs/{PACK}/1")
    translated = page.with_words(STILL_ARABIC)
    missing = page.with_words(WITHOUT_ARABIC)

    assert (page.one("html").lang, page.one("html").direction) == ("ar", "rtl")
    assert (translated.lang, translated.direction) == ("ar", "rtl")
    assert (missing.lang, missing.direction) == ("en", "ltr")


def test_a_unit_that_is_not_translated_says_so(shelf: Shelf) -> None:
    page = shelf.page(f"/ar/packs/{PACK}/1")
    note = note_before(page, WITHOUT_ARABIC)

    assert "out" not in note.classes
    assert "English" in note.text


def test_an_outdated_unit_stays_and_says_so(shelf: Shelf) -> None:
    page = shelf.page(f"/ar/packs/{PACK}/1")
    shown = page.with_words(OUTDATED_ARABIC)
    note = note_before(page, OUTDATED_ARABIC)

    assert (shown.lang, shown.direction) == ("ar", "rtl")
    assert "out" in note.classes
    assert AS_EDITED not in page.one(css="prose").text
    assert AS_EDITED in shelf.page(f"/en/packs/{PACK}/1").text


@pytest.mark.slow
def test_a_pack_can_ask_for_the_source_instead_of_an_outdated_unit(
    own_shelf: Shelf,
) -> None:
    own_shelf.change(
        "pack.toml", "source_language =", 'outdated = "source"\nsource_language ='
    )
    own_shelf.load()
    page = own_shelf.page(f"/ar/packs/{PACK}/1")
    shown = page.with_words(AS_EDITED)

    assert (shown.lang, shown.direction) == ("en", "ltr")
    assert OUTDATED_ARABIC not in page.text


def test_the_readers_second_language_comes_before_the_source(shelf: Shelf) -> None:
    page = shelf.page(f"/ar/packs/{PACK}/1", known=("ar", "fr"))
    shown = page.with_words(IN_FRENCH)

    assert (shown.lang, shown.direction) == ("fr", "ltr")
    assert "français" in note_before(page, IN_FRENCH).text
    assert WITHOUT_ARABIC not in page.one(css="prose").text


def test_an_outdated_unit_of_a_second_language_is_not_shown(shelf: Shelf) -> None:
    page = shelf.page(f"/ha/packs/{PACK}/1", known=("ha", "fr"))

    assert page.with_words(IN_FRENCH).lang == "fr"
    assert page.with_words(AS_EDITED).lang == "en"


def test_a_machine_translation_is_called_one(shelf: Shelf) -> None:
    def marks(path: str) -> list[str]:
        return [note.text for note in shelf.page(path).all(css="unitNote")]

    def is_named(texts: list[str]) -> bool:
        return any("machine" in text for text in texts)

    assert is_named(marks(f"/ar/packs/{PACK}?uselang=en"))
    assert is_named(marks(f"/ar/packs/{PACK}/1?uselang=en"))
    assert not is_named(marks(f"/en/packs/{PACK}/1?uselang=en"))
    assert not is_named(marks(f"/ar/packs/{PACK}/2?uselang=en"))


def test_a_page_without_any_translation_says_so_once(shelf: Shelf) -> None:
    page = shelf.page(f"/ar/packs/{PACK}/2")
    heads = page.all("h1") + page.all("h2")
    lesson = [one for one in heads if one.parent and one.parent.lang == "en"]

    assert len(page.all(css="unitNote")) == 1, "one note for the module is enough"
    assert all(one.direction == "ltr" for one in lesson)
    assert page.one("h1").lang == "en"


def test_words_of_the_interface_keep_their_own_language(shelf: Shelf) -> None:
    page = shelf.page(f"/ar/packs/{PACK}/1?uselang=en")
    quiz = page.all("form", css="quiz")[0]
    question = quiz.one("label", css="q")

    assert (page.one("html").lang, page.one("html").direction) == ("ar", "rtl")
    assert (quiz.one(css="eyebrow").lang, quiz.one(css="eyebrow").direction) == (
        "en",
        "ltr",
    )
    assert (page.one("footer", css="foot").lang) == "en"
    inner = [question, *question]
    assert inner[-1].lang == "ar"


def test_a_language_with_few_units_is_never_shown_as_whole(shelf: Shelf) -> None:
    row = shelf.page(f"/en/packs/{PACK}/languages").with_words("العربية").parent
    while row and row.tag != "tr":
        row = row.parent

    assert row is not None
    assert "100" not in row.text
    assert "%" in row.text
