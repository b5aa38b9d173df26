"""The history of a unit in a language: everything is there, and can come back."""

import pytest
from sqlmodel import Session

from app.platform.errors import Invalid
from app.texts.models import Document
from app.texts.queries import CurrentUnit
from app.texts.reading import Status
from app.translation.history import history, restore, thank
from app.translation.models import NoteKind, TranslationState
from app.translation.notes import Remark, add_note, answer, notes_of, resolve
from app.translation.presence import arrive, leave, others
from app.translation.queries import unit_texts
from tests.factories.texts import new_module, publish
from tests.factories.translating import all_rows, person, save, unit_saying

ONE = "Write one sentence under each line of the budget."
EDITED = "Write one short sentence under each line of your budget."


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, ONE)
    return document


@pytest.fixture
def unit(session: Session, document: Document) -> CurrentUnit:
    return unit_saying(session, document, ONE)


def test_a_history_is_newest_first_and_names_each_source(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    save(session, unit, "Une phrase.")
    publish(session, document, EDITED)
    save(session, unit_saying(session, document, EDITED), "Une phrase courte.")

    past = history(session, unit.id, "fr")

    assert [(p.translation.text, p.source, p.is_head) for p in past] == [
        ("Une phrase courte.", EDITED, True),
        ("Une phrase.", ONE, False),
    ]


def test_an_earlier_text_is_restored_as_another_row(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    kofi = person(session, "Kofi")
    first = save(session, unit, "Une phrase.").translation
    save(session, unit, "Une erreur.")
    assert first.id is not None

    restored = restore(session, first.id, by=kofi)

    text = unit_texts(session, document, ["fr"])[2]
    assert (text.status, text.text) == (Status.CURRENT, "Une phrase.")
    assert (len(all_rows(session)), restored.reviewer_id) == (3, kofi)


def test_restoring_an_approved_text_does_not_restore_the_approval(
    session: Session, unit: CurrentUnit
) -> None:
    first = save(session, unit, "Une phrase.").translation
    save(session, unit, "Une erreur.")
    assert first.id is not None

    assert restore(session, first.id, by=None).state == TranslationState.TRANSLATED


def test_an_author_is_thanked_once_by_each_person_and_not_by_themselves(
    session: Session, unit: CurrentUnit
) -> None:
    ama, kofi = person(session, "Ama"), person(session, "Kofi")
    row = save(session, unit, "Une phrase.", author_id=ama).translation
    assert row.id is not None

    assert [thank(session, row.id, by=kofi) for _ in range(2)] == [True, False]
    assert history(session, unit.id, "fr")[0].thanks == 1
    with pytest.raises(Invalid):
        thank(session, row.id, by=ama)


def test_a_question_stands_beside_its_unit_until_it_is_resolved(
    session: Session, unit: CurrentUnit
) -> None:
    ama, kofi = person(session, "Ama"), person(session, "Kofi")
    remark = Remark(unit.id, NoteKind.QUESTION, "Whose budget?", "fr")
    question = add_note(session, remark, by=ama)
    assert question.id is not None
    reply = answer(session, question.id, "The project's.", by=kofi)

    (thread,) = notes_of(session, unit.id, "fr")
    assert (thread.note, thread.answers) == (question, (reply,))
    assert notes_of(session, unit.id, "de") == []
    assert question.resolved_at is None

    resolve(session, question.id, by=ama)
    (thread,) = notes_of(session, unit.id, "fr")
    assert thread.note.resolved_by_id == ama


def test_somebody_at_work_is_seen_by_others_until_they_leave(
    session: Session, unit: CurrentUnit
) -> None:
    ama, kofi = person(session, "Ama"), person(session, "Kofi")

    arrive(session, unit.id, "fr", ama)
    arrive(session, unit.id, "fr", ama)

    assert others(session, [unit.id], "fr", kofi) == {unit.id: [ama]}
    assert others(session, [unit.id], "fr", ama) == {}
    leave(session, unit.id, "fr", ama)
    assert others(session, [unit.id], "fr", kofi) == {}
