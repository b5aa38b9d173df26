"""Saying by hand what a piece of a text is, where finding it went wrong."""

import pytest

from app.accounts.roles import Grant, Role
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

MODULE = "learning_packs/build-a-bench/modules/02-cut.md"
OLD, NEW = "Measure twice.", "Nobody who owns a ruler ever regretted using it again."


@pytest.fixture
def judge(workshop: Workshop) -> Translator:
    """Somebody who reviews packs, and translates."""
    return workshop.person("Rita", Grant(Role.REVIEWER))


def open_history(somebody: Translator, words: str) -> str:
    """Open the history of the unit whose original has these words; return its path."""
    somebody.open(f"{BENCH}?show=all")
    rows = somebody.page.all("li", css="tu")
    row = next(row for row in rows if words in row.text)
    somebody.open(row.all("a")[0].attributes["href"])
    form = somebody.page.one("form", id="unit-form").attributes["action"]
    path = form.partition("/save")[0]
    somebody.open(path)
    return path


def near(judge: Translator) -> list[str]:
    """Return the units that a piece may have been cut out of."""
    options = judge.page.one("select", id="whole").all("option")
    return [option.attributes["value"] for option in options]


def translated(ama: Translator, words: str, text: str) -> None:
    ama.open(f"{BENCH}?show=all")
    row = next(r for r in ama.page.all("li", css="tu") if words in r.text)
    ama.open(row.all("a")[0].attributes["href"])
    ama.press(text=text)


def test_a_piece_gets_the_translations_of_the_one_it_was(
    workshop: Workshop, ama: Translator, judge: Translator
) -> None:
    translated(ama, OLD, "Mesurez deux fois. Puis [un autre]({1}).")
    workshop.folders.change(MODULE, OLD, NEW + " " + NEW.replace("ruler", "saw"))
    workshop.folders.load()
    before = open_history(judge, "ruler")
    if "Mesurez" in judge.words:
        # It was found by itself: then it is called new first.
        judge.answer = judge.browser.post(f"{before}/detach")
        judge.open(judge.answer.headers["location"])
        before = open_history(judge, "ruler")
    assert "Mesurez" not in judge.words
    option = next(
        o for o in judge.page.all("option") if OLD in o.text or "ruler" in o.text
    )

    answer = judge.browser.post(f"{before}/join", earlier=option.attributes["value"])
    judge.open(answer.headers["location"])

    assert "Mesurez deux fois." in judge.words
    assert option.attributes["value"] in answer.headers["location"]


def test_a_piece_that_is_called_new_leaves_its_translations_behind(
    workshop: Workshop, ama: Translator, judge: Translator
) -> None:
    translated(ama, OLD, "Mesurez deux fois. Puis [un autre]({1}).")
    path = open_history(judge, OLD)

    answer = judge.browser.post(f"{path}/detach")
    judge.open(answer.headers["location"])

    assert "Noted." in judge.words
    assert "Mesurez" not in judge.page.one("main").text.split("Notes and questions")[0]
    assert workshop.kept() == [
        ("Mesurez deux fois. Puis [un autre]({1}).", "translated")
    ]
    again = judge.browser.post(
        f"{open_history(judge, OLD)}/join", earlier=path.rpartition("/")[2]
    )
    assert path in again.headers["location"]


def test_only_who_reviews_the_original_decides(ama: Translator) -> None:
    path = open_history(ama, OLD)

    assert "Is this still the same piece" not in ama.words
    assert ama.browser.post(f"{path}/detach").status_code == 403
    assert ama.browser.post(f"{path}/join", earlier="aaaa").status_code == 403


def test_a_piece_of_another_text_is_refused(judge: Translator) -> None:
    path = open_history(judge, OLD)
    other = open_history(judge, "Dry wood").rpartition("/")[2]

    assert judge.browser.post(f"{path}/join", earlier=other).status_code == 422
    assert judge.browser.post(f"{path}/join", earlier="").status_code == 422


def test_for_a_piece_that_was_cut_out_of_another_those_translations_are_offered(
    ama: Translator, judge: Translator
) -> None:
    translated(ama, OLD, "Mesurez deux fois. Puis [un autre]({1}).")
    path = open_history(judge, OLD)
    whole = path.rpartition("/")[2]
    assert whole in near(judge)

    answer = judge.browser.post(f"{path}/split", whole=whole)
    judge.open(answer.headers["location"])

    assert whole not in answer.headers["location"]
    new = answer.headers["location"].partition("?")[0].rpartition("/")[2]
    ama.open(f"{BENCH}?show=all&unit={new}")
    assert "The piece it was cut out of" in ama.words
    assert "Mesurez deux fois." in ama.words


def test_a_piece_keeps_what_it_has_when_it_was_cut_out_of_another(
    workshop: Workshop, ama: Translator, judge: Translator
) -> None:
    translated(ama, OLD, "Mesurez deux fois. Puis [un autre]({1}).")
    path = open_history(judge, OLD)
    other = next(unit for unit in near(judge) if unit not in path)

    answer = judge.browser.post(f"{path}/split", whole=other)

    assert path in answer.headers["location"]
    assert workshop.kept() == [
        ("Mesurez deux fois. Puis [un autre]({1}).", "translated")
    ]
