"""Each unit is shown in the best wording for its reader, and says which it is."""

import pytest
from sqlmodel import Session

from app.texts.models import Document, OutdatedPolicy
from app.texts.reading import Status, UnitText
from app.translation.coverage import Coverage, coverage
from app.translation.queries import reading_order, unit_texts
from tests.factories.texts import new_module, publish, translate

ONE = "Write one sentence under each line of the budget."
ONE_EDITED = "Write one short sentence under each line of your budget."
TWO = "Play the beginning and the end together with the person."


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, ONE, TWO)
    return document


def read(session: Session, document: Document, *languages: str) -> list[UnitText]:
    return unit_texts(session, document, languages)[2:]


def test_the_source_language_reads_the_original(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {ONE: "Un"})

    shown = read(session, document, "en", "fr")

    assert [(t.text, t.status, t.tag) for t in shown] == [
        *((ONE, Status.ORIGINAL, ""), (TWO, Status.ORIGINAL, ""))
    ]


def test_what_is_not_translated_comes_in_the_source_and_says_so(
    session: Session, document: Document
) -> None:
    translate(session, document, "ar", {ONE: "واحد"})

    first, second = read(session, document, "ar")

    assert (first.text, first.status, first.tag) == ("واحد", Status.CURRENT, "")
    assert (second.text, second.status) == (TWO, Status.FALLBACK)
    assert (second.language, second.tag, second.direction) == ("en", "en", "ltr")


def test_another_language_of_the_reader_comes_before_the_source(
    session: Session, document: Document
) -> None:
    translate(session, document, "ar", {ONE: "واحد", TWO: "اثنان"})
    translate(session, document, "sw", {ONE: "Moja"})

    first, second = read(session, document, "sw", "ar")

    assert first.text == "Moja"
    assert (second.text, second.status) == ("اثنان", Status.FALLBACK)
    assert (second.tag, second.direction) == ("ar", "rtl")


def test_the_languages_chain_comes_after_those_of_the_reader(
    session: Session, document: Document
) -> None:
    """Breton falls back to French."""
    translate(session, document, "fr", {ONE: "Un", TWO: "Deux"})
    translate(session, document, "sw", {ONE: "Moja"})

    first, second = read(session, document, "br", "sw")

    assert (first.text, first.language) == ("Moja", "sw")
    assert (second.text, second.language) == ("Deux", "fr")


def test_an_outdated_translation_is_shown_and_says_so(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {ONE: "Un"})
    publish(session, document, ONE_EDITED, TWO)

    first = read(session, document, "fr")[0]

    assert (first.text, first.status, first.tag) == ("Un", Status.OUTDATED, "")


def test_a_text_may_ask_for_the_source_instead_of_what_is_outdated(
    session: Session, document: Document
) -> None:
    document.outdated_policy = OutdatedPolicy.SOURCE
    translate(session, document, "fr", {ONE: "Un", TWO: "Deux"})
    publish(session, document, ONE_EDITED, TWO)

    first, second = read(session, document, "fr")

    assert (first.text, first.status) == (ONE_EDITED, Status.FALLBACK)
    assert second.status == Status.CURRENT


def test_an_outdated_translation_of_a_third_language_is_never_shown(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {ONE: "Un"})
    publish(session, document, ONE_EDITED, TWO)

    for languages in (["sw", "fr"], ["br"]):
        first = read(session, document, *languages)[0]
        assert (first.text, first.status) == (ONE_EDITED, Status.FALLBACK)


def test_a_current_translation_of_a_second_language_yields_to_an_outdated_first(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {ONE: "Un"})
    publish(session, document, ONE_EDITED, TWO)
    translate(session, document, "sw", {ONE_EDITED: "Moja"})

    assert read(session, document, "fr", "sw")[0].status == Status.OUTDATED


def test_when_an_edit_is_taken_back_what_was_made_before_is_right_again(
    session: Session, document: Document
) -> None:
    """Though somebody has translated the edit meanwhile."""
    translate(session, document, "fr", {ONE: "Une", TWO: "Deux"})
    translate(session, document, "fr", {ONE: "Un"})
    publish(session, document, ONE_EDITED, TWO)
    translate(session, document, "fr", {ONE_EDITED: "Un seul"})
    edited = read(session, document, "fr")[0]
    publish(session, document, ONE, TWO)

    shown = read(session, document, "fr")

    assert (edited.text, edited.status) == ("Un seul", Status.CURRENT)
    assert [(t.text, t.status) for t in shown] == [
        *(("Un", Status.CURRENT), ("Deux", Status.CURRENT))
    ]
    assert coverage(session, document)["fr"].current == 2


def test_machine_made_wordings_say_so_until_they_are_reviewed(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {ONE: "Un"}, origin="machine")
    translate(session, document, "fr", {TWO: "Deux"}, origin="machine", reviewed="yes")

    assert [t.is_machine for t in read(session, document, "fr")] == [True, False]


def test_only_as_many_units_as_asked_for_are_read(
    session: Session, document: Document
) -> None:
    texts = unit_texts(session, document, ["fr"], limit=1)

    assert [text.text for text in texts] == ["A title"]


def test_the_order_of_languages_has_no_repeats_and_ends_with_the_source() -> None:
    assert reading_order(["fr", "sw", "fr"], "en") == ["fr", "sw", "en"]
    assert reading_order(["en", "sw"], "en") == ["en"]
    assert reading_order(["sw", "en", "fr"], "en") == ["sw", "en"]
    assert reading_order(["br"], "en")[:2] == ["br", "fr"]


def test_what_is_done_is_counted_in_units_and_floored(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {ONE: "Un", TWO: "Deux", "A title": "Titre"})
    publish(session, document, ONE_EDITED, TWO)

    found = coverage(session, document)["fr"]

    assert found == Coverage(units=4, current=2, outdated=1)
    assert found.percent == 50


@pytest.mark.parametrize(
    ("current", "units", "percent"),
    [(0, 0, 0), (0, 7, 0), (1, 200, 0), (199, 200, 99), (999, 1000, 99), (7, 7, 100)],
)
def test_a_percentage_is_a_hundred_only_when_everything_is_there(
    current: int, units: int, percent: int
) -> None:
    assert Coverage(units=units, current=current).percent == percent
