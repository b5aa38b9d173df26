"""Saving a translation: rows are appended, nobody's text is lost, readers get it."""

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.errors import Forbidden, Invalid, NotFound
from app.platform.outbox import OutboxEvent
from app.texts.models import Document
from app.texts.queries import CurrentUnit
from app.texts.reading import Status
from app.texts.structure import ANOTHER_BLOCK
from app.translation.models import Origin, TranslationState
from app.translation.policy import set_policy
from app.translation.queries import unit_texts
from app.translation.saving import Clash, Draft, save_translation
from tests.factories.texts import new_module, publish
from tests.factories.translating import (
    all_rows,
    draft_for,
    person,
    save,
    try_to_save,
    unit_saying,
)

pytestmark = pytest.mark.smoke

ONE = "Write one sentence under each line of the budget."
EDITED = "Write one short sentence under each line of your budget."
LINKED = "See [the page](https://example.org/a) of the project."
LINKED_ELSEWHERE = "See [the page](https://example.org/b) of the project."


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, ONE)
    return document


@pytest.fixture
def unit(session: Session, document: Document) -> CurrentUnit:
    return unit_saying(session, document, ONE)


def shown(session: Session, document: Document) -> tuple[Status, str]:
    text = unit_texts(session, document, ["fr"])[2]
    return text.status, text.text


def test_what_is_saved_is_what_readers_get(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    ama = person(session, "Ama")

    saved = save(session, unit, "Une phrase.", author_id=ama)

    assert shown(session, document) == (Status.CURRENT, "Une phrase.")
    assert (saved.row_version, saved.refused) == (1, "")
    assert (saved.translation.author_id, saved.translation.origin) == (
        ama,
        Origin.HUMAN,
    )


def test_a_second_text_supersedes_the_first_which_stays(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    first = save(session, unit, "Une phrase.").translation

    second = save(session, unit, "Une seule phrase.")

    assert [row.text for row in all_rows(session)] == [
        "Une phrase.",
        "Une seule phrase.",
    ]
    assert (second.row_version, second.translation.supersedes_id) == (2, first.id)


def test_saving_the_same_text_again_adds_nothing(
    session: Session, unit: CurrentUnit
) -> None:
    save(session, unit, "Une phrase.")

    again = save(session, unit, "Une phrase.\r\n")

    assert (len(all_rows(session)), again.row_version) == (1, 1)


def test_of_two_who_save_at_once_both_texts_are_kept(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    draft = draft_for(session, unit, "Une autre phrase.")
    save(session, unit, "Une phrase.")

    clash = save_translation(session, draft)

    assert isinstance(clash, Clash)
    assert (clash.theirs.text, clash.mine.text) == ("Une phrase.", "Une autre phrase.")
    assert clash.mine.state == TranslationState.SUGGESTION
    assert shown(session, document) == (Status.CURRENT, "Une phrase.")


def test_two_who_save_the_same_text_at_once_do_not_clash(
    session: Session, unit: CurrentUnit
) -> None:
    draft = draft_for(session, unit, "Une phrase.")
    save(session, unit, "Une phrase.")

    again = save_translation(session, draft)

    assert not isinstance(again, Clash)
    assert len(all_rows(session)) == 1


def test_a_suggestion_is_kept_and_changes_nothing_for_readers(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    save(session, unit, "Une phrase.", state=TranslationState.SUGGESTION)

    assert shown(session, document) == (Status.FALLBACK, ONE)
    assert [row.was_head for row in all_rows(session)] == [False]


def test_a_text_made_from_an_earlier_wording_is_outdated_when_it_is_saved(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    draft = draft_for(session, unit, "Une phrase.")
    publish(session, document, EDITED)

    saved = save_translation(session, draft)

    assert not isinstance(saved, Clash)
    assert shown(session, document) == (Status.OUTDATED, "Une phrase.")


def test_links_are_kept_as_variables_and_filled_from_todays_source(
    session: Session, document: Document
) -> None:
    publish(session, document, LINKED)
    unit = unit_saying(session, document, LINKED)
    save(session, unit, "Voir [la page](https://example.org/a) du projet.")

    publish(session, document, LINKED_ELSEWHERE)

    kept = all_rows(session)[-1].text
    assert kept == "Voir [la page]({1}) du projet."
    expected = "Voir [la page](https://example.org/b) du projet."
    assert shown(session, document) == (Status.CURRENT, expected)


def test_a_text_that_would_change_the_page_is_kept_but_not_shown(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    saved = save(session, unit, "# Un titre")

    assert saved.refused == ANOTHER_BLOCK
    assert saved.translation.state == TranslationState.NEEDS_WORK
    assert shown(session, document) == (Status.FALLBACK, ONE)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2_000])
def test_nothing_and_far_too_much_are_refused(
    session: Session, unit: CurrentUnit, text: str
) -> None:
    with pytest.raises(Invalid):
        try_to_save(session, unit, text)


def test_a_wording_of_another_unit_cannot_be_the_source(
    session: Session, document: Document, unit: CurrentUnit
) -> None:
    title = unit_saying(session, document, "A title")
    draft = draft_for(session, unit, "Une phrase.", shown_version_id=title.version_id)

    with pytest.raises(Invalid):
        save_translation(session, draft)


def test_a_unit_that_never_was_cannot_be_translated(session: Session) -> None:
    draft = Draft(unit_id="none", language="fr", text="x", shown_version_id=1)

    with pytest.raises(NotFound):
        save_translation(session, draft)


def test_authors_do_not_approve_alone_unless_their_language_lets_them(
    session: Session, unit: CurrentUnit
) -> None:
    approved = TranslationState.APPROVED
    with pytest.raises(Forbidden):
        try_to_save(session, unit, "Une phrase.", state=approved)

    set_policy(session, "fr", needs_second_person=False, by=None)

    assert save(session, unit, "Une phrase.", state=approved).refused == ""


def test_whoever_remembers_translations_hears_of_each(
    session: Session, unit: CurrentUnit
) -> None:
    saved = save(session, unit, "Une phrase.")

    told = session.scalars(
        select(OutboxEvent).where(col(OutboxEvent.name) == "translation.saved")
    ).one()
    assert told.payload == {
        "unit_id": unit.id,
        "language": "fr",
        "translation_id": saved.translation.id,
    }
