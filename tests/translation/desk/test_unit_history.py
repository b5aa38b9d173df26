"""The history of a unit: differences, restoring, thanking, notes and questions."""

import pytest

from tests.translation.desk.people_at_work import BENCH, Translator, Workshop


def translate(somebody: Translator, text: str) -> str:
    """Translate the first unit; return the address of its history."""
    somebody.open(f"{BENCH}?show=all")
    unit = somebody.page.one("input", name="unit").attributes["value"]
    somebody.press(text=text)
    return f"{BENCH}/units/{unit}"


def rows(somebody: Translator) -> list[str]:
    """Return the ids of the rows of a history, the newest first."""
    items = somebody.page.one("ol", css="points")
    return [one.attributes["id"] for one in items if one.tag == "li"]


def test_each_row_shows_what_changed(ama: Translator, bo: Translator) -> None:
    translate(ama, "Un banc")
    history = translate(bo, "Un grand banc")

    ama.open(history)

    assert len(rows(ama)) == 2
    assert [one.text for one in ama.page.all("ins")] == ["grand"]
    assert "Bo" in ama.words


def test_two_rows_are_compared(ama: Translator) -> None:
    for text in ("Un banc", "Un grand banc", "Un grand banc neuf"):
        history = translate(ama, text)
    ama.open(history)
    newest, _, oldest = (row.removeprefix("t") for row in rows(ama))

    ama.open(f"{history}?a={oldest}&b={newest}")

    compared = ama.page.all("div", css="card")[0]
    assert [one.text for one in compared.all("ins")] == ["grand", "neuf"]


def test_an_earlier_text_is_restored_as_a_new_row(
    workshop: Workshop, ama: Translator
) -> None:
    translate(ama, "Un banc")
    history = translate(ama, "Un ban")
    ama.open(history)
    oldest = rows(ama)[-1].removeprefix("t")

    ama.browser.post(f"{history}/restore/{oldest}")

    assert workshop.in_force() == ["Un banc"]
    assert [text for text, _ in workshop.kept()] == ["Un banc", "Un ban", "Un banc"]


def test_an_author_is_thanked_once(ama: Translator, bo: Translator) -> None:
    history = translate(ama, "Un banc")
    bo.open(history)
    row = rows(bo)[0].removeprefix("t")

    for _ in range(2):
        answer = bo.browser.post(f"{history}/thank/{row}")
        bo.open(answer.headers["location"])

    assert "They will see that you thanked them." in bo.words
    assert "thanked once" in bo.words
    ama.open(history)
    assert ama.page.all("form", action=f"{history}/thank/{row}") == []


@pytest.mark.parametrize("what", ["restore", "thank"])
def test_a_row_of_another_unit_or_language_is_not_found(
    ama: Translator, bo: Translator, what: str
) -> None:
    history = translate(ama, "Un banc")
    ama.open(history)
    row = rows(ama)[0].removeprefix("t")

    other = history.replace("/en/fr/", "/en/ar/")
    assert bo.browser.post(f"{other}/{what}/{row}").status_code == 404


def test_a_question_is_seen_answered_and_settled(
    ama: Translator, cleo: Translator
) -> None:
    history = translate(ama, "Un banc")

    cleo.browser.post(
        f"{history}/notes", note="To sit on, or for work?", kind="question"
    )

    ama.open(f"{BENCH}?show=all")
    assert "To sit on, or for work?" in ama.page.one("aside", id="help").text
    ama.open(history)
    number = ama.page.one("input", name="answers").attributes["value"]
    ama.browser.post(f"{history}/notes", note="To sit on.", kind="note", answers=number)
    ama.browser.post(f"{history}/notes/{number}/resolve")
    cleo.open(history)
    assert "To sit on." in cleo.words
    assert "Answered" in cleo.words


def test_a_note_for_every_language_is_seen_in_every_language(
    ama: Translator,
) -> None:
    history = translate(ama, "Un banc")

    ama.browser.post(f"{history}/notes", note="A seat.", kind="note", everyone="1")
    ama.browser.post(f"{history}/notes", note="Pas banque.", kind="note")

    ama.open(history.replace("/en/fr/", "/en/ar/"))
    assert "A seat." in ama.words
    assert "Pas banque." not in ama.words


def test_an_empty_note_is_refused_beside_its_field(ama: Translator) -> None:
    history = translate(ama, "Un banc")

    ama.answer = ama.browser.post(f"{history}/notes", note=" ", kind="note")

    assert ama.status == 422
    assert "This is needed." in ama.words


def test_a_unit_nobody_translated_says_so(workshop: Workshop, ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all")
    unit = ama.page.one("input", name="unit").attributes["value"]

    visitor = workshop.visitor().open(f"{BENCH}/units/{unit}")

    assert "Nobody has translated this unit yet." in visitor.words
    assert visitor.page.all("button", name="kind") == []
