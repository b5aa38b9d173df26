"""What a page, a search engine and a statement of completion say of a translation."""

import re

from app.texts.queries import current_units
from app.translation.desk.subjects import get_subject
from app.wishes.service import Subject, Visitor, count_wanted_once
from tests.factories.translating import save
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

PACK = "/packs/build-a-bench"


def units_in_french(workshop: Workshop, count: int) -> None:
    """Have the first units of the pack in French, the title among them."""
    with workshop.database.transaction() as session:
        subject = get_subject(session, "build-a-bench")
        parts = [part for part in subject.parts if not part.clip]
        units = [u for part in parts for u in current_units(session, part.document_id)]
        for unit in units[:count]:
            save(session, unit, f"fr {unit.text}")
    workshop.app.state.worker.run_due()


def alternates(workshop: Workshop, path: str) -> set[str]:
    page = workshop.visitor().open(path).page
    links = page.all("link", rel="alternate")
    return {
        link.attributes["hreflang"] for link in links if "hreflang" in link.attributes
    }


def test_search_engines_are_led_to_a_language_from_half_of_its_units_on(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open(f"{BENCH}?show=all")
    half = -(-ama.numbers["All"] // 2)
    pages = [f"/en{PACK}", f"/en{PACK}/1"]

    units_in_french(workshop, half - 1)
    assert [alternates(workshop, path) for path in pages] == [{"en", "x-default"}] * 2

    units_in_french(workshop, half)
    assert [alternates(workshop, path) for path in pages] == [
        {"en", "fr", "x-default"}
    ] * 2


def test_a_page_says_how_much_of_it_is_translated_and_what_changed_since(
    workshop: Workshop, ama: Translator
) -> None:
    page = f"/fr{PACK}/1?uselang=en"
    ama.open(f"{BENCH}?show=all&part=m1")
    ama.press(text="Choisir le bois")
    said = workshop.visitor().open(page).words
    assert re.search(r"\b[1-9]\d?% of this module is in français", said)
    assert "The rest says so where it stands." in said
    assert "See what changed" not in said

    workshop.folders.change(
        "learning_packs/build-a-bench/modules/01-choose.md", "Choose", "Really choose"
    )
    workshop.folders.load()

    reader = workshop.visitor().open(page)
    assert "1 piece changed in the original after it was translated." in reader.words
    reader.open(reader.page.with_words("See what changed").attributes["href"])
    assert [one.text.strip() for one in reader.page.all("ins")] == ["Really choose"]
    assert "Choisir le bois" in reader.words


def test_a_language_says_what_its_readers_asked_for(workshop: Workshop) -> None:
    page = "/en/languages/ha"
    assert "Nothing is asked for here" in workshop.visitor().open(page).words
    with workshop.database.transaction() as session:
        for number in range(40):
            # People are estimated; of so many, three are told apart for certain.
            visitor = Visitor(f"10.0.{number}.0/24", "a secret of the server")
            count_wanted_once(session, Subject("ha", text="Oral history"), visitor)

    said = " ".join(workshop.visitor().open(page).words.split())

    assert re.search(r"oral history \d+ people asked", said)


def test_a_statement_names_the_language_the_pack_was_read_in(
    workshop: Workshop,
) -> None:
    learner = workshop.visitor()
    for number in (1, 2, 3):
        learner.browser.post(f"/fr{PACK}/{number}/done")

    def statement() -> str:
        sent = learner.browser.post(f"/fr{PACK}/statements", holder="Ama")
        token = sent.headers["location"].rpartition("/")[2]
        page = workshop.visitor().open(f"/en/statements/{token}").page
        facts = page.one("dl", css="facts")
        names = [one.text for one in facts.all("dt")]
        said = dict(zip(names, (one.text for one in facts.all("dd")), strict=True))
        assert "revision" in said["Version of the pack"]
        return said["Language"]

    # Nobody has translated it: a French address had shown it in English.
    assert statement() == "English"
    units_in_french(workshop, 9)
    assert statement() == "français"
