"""Many units at once: approving what was read, and finding and replacing words."""

from app.translation.desk.replacing import Search
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop


def translate(somebody: Translator, *texts: str) -> None:
    """Translate the first units of the pack."""
    somebody.open()
    for text in texts:
        somebody.press(text=text)


def ticked(somebody: Translator) -> list[str]:
    """Return what every box of the page stands for."""
    boxes = somebody.page.all("input", name="unit")
    return [box.attributes["value"] for box in boxes]


def send(somebody: Translator, path: str, **fields: object) -> None:
    somebody.answer = somebody.browser.client.post(path, data=fields)


def test_a_replacement_is_shown_before_anything_is_saved(
    workshop: Workshop, ama: Translator
) -> None:
    translate(ama, "Le banc", "Un banc droit", "scier")

    ama.open(f"{BENCH}/replace?find=banc&replace=tabouret")

    assert "2 units would change" in ama.words
    assert [one.text for one in ama.page.all("ins")] == ["tabouret", "tabouret"]
    assert workshop.in_force() == ["Le banc", "Un banc droit", "scier"]


def test_only_what_is_ticked_is_replaced(workshop: Workshop, ama: Translator) -> None:
    translate(ama, "Le banc", "Un banc droit")
    ama.open(f"{BENCH}/replace?find=banc&replace=tabouret")

    first = ticked(ama)[0]
    send(ama, f"{BENCH}/replace", find="banc", replace="tabouret", unit=[first])

    assert "Replaced in 1 unit." in ama.words
    assert sorted(workshop.in_force()) == ["Le tabouret", "Un banc droit"]


def test_what_somebody_saved_meanwhile_is_left_alone(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    translate(ama, "Le banc")
    ama.open(f"{BENCH}/replace?find=banc&replace=tabouret")
    tickets = ticked(ama)
    bo.open(f"{BENCH}?show=all")
    bo.press(text="Le bon banc")

    send(ama, f"{BENCH}/replace", find="banc", replace="tabouret", unit=tickets)

    assert "somebody saved them meanwhile: 1" in ama.words
    assert workshop.in_force() == ["Le bon banc"]


def test_letters_are_found_as_they_are_written(ama: Translator) -> None:
    translate(ama, "Le banc (neuf)", "le banc (vieux)")

    ama.open(f"{BENCH}/replace?find=(&replace=%5C1")
    assert "2 units would change" in ama.words
    ama.open(f"{BENCH}/replace?find=Le&replace=Un&case=1")
    assert "1 unit would change" in ama.words


def test_whole_words_are_found_where_that_is_asked_for(ama: Translator) -> None:
    translate(ama, "Le but", "L’abut et le débutant", "Le buté")

    ama.open(f"{BENCH}/replace?find=but&replace=objectif&whole=1")
    assert [one.text for one in ama.page.all("ins")] == ["objectif"]
    ama.open(f"{BENCH}/replace?find=but&replace=objectif")
    assert "3 units would change" in ama.words


def test_a_vowel_sign_belongs_to_its_word() -> None:
    assert Search("कम", "X", is_whole=True).replaced("कमी कम काम") == "कमी X काम"


def test_whole_words_are_replaced_as_they_were_shown(
    workshop: Workshop, ama: Translator
) -> None:
    translate(ama, "Le but du débutant")
    ama.open(f"{BENCH}/replace?find=but&replace=objectif&whole=1")

    kept = {one.attributes["name"] for one in ama.page.all("input", type="hidden")}
    assert "whole" in kept
    words = {"find": "but", "replace": "objectif", "whole": "1"}
    send(ama, f"{BENCH}/replace", unit=ticked(ama), **words)

    assert workshop.in_force() == ["Le objectif du débutant"]


def test_nothing_ticked_is_said_not_praised(ama: Translator, bo: Translator) -> None:
    translate(ama, "Le banc")

    send(ama, f"{BENCH}/replace", find="banc", replace="tabouret")
    assert "Nothing was ticked" in ama.words
    assert "Replaced in" not in ama.words
    send(bo, f"{BENCH}/accept")
    assert "Nothing was ticked" in bo.words
    assert "Approved 0" not in bo.words


def test_nothing_to_find_is_said_beside_the_field(ama: Translator) -> None:
    ama.open(f"{BENCH}/replace?find=&replace=x")

    assert ama.status == 422
    assert "This is needed." in ama.words


def test_a_coordinator_approves_what_is_ticked(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    translate(ama, "Le banc", "Un banc droit")

    bo.open(f"{BENCH}/accept")
    assert "2 translations wait to be approved." in bo.words
    send(bo, f"{BENCH}/accept", unit=ticked(bo))

    assert "Approved 2 units." in bo.words
    states = [state for _, state in workshop.kept()]
    assert states == ["translated", "translated", "approved", "approved"]


def test_what_one_wrote_is_left_with_the_reason(
    ama: Translator, bo: Translator
) -> None:
    translate(ama, "Le banc")
    translate(bo, "Un banc droit")

    bo.open(f"{BENCH}/accept")
    send(bo, f"{BENCH}/accept", unit=ticked(bo))

    assert "Approved 1 unit." in bo.words
    assert "a second person approves" in bo.words


def test_a_page_that_is_old_approves_nothing_that_was_not_read(
    workshop: Workshop, ama: Translator, bo: Translator
) -> None:
    translate(ama, "Le banc")
    bo.open(f"{BENCH}/accept")
    tickets = ticked(bo)
    ama.open(f"{BENCH}?show=all")
    ama.press(text="Le mauvais banc")

    send(bo, f"{BENCH}/accept", unit=tickets)

    assert workshop.kept()[-1] == ("Le mauvais banc", "translated")


def test_an_editor_who_does_not_judge_is_told_so(ama: Translator) -> None:
    ama.open(f"{BENCH}/accept")

    assert ama.status == 403
    assert "Only reviewers and coordinators" in ama.words
