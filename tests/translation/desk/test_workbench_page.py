"""The workbench shows units in page order, what each needs, and who else is there."""

import pytest

from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.service import Change, add_concept
from app.translation.glossary.status import TermStatus
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop


def test_units_stand_in_page_order_with_their_numbers(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all")

    rows = ama.page.all("li", css="tu")
    assert [row.all("a")[0].text for row in rows][:6] == [
        f"Unit {number}" for number in ("0.1", "0.2", "0.3", "0.4", "1.1", "1.2")
    ]
    assert "Build a bench" in rows[0].text
    assert set(ama.marks.values()) == {"To do"}


def test_the_first_unit_with_work_is_open(ama: Translator) -> None:
    ama.open()

    assert ama.at == "0.1"
    assert ama.numbers["To do"] == ama.numbers["All"] > 10
    assert ama.numbers["Outdated"] == ama.numbers["Mine"] == 0


def test_a_link_is_a_variable_to_put_in(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all&part=m1")
    linked = next(
        row for row in ama.page.all("li", css="tu") if "the report" in row.text
    )
    ama.open(linked.all("a")[0].attributes["href"])

    assert "[the report]({1})" in ama.page.one("li", css="act").text
    assert "source:report" not in ama.page.one("li", css="act").all("p")[0].text
    button = ama.page.one("button", value="insert:[…]({1})")
    assert button.attributes["title"] == "source:report"


def test_a_part_can_be_looked_at_alone(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all&part=m2")

    assert {number.split(".")[0] for number in ama.marks} == {"2"}


def test_without_an_account_everything_can_be_seen_and_nothing_saved(
    workshop: Workshop,
) -> None:
    visitor = workshop.visitor().open()

    assert "To translate, sign in" in visitor.words
    assert visitor.page.all("button", value="save") == []
    assert "readonly" in visitor.page.one("textarea", id="text").attributes


@pytest.mark.parametrize(
    "path",
    [
        "/en/translate/build-a-bench/en/xx-none",
        "/en/translate/build-a-bench/en/en",
        "/en/translate/no-such-pack/en/fr",
        "/en/translate/thing:build-a-bench/en/fr",
        "/en/translate/build-a-bench/en/fr/units/nosuchunit",
    ],
)
def test_what_does_not_exist_is_not_found(ama: Translator, path: str) -> None:
    ama.open(path)

    assert ama.status == 404


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("course:furnish-a-house", "A bench first, a table then."),
        ("project:a-bench-2019", "Three people built a bench."),
        ("organisation:bench-builders", "People who build benches."),
    ],
)
def test_courses_projects_and_organisations_are_translated_too(
    ama: Translator, slug: str, words: str
) -> None:
    ama.open(f"/en/translate/{slug}/en/fr?show=all")

    assert words in ama.words
    ama.press(text="Un texte")
    assert ama.numbers["Mine"] == 1


def test_a_language_outside_cldr_is_a_language(ama: Translator) -> None:
    ama.open("/en/translate/build-a-bench/en/gur")
    ama.press(text="Bo'a")

    assert ama.numbers["Mine"] == 1


def test_a_withdrawn_pack_needs_no_translation(
    workshop: Workshop, ama: Translator
) -> None:
    workshop.folders.remove("courses")
    workshop.folders.remove("learning_packs/build-a-bench")
    workshop.folders.load()

    ama.open()

    assert ama.status == 410


def test_the_words_of_the_original_have_its_language_and_direction(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open("/ar/translate/build-a-bench/en/ar?show=all")

    row = ama.page.all("li", css="tu")[1]
    source, target = row.all("div", css="src")[0], row.all("div", css="tgt")[0]
    assert (source.lang, source.direction) == ("en", "ltr")
    assert (target.lang, target.direction) == ("ar", "rtl")
    box = ama.page.one("textarea", id="text")
    assert (box.lang, box.direction) == ("ar", "rtl")
    assert ama.page.one("html").attributes["dir"] == "rtl"


def test_others_who_have_the_text_open_are_named(
    ama: Translator, bo: Translator
) -> None:
    ama.open()
    unit = ama.page.one("input", name="unit").attributes["value"]
    ama.browser.post(f"{BENCH}/_here", unit=unit)

    bo.open()
    answer = bo.browser.post(f"{BENCH}/_here", unit=unit)

    assert "Also here: Ama (0.1)" in bo.words
    assert "Ama" in answer.text
    assert "Bo" not in answer.text
    assert "Also here" not in bo.open("/en/translate/build-a-bench/en/ar").words


def test_looking_at_a_page_tells_nobody_anything(
    ama: Translator, bo: Translator
) -> None:
    ama.open()

    assert "Also here" not in bo.open().words


def test_a_filter_without_units_says_so(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=outdated")

    assert "Nothing here." in ama.words
    assert "Show all units" in ama.words


def test_a_part_without_anything_to_do_leads_to_where_there_is(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all&part=fields")
    ama.press(text="Construire un banc")
    ama.open(f"{BENCH}?show=outdated&part=m1")
    assert "Nothing here in this part." not in ama.words

    ama.open(f"{BENCH}?show=mine&part=m1")

    assert "Nothing here in this part." in ama.words
    (link,) = ama.page.all("div", css="empty")[0].all("a")
    ama.open(link.attributes["href"])
    assert ama.page.all("li", css="tu")


def test_what_an_address_says_twice_or_wrong_is_no_error(ama: Translator) -> None:
    for query in (
        "show=%3Cb%3E",
        "page=99999",
        "unit=%00",
        "after=x&said=saved",
        "part=zz",
    ):
        ama.open(f"{BENCH}?{query}")
        assert ama.status == 200, query
        assert "Saved" not in ama.words


def test_nobody_signed_in_is_noted_by_nobody(
    workshop: Workshop, ama: Translator
) -> None:
    visitor = workshop.visitor().open()
    unit = visitor.page.one("input", name="unit").attributes["value"]

    answer = visitor.browser.post(f"{BENCH}/_here", unit=unit)

    assert answer.status_code == 200
    assert "Also here" not in ama.open().words


def test_the_unit_before_the_open_one_is_named_for_phones(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all")
    rows = ama.page.all("li", css="tu")
    third = rows[2].attributes["id"].removeprefix("u-")

    ama.open(f"{BENCH}?show=all&unit={third}")

    named = [row.attributes["class"].split() for row in ama.page.all("li", css="tu")]
    assert [names[1:] for names in named[:4]] == [[], ["prev"], ["act"], []]
    assert ama.page.one("ol", css="list").attributes["class"] == "list one"


def test_words_of_the_glossary_stand_beside_a_unit_and_are_put_in(
    workshop: Workshop, ama: Translator
) -> None:
    bench = ConceptDraft(
        "A seat for several people.",
        "en",
        (
            TermDraft("en", "bench"),
            TermDraft("fr", "banc"),
            TermDraft("fr", "banque", TermStatus.FORBIDDEN),
        ),
    )
    with workshop.database.transaction() as session:
        add_concept(session, bench, Change(None, ""))

    ama.open(f"{BENCH}?show=all")
    words = ama.page.one("aside", id="help").one("dl", css="gl")
    assert words.one("dt").attributes["title"] == "A seat for several people."
    (said,) = words.all("dd")
    assert " ".join(said.text.split()) == "banc Use it banque Do not use"

    ama.press("insert:banc", text="Construire un")
    assert ama.typed == "Construire un banc"
    ama.press("check", text="Construire une banque")
    assert "The glossary says not to use banque." in ama.words


def test_a_unit_is_shown_in_other_languages_as_readers_get_it(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open("/en/translate/build-a-bench/en/ar?show=all")
    ama.press(text="اصنع مقعدا")
    ama.open("/en/translate/build-a-bench/en/sw?show=all")
    ama.press("unsure", text="Jenga benchi")

    ama.open(f"{BENCH}?show=all")
    aid = ama.page.one("aside", id="help")

    (other,) = [one for one in aid.all("span") if one.text == "اصنع مقعدا"]
    assert (other.lang, other.direction) == ("ar", "rtl")
    # Nobody is sure of this one.
    assert "Jenga benchi" not in aid.text


def test_any_language_is_translated_from_and_what_has_none_is_in_the_original(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open("/en/translate/build-a-bench/en/ar?show=all")
    ama.press(text="اصنع مقعدا")
    ama.open("/en/translate/build-a-bench/ar/sw")

    first, second = ama.page.all("li", css="tu")[:2]
    shown = first.one("div", css="src").all("p")[0]
    assert shown.text == "اصنع مقعدا"
    assert (shown.lang, shown.direction) == ("ar", "rtl")
    assert "You choose the wood" in second.text
    ama.press(text="Tengeneza benchi")
    assert workshop.in_force("sw") == ["Tengeneza benchi"]
    # It is a translation of the unit, wherever it was read from.
    ama.open("/en/translate/build-a-bench/en/sw?show=all")
    assert ama.marks["0.1"] == "Translated"
