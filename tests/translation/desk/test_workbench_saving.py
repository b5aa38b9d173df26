"""Saving and going on: in one step, two at once, and nothing is ever lost."""

import pytest

from app.accounts.roles import Grant, Role
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

LINKED = "See [le rapport]({1})."


def open_with(somebody: Translator, words: str, query: str = "show=all") -> None:
    """Open the unit whose original has these words."""
    somebody.open(f"{BENCH}?{query}")
    rows = somebody.page.all("li", css="tu")
    row = next(row for row in rows if words in row.text)
    somebody.open(row.all("a")[0].attributes["href"])


def test_a_save_leads_to_the_next_unit(workshop: Workshop, ama: Translator) -> None:
    ama.open()
    to_do = ama.numbers["To do"]

    answer = ama.press(text="Construire un banc")

    assert answer.status_code == 303
    assert ama.at == "0.2"
    assert f"Saved 0.1. {to_do - 1} to do." in ama.words
    assert workshop.in_force() == ["Construire un banc"]


def test_after_the_last_unit_comes_the_first_that_was_left(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=todo&part=fields")
    ama.press("skip")
    ama.press("skip")
    ama.press("skip")

    assert ama.at == "0.4"
    ama.press(text="joindre deux planches")
    assert ama.at == "0.1"


def test_back_leads_to_the_unit_before(ama: Translator) -> None:
    ama.open()
    ama.press("skip")
    ama.press("skip")

    ama.press("back")

    assert ama.at == "0.2"


def test_skipping_keeps_nothing(workshop: Workshop, ama: Translator) -> None:
    ama.open()

    ama.press("skip", text="half a thou")

    assert workshop.kept() == []


def test_what_somebody_is_not_sure_of_is_kept_from_readers(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open()

    ama.press("unsure", text="Bâtir un banc")

    assert workshop.kept() == [("Bâtir un banc", "needs-work")]
    assert "it needs work" in ama.words


def test_a_mistake_keeps_a_translation_from_readers_and_not_from_being_saved(
    workshop: Workshop, ama: Translator
) -> None:
    open_with(ama, "the report")

    ama.press(text="Le bois sec ne plie pas.")

    assert workshop.kept() == [("Le bois sec ne plie pas.", "needs-work")]
    assert "readers do not get it yet" in ama.words
    ama.open(f"{BENCH}?show=all")
    rows = ama.page.all("li", css="tu")
    row = next(row for row in rows if "Le bois sec ne plie pas." in row.text)
    assert "Needs work" in row.text
    assert "{1}" in row.all("ul", css="checks")[0].text


def test_checks_are_shown_before_anything_is_saved(
    workshop: Workshop, ama: Translator
) -> None:
    open_with(ama, "the report")

    answer = ama.press("check", text="Le bois sec ne plie pas.")

    assert answer.status_code == 200
    assert ama.typed == "Le bois sec ne plie pas."
    assert "Readers do not get it before this is mended." in ama.words
    assert workshop.kept() == []


def test_a_variable_is_put_in_by_a_button_without_script(ama: Translator) -> None:
    open_with(ama, "the report")

    ama.press("insert:[…]({1})", text="Voir")

    assert ama.typed == "Voir []({1})"


def test_an_earlier_translation_is_offered_and_used_without_script(
    ama: Translator,
) -> None:
    ama.open()
    ama.press(text="Construire un banc")
    open_with(ama, "Build a bench")
    ama.press(text="Bâtir un banc")
    open_with(ama, "Build a bench")

    offered = ama.page.one("aside", id="help").all("button", css="push")
    ama.press(offered[0].attributes["value"])

    assert ama.typed == "Construire un banc"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_is_refused_in_words(
    workshop: Workshop, ama: Translator, text: str
) -> None:
    ama.open()

    answer = ama.press(text=text)

    assert answer.status_code == 422
    assert "There is no text yet." in ama.words
    assert workshop.kept() == []


def test_a_text_that_is_too_long_is_shown_again(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open()
    long = "mot " * 5_001

    answer = ama.press(text=long)

    assert answer.status_code == 422
    assert ama.typed == long.strip()
    assert workshop.kept() == []


def test_who_was_signed_out_meanwhile_keeps_what_they_typed(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open()
    ama.browser.client.cookies.clear()

    answer = ama.press(text="Construire un banc")

    assert answer.status_code == 401
    assert ama.typed == "Construire un banc"
    assert "not signed in any more" in ama.words
    assert workshop.kept() == []


def test_who_signs_in_again_saves_from_the_same_page(
    workshop: Workshop, ama: Translator
) -> None:
    token = ama.browser.token
    assert token is not None
    ama.open()
    ama.browser.client.cookies.clear()
    ama.press(text="Construire un banc")
    ama.browser.use_token(token)

    ama.press()

    assert workshop.in_force() == ["Construire un banc"]


def test_a_reader_suggests_and_an_editor_accepts(
    workshop: Workshop, ama: Translator, cleo: Translator
) -> None:
    cleo.open()
    cleo.press(text="Fabriquer un banc")
    assert "An editor decides about it." in cleo.words
    assert workshop.in_force() == []

    open_with(ama, "Build a bench")
    assert ama.marks["0.1"] == "Suggested"
    accept = ama.page.with_words("Accept").attributes["value"]
    ama.press(accept)

    assert workshop.in_force() == ["Fabriquer un banc"]


def test_a_suggestion_can_be_turned_down(
    workshop: Workshop, ama: Translator, cleo: Translator
) -> None:
    cleo.open()
    cleo.press(text="Fabriquer un ban")

    open_with(ama, "Build a bench")
    ama.press(ama.page.with_words("Turn down").attributes["value"])

    assert "turned down" in ama.words
    open_with(ama, "Build a bench")
    assert ama.marks["0.1"] == "To do"
    assert workshop.in_force() == []


def test_a_reader_cannot_decide_or_judge(
    workshop: Workshop, ama: Translator, cleo: Translator
) -> None:
    ama.open()
    ama.press(text="Construire un banc")
    open_with(cleo, "Build a bench")

    assert cleo.page.all("button", value="approve") == []
    for do in ("approve", "reject", "needs-work"):
        assert cleo.press(do, text="Construire un banc").status_code == 403
    assert workshop.kept() == [("Construire un banc", "translated")]


def test_somebody_else_approves(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open()
    ama.press(text="Construire un banc")

    bo.open(f"{BENCH}?show=review")
    assert bo.at == "0.1"
    bo.press("approve")

    assert "Approved 0.1." in bo.words
    assert workshop.kept()[-1] == ("Construire un banc", "approved")


def test_nobody_approves_alone_what_they_wrote(
    workshop: Workshop, bo: Translator
) -> None:
    bo.open()
    bo.press(text="Construire un banc")
    open_with(bo, "Build a bench")

    answer = bo.press("approve")

    assert answer.status_code == 403
    assert bo.typed == "Construire un banc"
    assert workshop.kept() == [("Construire un banc", "translated")]


def test_a_text_changed_while_approving_is_a_translation_first(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open()
    ama.press(text="Construire un ban")
    open_with(bo, "Build a bench")

    bo.press("approve", text="Construire un banc")

    assert "Somebody else approves what you wrote." in bo.words
    assert workshop.kept()[-1] == ("Construire un banc", "translated")


def test_a_coordinator_of_another_language_approves_nothing(
    workshop: Workshop, ama: Translator
) -> None:
    other = workshop.person(
        "Dia", Grant(Role.EDITOR), Grant(Role.COORDINATOR, language="sw")
    )
    ama.open()
    ama.press(text="Construire un banc")
    open_with(other, "Build a bench")

    assert other.press("approve").status_code == 403


def test_two_who_save_the_same_unit_meet_with_both_texts(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open()
    bo.open()
    ama.press(text="Construire un banc")

    answer = bo.press(text="Bâtir un banc")

    assert answer.status_code == 409
    assert bo.typed == "Bâtir un banc"
    assert "What Ama saved" in bo.words
    assert "Construire un banc" in bo.words
    assert workshop.in_force() == ["Construire un banc"]
    assert ("Bâtir un banc", "suggestion") in workshop.kept()


def test_any_mix_of_both_texts_can_be_saved(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open()
    bo.open()
    ama.press(text="Construire un banc")
    bo.press(text="Bâtir un banc solide")

    bo.press(text="Construire un banc solide")

    assert workshop.in_force() == ["Construire un banc solide"]
    open_with(bo, "Build a bench")
    assert "Suggested" not in bo.page.one("aside", id="help").text


def test_their_text_can_be_taken_into_the_form(ama: Translator, bo: Translator) -> None:
    ama.open()
    bo.open()
    ama.press(text="Construire un banc")
    bo.press(text="Bâtir un banc")

    bo.press("use:Construire un banc")

    assert bo.typed == "Construire un banc"


def test_a_third_who_comes_between_is_met_again(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    ama.open()
    bo.open()
    ama.press(text="un")
    bo.press(text="deux")
    open_with(ama, "Build a bench")
    ama.press(text="trois")

    answer = bo.press(text="quatre")

    assert answer.status_code == 409
    assert workshop.in_force() == ["trois"]
    texts = [text for text, _ in workshop.kept()]
    assert {"un", "deux", "trois", "quatre"} <= set(texts)


def test_what_changed_in_the_original_is_shown_with_the_old_translation(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open()
    ama.press(text="Construire un banc")
    workshop.folders.change(
        "learning_packs/build-a-bench/pack.toml",
        '"Build a bench"',
        '"Build a strong bench"',
    )
    workshop.folders.load()

    ama.open(f"{BENCH}?show=outdated")

    assert ama.numbers["Outdated"] == 1
    assert ama.typed == "Construire un banc"
    assert [one.text for one in ama.page.all("ins")] == ["strong"]
    ama.press(text="Construire un banc solide")
    assert ama.numbers["Outdated"] == 0


def test_an_edit_taken_back_asks_for_no_work(
    workshop: Workshop, ama: Translator
) -> None:
    fields = "learning_packs/build-a-bench/pack.toml"
    ama.open()
    ama.press(text="Construire un banc")
    workshop.folders.change(fields, '"Build a bench"', '"Build a strong bench"')
    workshop.folders.load()
    workshop.folders.change(fields, '"Build a strong bench"', '"Build a bench"')
    workshop.folders.load()

    ama.open(f"{BENCH}?show=all")

    assert ama.marks["0.1"] == "Translated"


def test_a_save_answers_the_whole_site_at_once(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open()

    ama.press(text="Construire un banc")

    shown = workshop.visitor().open("/fr/packs/build-a-bench")
    assert "Construire un banc" in shown.words


def test_one_can_translate_from_a_translation(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open()
    ama.press(text="Construire un banc")

    ama.open("/en/translate/build-a-bench/fr/gur?show=all")
    row = ama.page.all("li", css="tu")[0]
    assert "Construire un banc" in row.text
    assert row.all("div", css="src")[0].all("p")[0].lang == "fr"
    # What is not in French yet is shown as it was written, and says so.
    assert ama.page.all("li", css="tu")[1].all("div", css="src")[0].lang == "en"
    ama.press(text="Bo'a")
    assert workshop.in_force("gur") == ["Bo'a"]
