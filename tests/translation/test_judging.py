"""Judging: a row for each judgement, a second person, suggestions, approved states."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.platform import clock
from app.platform.errors import Conflict, Forbidden, Invalid
from app.texts.models import Document
from app.texts.queries import CurrentUnit
from app.texts.reading import Status
from app.translation.judging import (
    MOVED_ON,
    accept,
    approve_all,
    open_suggestions,
    refuse,
    set_state,
)
from app.translation.models import Translation, TranslationState
from app.translation.policy import set_policy
from app.translation.queries import unit_texts
from app.translation.saving import SECOND_PERSON
from tests.factories.texts import new_module, publish
from tests.factories.translating import all_rows, person, save, unit_saying

ONE = "Write one sentence under each line of the budget."
TWO = "Ask somebody who was not there whether they understand it."
APPROVED, REJECTED = TranslationState.APPROVED, TranslationState.REJECTED


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, ONE, TWO)
    return document


@pytest.fixture
def unit(session: Session, document: Document) -> CurrentUnit:
    return unit_saying(session, document, ONE)


@pytest.fixture
def ama(session: Session) -> int:
    return person(session, "Ama")


@pytest.fixture
def kofi(session: Session) -> int:
    return person(session, "Kofi")


def number(row: Translation) -> int:
    assert row.id is not None
    return row.id


def shown(session: Session, document: Document) -> tuple[Status, str]:
    text = unit_texts(session, document, ["fr"])[2]
    return text.status, text.text


def test_a_judgement_is_another_row_with_the_same_text_and_author(
    session: Session, unit: CurrentUnit, ama: int, kofi: int
) -> None:
    written = save(session, unit, "Une phrase.", author_id=ama).translation

    set_state(session, number(written), APPROVED, by=kofi)

    first, second = all_rows(session)
    assert (first.state, second.state) == (TranslationState.TRANSLATED, APPROVED)
    assert (second.text, second.author_id, second.reviewer_id) == (
        "Une phrase.",
        ama,
        kofi,
    )


def test_nobody_approves_what_they_wrote(
    session: Session, unit: CurrentUnit, ama: int
) -> None:
    written = save(session, unit, "Une phrase.", author_id=ama).translation

    with pytest.raises(Forbidden):
        set_state(session, number(written), APPROVED, by=ama)


def test_where_there_is_hardly_anybody_authors_may_after_some_days(
    session: Session, unit: CurrentUnit, ama: int
) -> None:
    set_policy(session, "fr", needs_second_person=True, alone_after_days=7, by=None)
    written = save(session, unit, "Une phrase.", author_id=ama).translation
    with pytest.raises(Forbidden):
        set_state(session, number(written), APPROVED, by=ama)

    written.created_at = clock.now() - timedelta(days=8)
    session.flush()

    assert set_state(session, number(written), APPROVED, by=ama).state == APPROVED


def test_what_is_rejected_is_not_shown_and_can_be_shown_again(
    session: Session, document: Document, unit: CurrentUnit, kofi: int
) -> None:
    written = save(session, unit, "Une phrase.").translation

    rejected = set_state(session, number(written), REJECTED, by=kofi)

    assert shown(session, document) == (Status.FALLBACK, ONE)
    set_state(session, number(rejected), TranslationState.TRANSLATED, by=kofi)
    assert shown(session, document) == (Status.CURRENT, "Une phrase.")


def test_a_text_that_was_replaced_meanwhile_is_not_judged(
    session: Session, unit: CurrentUnit, kofi: int
) -> None:
    first = save(session, unit, "Une phrase.").translation
    save(session, unit, "Une seule phrase.")

    with pytest.raises(Conflict, match=MOVED_ON):
        set_state(session, number(first), APPROVED, by=kofi)


def test_what_the_source_has_left_behind_is_not_approved(
    session: Session, document: Document, unit: CurrentUnit, kofi: int
) -> None:
    written = save(session, unit, "Une phrase.").translation
    publish(session, document, "Write one short sentence under every line of it.", TWO)

    with pytest.raises(Invalid):
        set_state(session, number(written), APPROVED, by=kofi)


def test_an_accepted_suggestion_is_its_authors_text(
    session: Session, document: Document, unit: CurrentUnit, ama: int, kofi: int
) -> None:
    save(session, unit, "Une phrase.")
    suggested = save(
        session,
        unit,
        "Une seule phrase.",
        author_id=ama,
        state=TranslationState.SUGGESTION,
    ).translation
    assert open_suggestions(session, unit.id, "fr") == [suggested]

    accepted = accept(session, number(suggested), by=kofi)

    assert shown(session, document) == (Status.CURRENT, "Une seule phrase.")
    assert (accepted.author_id, accepted.reviewer_id) == (ama, kofi)
    assert open_suggestions(session, unit.id, "fr") == []


def test_a_refused_suggestion_leaves_what_is_in_force(
    session: Session, document: Document, unit: CurrentUnit, kofi: int
) -> None:
    save(session, unit, "Une phrase.")
    suggested = save(session, unit, "Non.", state=TranslationState.SUGGESTION)

    refuse(session, number(suggested.translation), by=kofi)

    assert shown(session, document) == (Status.CURRENT, "Une phrase.")
    assert open_suggestions(session, unit.id, "fr") == []
    with pytest.raises(Conflict):
        accept(session, number(suggested.translation), by=kofi)


def test_several_are_approved_at_once_and_those_that_may_not_are_told(
    session: Session, document: Document, unit: CurrentUnit, ama: int, kofi: int
) -> None:
    mine = save(session, unit, "Une phrase.", author_id=kofi).translation
    other = unit_saying(session, document, TWO)
    theirs = save(session, other, "Demandez.", author_id=ama).translation

    result = approve_all(session, [number(theirs), number(mine)], by=kofi)

    assert result.done == [theirs.id]
    assert result.left == {mine.id: SECOND_PERSON}
