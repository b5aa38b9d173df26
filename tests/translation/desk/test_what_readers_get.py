"""What a page, a search engine and a statement of completion say of a translation."""

from app.texts.queries import current_units
from app.translation.desk.subjects import get_subject
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
