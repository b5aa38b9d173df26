"""What was translated once is found again, also when it reads a little differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlmodel import Session

from app.platform.db import Database
from app.platform.outbox import EventBus, announce
from app.platform.worker import Worker
from app.texts.models import Document
from app.texts.queries import current_units
from app.translation.events import TranslationSaved
from app.translation.memory.grams import grams
from app.translation.memory.jobs import remember_anew, remember_unseen
from app.translation.memory.models import MemoryGram, MemoryText
from app.translation.memory.queries import Remembered, pairs, remembered
from app.translation.memory.service import remember, take_in_pairs, unseen_units
from app.translation.memory.suggestions import SuggestionKind, Wanted, suggestions
from app.translation.memory.wiring import wire
from app.translation.models import Origin, Translation, TranslationState
from tests.factories.texts import new_module, publish, translate

ONE = "Write one sentence under each line of the budget."
ONE_EDITED = "Write one short sentence under each line of your budget."
UN = "Écrivez une phrase sous chaque ligne du budget."
LINK = "See [the report](https://a.org/1) for all the numbers."


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, ONE, LINK)
    return document


def unit_id(session: Session, document: Document, number: int = 2) -> str:
    return current_units(session, document.number)[number].id


def learn(session: Session, document: Document, **headers: str) -> None:
    """Translate the first paragraph and let the memory see it."""
    translate(session, document, "fr", {ONE: UN}, **headers)
    remember(session, "fr", [unit_id(session, document)])


def append(
    session: Session, document: Document, text: str, state: TranslationState
) -> None:
    """Append what somebody thinks of a translation, or another one."""
    unit = current_units(session, document.number)[2]
    session.add(
        Translation(
            unit_id=unit.id,
            language="fr",
            text=text,
            unit_version_id=unit.version_id,
            state=state,
            origin=Origin.HUMAN,
        )
    )
    session.flush()


def texts(found: list[Remembered]) -> list[tuple[str, int]]:
    return [(one.text, one.match) for one in found]


def count(session: Session, table: type[MemoryText] | type[MemoryGram]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_piece_that_an_edit_cut_off_is_offered_what_was_made_of_the_whole(
    session: Session, document: Document
) -> None:
    first = "Count what you spent on travel, on food and on rooms."
    second = "Give the sums to the one who writes the report."
    whole = "Comptez ce que vous avez dépensé, puis donnez les sommes."
    publish(session, document, f"{first} {second}", LINK)
    translate(session, document, "fr", {f"{first} {second}": whole})

    publish(session, document, first, second, LINK)

    units = {u.text: u.id for u in current_units(session, document.number)}
    found = {
        text: suggestions(session, Wanted(units[text], text, "en", "fr"))
        for text in (first, second)
    }
    assert all(one[0].text == whole for one in found.values())
    assert {one[0].kind for one in found.values()} == {
        SuggestionKind.HISTORY,
        SuggestionKind.WHOLE,
    }


def test_the_same_text_is_found_in_whichever_document(
    session: Session, document: Document
) -> None:
    learn(session, document)

    assert texts(remembered(session, f" {ONE} ", "en", "fr")) == [(UN, 100)]
    assert remembered(session, ONE, "en", "de") == []
    assert remembered(session, ONE, "fr", "en") == []


def test_a_text_that_reads_alike_is_found_with_its_likeness(
    session: Session, document: Document
) -> None:
    learn(session, document)

    (found,) = remembered(session, ONE_EDITED, "en", "fr")
    assert (found.source, found.text) == (ONE, UN)
    assert found.match == int(fuzz.ratio(ONE, ONE_EDITED))
    assert remembered(session, "Write a long report.", "en", "fr") == []


def test_a_text_is_found_from_any_language_into_any(
    session: Session, document: Document
) -> None:
    learn(session, document)
    translate(session, document, "ar", {ONE: "اكتب جملة تحت كل سطر من الميزانية."})
    remember(session, "ar", [unit_id(session, document)])

    (found,) = remembered(session, UN, "fr", "ar")
    assert (found.text[:4], found.match) == ("اكتب", 100)
    assert texts(remembered(session, UN, "fr", "en")) == [(ONE, 100)]


def test_approved_ones_come_first_among_equals(
    session: Session, document: Document
) -> None:
    append(session, document, "Approuvé.", TranslationState.APPROVED)
    append(session, document, "Proposé.", TranslationState.SUGGESTION)
    append(session, document, "Traduit.", TranslationState.TRANSLATED)
    remember(session, "fr", [unit_id(session, document)])

    found = remembered(session, ONE, "en", "fr")
    assert [one.text for one in found] == ["Approuvé.", "Traduit.", "Proposé."]
    assert [one.is_approved for one in found] == [True, False, False]


def test_what_is_rejected_is_forgotten_with_all_that_led_to_it(
    session: Session, document: Document
) -> None:
    append(session, document, UN, TranslationState.TRANSLATED)
    remember(session, "fr", [unit_id(session, document)])
    before = count(session, MemoryGram)
    append(session, document, UN, TranslationState.REJECTED)

    remember(session, "fr", [unit_id(session, document)])

    assert remembered(session, ONE, "en", "fr") == []
    assert 0 < count(session, MemoryGram) < before


def test_what_a_machine_wrote_is_remembered_once_somebody_approved_it(
    session: Session, document: Document
) -> None:
    learn(session, document, origin="machine")
    assert remembered(session, ONE, "en", "fr") == []

    append(session, document, UN, TranslationState.APPROVED)
    remember(session, "fr", [unit_id(session, document)])
    assert texts(remembered(session, ONE, "en", "fr")) == [(UN, 100)]


def test_where_a_link_leads_makes_no_other_text(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {LINK: "Voyez [le rapport]({1})."})
    remember(session, "fr", [unit_id(session, document, 3)])
    (unit,) = publish(session, new_module(session), LINK.replace("a.org", "b.net"))

    found = suggestions(session, Wanted("none", unit, "en", "fr"))
    assert [(one.text, one.match) for one in found] == [
        ("Voyez [le rapport]({1}).", 100)
    ]


def test_remembering_twice_changes_nothing(
    session: Session, document: Document
) -> None:
    learn(session, document)
    once = count(session, MemoryText), count(session, MemoryGram)

    remember(session, "fr", [unit_id(session, document)] * 2)

    assert (count(session, MemoryText), count(session, MemoryGram)) == once
    assert unseen_units(session) == {}


def test_it_is_fed_by_what_is_announced(database: Database) -> None:
    worker = Worker(database, EventBus(database))
    wire(worker)
    with database.transaction() as session:
        document = new_module(session)
        publish(session, document, ONE)
        translate(session, document, "fr", {ONE: UN})
        unit = unit_id(session, document)
        announce(session, TranslationSaved(unit, "fr", 1))

    worker.run_due()

    with database.open_session() as session:
        assert texts(remembered(session, ONE, "en", "fr")) == [(UN, 100)]


def test_it_can_be_made_anew_and_keeps_what_came_from_files(
    database: Database,
) -> None:
    with database.transaction() as session:
        document = new_module(session)
        publish(session, document, ONE)
        translate(session, document, "fr", {ONE: UN})
        take_in_pairs(session, [{"en": "From a file.", "fr": "D'un fichier."}])
    for _ in range(2):
        assert list(remember_anew(database)) == [(1, 1)]

    with database.open_session() as session:
        assert texts(remembered(session, ONE, "en", "fr")) == [(UN, 100)]
        assert texts(remembered(session, "From a file.", "en", "fr")) == [
            ("D'un fichier.", 100)
        ]
        assert count(session, MemoryText) == 4
    assert list(remember_unseen(database)) == []


def test_the_same_file_twice_adds_nothing(session: Session) -> None:
    meanings = [
        {"en": "Save the page.", "fr": "Enregistrez la page.", "zh": "保存页面。"},
        {"en": "Only one language."},
        {"en": "An unknown one.", "tlh-x": "nuq"},
        {"en": " ", "fr": " "},
    ]

    assert take_in_pairs(session, meanings) == 3
    assert take_in_pairs(session, meanings) == 0
    assert [(p.source, p.text) for p in pairs(session, "zh", "fr")] == [
        ("保存页面。", "Enregistrez la page.")
    ]


def test_a_units_own_earlier_translations_are_suggested_first(
    session: Session, document: Document
) -> None:
    learn(session, document)
    take_in_pairs(session, [{"en": ONE_EDITED, "fr": "Une courte phrase."}])
    units = publish(session, document, ONE_EDITED, LINK)

    wanted = Wanted(units[ONE_EDITED], ONE_EDITED, "en", "fr")
    found = suggestions(session, wanted)
    assert [(one.kind, one.text) for one in found] == [
        (SuggestionKind.HISTORY, UN),
        (SuggestionKind.MEMORY, "Une courte phrase."),
    ]
    assert found[0].source == ONE
    assert 70 <= found[0].match < 100


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Summary", "Sumary"),
        ("Save", "Saved"),
        ("Edit the page", "Edit this page"),
        ("我们使用维基数据编辑。", "我们用维基数据来编辑。"),
        ("ใช้วิกิพีเดียทุกวัน", "ใช้วิกิพีเดียทุกๆวัน"),
        ("اكتب جملة واحدة", "اكتب جملة واحده"),
        ("हर पंक्ति के नीचे लिखें", "हर पंक्ति के नीचे लिखो"),
    ],
)
def test_short_texts_and_any_script_are_found(
    session: Session, known: str, asked: str
) -> None:
    take_in_pairs(session, [{"en": known, "fr": "trouvé"}])

    (found,) = remembered(session, asked, "en", "fr")
    assert found.match == int(fuzz.ratio(known, asked))


@given(st.text(max_size=80))
def test_any_text_has_few_grams(text: str) -> None:
    assert len(grams(text)) <= 24
    assert grams("x " * 2_000) == set()
