"""Nobody writes faster than a person can; what they typed is not lost over it."""

from datetime import timedelta

import pytest

from app.accounts.rate_limits import Limit
from app.translation.routes import history, saving
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop, path_of

TWO = Limit("two", 2, timedelta(minutes=5))


@pytest.fixture
def only_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "SAVING", TWO)
    monkeypatch.setattr(history, "NOTING", TWO)


@pytest.mark.usefixtures("only_two")
def test_who_saves_too_often_waits_and_keeps_what_they_typed(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open()
    for text in ("Un", "Deux"):
        ama.press(text=text)

    answer = ama.press(text="Trois")

    assert answer.status_code == 429
    assert ama.typed == "Trois"
    assert "Please wait about 5 min." in ama.words
    assert workshop.in_force() == ["Un", "Deux"]
    # Whoever comes from the same place is somebody else.
    bo.open()
    bo.press(text="Quatre")
    assert workshop.in_force()[-1] == "Quatre"


@pytest.mark.usefixtures("only_two")
def test_looking_at_units_is_not_counted(workshop: Workshop, ama: Translator) -> None:
    ama.open()

    for do in ("skip", "back", "check", "insert:x", "skip"):
        ama.press(do, text="Rien encore")
    ama.press(text="Un")

    assert workshop.in_force() == ["Un"]


@pytest.mark.usefixtures("only_two")
def test_notes_are_counted_too(ama: Translator) -> None:
    ama.open()
    row = ama.page.one("li", css="act").attributes["id"].removeprefix("u-")
    notes = f"{BENCH}/units/{row}/notes"

    answers = [ama.browser.post(notes, note=f"Note {n}", kind="note") for n in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert path_of(answers[0]).endswith(row)
