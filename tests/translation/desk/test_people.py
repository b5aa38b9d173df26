"""Who translated a pack, as the page of its people says it, and thanks from there."""

from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

PEOPLE = "/en/packs/build-a-bench/people"


def test_who_translated_is_named_by_language_and_can_be_thanked_once(
    workshop: Workshop, ama: Translator, cleo: Translator
) -> None:
    ama.open(f"{BENCH}?show=all").press(text="Un banc")

    cleo.open(PEOPLE)
    section = cleo.page.one("section", **{"aria-labelledby": "in-fr"})
    assert section.one("h2").text == "Translated it to français"
    # Who reads it has done one unit; the catalogs of its folder name nobody.
    assert [one.text for one in section.all("li")] == ["A Ama 1 unit Thank"]
    address = section.one("button").attributes["formaction"]

    place = cleo.browser.post(address).headers["location"]

    page, _, spot = place.partition("#")
    assert page == PEOPLE
    cleo.open(PEOPLE)
    assert cleo.page.one("span", id=spot).text == "Thanked"
    assert not cleo.page.one("main").all("button")
    ama.open(PEOPLE)
    assert not ama.page.one("main").all("button")


def test_who_approved_a_translation_is_named_beside_it(
    ama: Translator, bo: Translator, cleo: Translator
) -> None:
    ama.open(f"{BENCH}?show=all").press(text="Un banc")
    bo.open(f"{BENCH}?show=all")
    bo.press(do="approve")

    cleo.open(PEOPLE)

    section = cleo.page.one("section", **{"aria-labelledby": "in-fr"})
    assert "Reviewed by Bo ." in section.text
