"""Where the workbench leads: to units without words, other languages, a name."""

from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.service import publish_text
from app.translation.desk.subjects import get_subject
from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.service import Change, add_concept
from tests.factories.library import FIRST
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop


def test_a_unit_without_words_has_a_button_that_opens_it(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all")

    row = ama.page.all("li", css="tu")[1]
    (button,) = row.all("a", css="btn")
    assert " ".join(button.text.split()) == "Translate 0.2"
    ama.open(button.attributes["href"])
    assert ama.at == "0.2"
    ama.press(text="Bancs")
    assert ama.page.all("li", css="tu")[1].all("a", css="btn") == []


def test_who_only_looks_is_offered_no_unit_to_translate(workshop: Workshop) -> None:
    visitor = workshop.visitor().open(f"{BENCH}?show=all")

    assert [row.all("a", css="btn") for row in visitor.page.all("li", css="tu")][
        1
    ] == []


def test_the_language_of_a_pack_leads_to_its_other_languages(ama: Translator) -> None:
    ama.open()

    chosen = ama.page.one("a", css="chip")
    assert chosen.text.startswith("français")
    assert chosen.attributes["href"] == "/en/packs/build-a-bench/languages"
    assert ama.open(chosen.attributes["href"]).status == 200
    # A course has no such page.
    ama.open("/en/translate/course:furnish-a-house/en/fr")
    assert ama.page.all("a", css="chip") == []


def test_who_changed_the_original_is_named(workshop: Workshop, ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all&part=m1")
    ama.press(text="Choisir le bois")
    with workshop.database.transaction() as session:
        (part,) = (
            p for p in get_subject(session, "build-a-bench").parts if p.key == "m1"
        )
        document = session.get_one(Document, part.document_id)
        text = FIRST.replace("Choose the wood", "Choose good wood")
        new = NewText(text, "bench/m1", author_id=ama.user_id)
        publish_text(session, document, new)

    ama.open(f"{BENCH}?show=outdated")

    assert "What Ama changed in the original on" in ama.page.one("li", css="act").text


def test_a_word_of_the_glossary_is_put_in_where_it_is_missed(
    workshop: Workshop, ama: Translator
) -> None:
    terms = (TermDraft("en", "bench"), TermDraft("fr", "banc"))
    with workshop.database.transaction() as session:
        add_concept(session, ConceptDraft("", "en", terms), Change(None, ""))

    ama.open(f"{BENCH}?show=all")
    ama.press("check", text="Construire un")

    checks = ama.page.one("ul", id="checks")
    assert "The glossary translates bench as banc." in checks.text
    assert (
        ama.page.one("textarea", id="text").attributes["aria-describedby"] == "checks"
    )
    (button,) = checks.all("button")
    ama.press(button.attributes["value"], text="Construire un")
    assert ama.typed == "Construire un banc"


def test_the_glossary_is_reached_from_a_unit_that_has_no_term(ama: Translator) -> None:
    ama.open()

    assert ama.page.one("aside", id="help").all("dl", css="gl") == []
    (glossary,) = [a for a in ama.page.one("main").all("a") if a.text == "Glossary"]
    assert "Find a term" in ama.open(glossary.attributes["href"]).words
