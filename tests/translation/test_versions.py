"""Every approved state of a language can be opened, compared and named by a number."""

import pytest
from sqlmodel import Session

from app.platform.errors import Conflict, NotFound
from app.texts.kinds import DocumentKind
from app.texts.models import Document
from app.texts.service import new_document
from app.translation.judging import approve_all, set_state
from app.translation.models import LanguageVersion, Translation, TranslationState
from app.translation.versions import differences, texts_at, version_of, versions
from app.translation.workflow import (
    Workflow,
    progress,
    publish_language,
    set_coordinator,
    start_language,
    withdraw_language,
)
from tests.factories.texts import new_module, publish
from tests.factories.translating import person, save, unit_saying

ONE = "Write one sentence under each line of the budget."
ONE_EDITED = "Write one short sentence under each line of your budget."
TWO = "Ask somebody who was not there whether they understand it."


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, ONE, TWO)
    return document


def written(session: Session, document: Document, source: str, text: str) -> int:
    row = save(session, unit_saying(session, document, source), text).translation
    assert row.id is not None
    return row.id


def approve(session: Session, *rows: int) -> None:
    # Each in a transaction of its own, as it is done on a page.
    assert approve_all(session, rows, by=None).left == {}
    session.commit()


def said(session: Session, version: LanguageVersion) -> dict[str, str | None]:
    units = [unit for d in texts_at(session, version) for unit in d.units]
    return {unit.source: unit.text for unit in units if unit.source in {ONE, TWO}}


def test_each_approval_makes_a_version_and_several_at_once_make_one(
    session: Session, document: Document
) -> None:
    approve(session, written(session, document, ONE, "Une phrase."))
    session.commit()
    approve(
        session,
        written(session, document, ONE, "Une seule phrase."),
        written(session, document, TWO, "Demandez."),
    )

    numbers = [v.number for v in versions(session, document, "fr")]
    assert numbers == sorted(numbers, reverse=True)
    assert said(session, version_of(session, document, "fr", 1)) == {
        ONE: "Une phrase.",
        TWO: None,
    }
    assert said(session, versions(session, document, "fr")[0]) == {
        ONE: "Une seule phrase.",
        TWO: "Demandez.",
    }


def test_a_version_says_the_same_whatever_happens_after_it(
    session: Session, document: Document
) -> None:
    approve(session, written(session, document, ONE, "Une phrase."))
    pinned = version_of(session, document, "fr", 1)
    before = said(session, pinned)

    publish(session, document, ONE_EDITED)
    written(session, document, ONE_EDITED, "Une phrase courte.")
    session.commit()

    assert said(session, pinned) == before


def test_what_is_no_longer_approved_is_not_in_the_next_version(
    session: Session, document: Document
) -> None:
    first = written(session, document, ONE, "Une phrase.")
    approve(session, first)
    head = session.get_one(Translation, first + 1).id
    assert head is not None
    set_state(session, head, TranslationState.NEEDS_WORK, by=None)
    session.commit()

    newest, oldest = versions(session, document, "fr")
    assert said(session, newest)[ONE] is None
    assert said(session, oldest)[ONE] == "Une phrase."
    (changed,) = differences(session, oldest, newest)
    assert (changed.source, changed.before, changed.after) == (ONE, "Une phrase.", None)


def test_a_version_nobody_made_is_not_found(
    session: Session, document: Document
) -> None:
    with pytest.raises(NotFound):
        version_of(session, document, "fr", 1)


def test_a_pack_and_its_modules_have_their_versions_together(
    session: Session,
) -> None:
    whole = new_document(session, DocumentKind.PACK, "en")
    module = new_document(session, DocumentKind.MODULE, "en", part_of=whole.number)
    publish(session, module, ONE)

    approve(session, written(session, module, ONE, "Une phrase."))

    (version,) = versions(session, whole, "fr")
    assert version.revisions == {str(whole.number): 0, str(module.number): 1}
    assert said(session, version) == {ONE: "Une phrase."}


def test_how_far_a_language_is_is_derived_and_only_published_is_said(
    session: Session, document: Document
) -> None:
    def state() -> Workflow:
        return progress(session, document, "fr").state

    assert state() == Workflow.NOT_STARTED
    with pytest.raises(Conflict):
        publish_language(session, document, "fr", by=None)
    start_language(session, document, "fr", by=None)
    assert state() == Workflow.STARTED
    rows = [written(session, document, ONE, "Une phrase.")]
    assert state() == Workflow.IN_PROGRESS
    others = ("A title", "A lead.", TWO)
    rows += [written(session, document, source, "Traduit.") for source in others]
    assert state() == Workflow.COMPLETE
    approve(session, *rows)
    assert state() == Workflow.REVIEWED
    publish_language(session, document, "fr", by=None)
    assert state() == Workflow.PUBLISHED
    publish(session, document, ONE_EDITED, TWO)
    assert state() == Workflow.NEEDS_UPDATE
    publish(session, document, ONE, TWO)
    withdraw_language(session, document, "fr")
    assert state() == Workflow.REVIEWED


def test_somebody_looks_after_a_language(session: Session, document: Document) -> None:
    ama = person(session, "Ama")

    set_coordinator(session, document, "fr", coordinator=ama)

    decided = progress(session, document, "fr").decided
    assert decided is not None
    assert decided.coordinator_id == ama
