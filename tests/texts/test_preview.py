"""Before publishing: what becomes of each unit, and what only an editor can say."""

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from app.platform.errors import Invalid, NotFound
from app.texts.linking import NewText
from app.texts.meanings import mark_equivalent, undo_equivalence
from app.texts.models import Document, Revision, Unit, UnitVersion
from app.texts.overrides import Piece, detach, join
from app.texts.preview import Fate, Preview, publish_preview
from app.texts.reading import Status
from app.translation.models import Translation
from app.translation.queries import unit_texts
from tests.factories.texts import module_text, new_module, publish, translate
from tests.factories.translating import save, unit_saying

A = "Write one sentence under each line of the budget."
A_TYPO = "Write one sentense under each line of the budget."
B = "Ask somebody who was not there whether they understand it."
C = "Thank the people who lent you their rooms and their time."
D = "Keep [the list](https://example.org/a) of receipts in one folder."
D_ELSEWHERE = "Keep [the list](https://example.org/b) of receipts in one folder."
HEAD_UNITS = 2


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, A, B, C, D)
    return document


def preview(session: Session, document: Document, *paragraphs: str) -> Preview:
    text = NewText(module_text(*paragraphs), "k/m1")
    return publish_preview(session, document, text)


def fates(found: Preview) -> list[Fate]:
    return [change.fate for change in found.changes[HEAD_UNITS:]]


def status(session: Session, document: Document, text: str) -> Status:
    shown = unit_texts(session, document, ["fr"])
    unit = unit_saying(session, document, text)
    return next(found.status for found in shown if found.unit_id == unit.id)


def translated_then_edited(session: Session, document: Document) -> None:
    translate(session, document, "fr", {A: "Une phrase."})
    publish(session, document, A_TYPO, B, C, D)


def test_nothing_changes_when_the_text_is_the_same(
    session: Session, document: Document
) -> None:
    found = preview(session, document, A, B, C, D)

    assert found.counts == {Fate.SAME: 6}


def test_an_edit_outdates_and_what_only_leads_elsewhere_does_not(
    session: Session, document: Document
) -> None:
    found = preview(session, document, A_TYPO, B, C, D_ELSEWHERE)

    assert fates(found) == [Fate.EDITED, Fate.SAME, Fate.SAME, Fate.HARMLESS]
    assert [change.before for change in found.outdating] == [A]


def test_only_what_was_moved_counts_as_moved(
    session: Session, document: Document
) -> None:
    found = preview(session, document, B, C, D, A)

    assert fates(found) == [Fate.SAME, Fate.SAME, Fate.SAME, Fate.MOVED]


def test_what_goes_what_comes_and_what_comes_back_is_told(
    session: Session, document: Document
) -> None:
    publish(session, document, A, C, D)

    found = preview(session, document, "Invite three new people next year.", A, B, C)

    assert fates(found) == [
        *(Fate.NEW, Fate.SAME, Fate.RETURNING, Fate.SAME),
        Fate.RETIRED,
    ]


def test_a_paragraph_rewritten_in_its_place_is_linked_but_shown_to_no_reader(
    session: Session, document: Document
) -> None:
    rewritten = "Every budget line gets a word or two on why it was spent there."

    found = preview(session, document, rewritten, B, C, D)

    assert fates(found)[0] == Fate.WEAK


def test_looking_writes_nothing(session: Session, document: Document) -> None:
    preview(session, document, A_TYPO, B)

    assert session.scalar(select(func.count()).select_from(Revision)) == 1
    assert session.scalar(select(func.count()).select_from(UnitVersion)) == 6


def test_a_piece_cut_off_remembers_what_it_was_cut_from(
    session: Session, document: Document
) -> None:
    first = "Count what you spent on travel, on food and on rooms."
    second = "Give the sums to the one who writes the report."
    publish(session, document, A, f"{first} {second}", C)
    whole = unit_saying(session, document, f"{first} {second}")

    found = preview(session, document, A, first, second, C)
    publish(session, document, A, first, second, C)

    kept, cut = (unit_saying(session, document, text) for text in (first, second))
    new = next(c for c in found.changes if c.cut_from)
    assert new.cut_from == whole.id
    origins = {session.get_one(Unit, u.id).split_from_id for u in (kept, cut)}
    assert whole.id in origins


def test_a_typo_declared_harmless_leaves_translations_current(
    session: Session, document: Document
) -> None:
    before = unit_saying(session, document, A)
    translated_then_edited(session, document)
    assert status(session, document, A_TYPO) == Status.OUTDATED
    after = unit_saying(session, document, A_TYPO)

    said = mark_equivalent(session, after.version_id, before.version_id, by=None)

    assert status(session, document, A_TYPO) == Status.CURRENT
    assert said.id is not None
    undo_equivalence(session, said.id)
    assert status(session, document, A_TYPO) == Status.OUTDATED


def test_what_means_the_same_means_it_both_ways_and_with_others(
    session: Session, document: Document
) -> None:
    first = unit_saying(session, document, A)
    translated_then_edited(session, document)
    second = unit_saying(session, document, A_TYPO)
    mark_equivalent(session, second.version_id, first.version_id, by=None)
    save(session, second, "Une seule phrase.")

    publish(session, document, A, B, C, D)

    assert status(session, document, A) == Status.CURRENT
    assert fates(preview(session, document, A_TYPO, B, C, D))[0] == Fate.HARMLESS


def test_wordings_of_two_units_cannot_mean_the_same(
    session: Session, document: Document
) -> None:
    one, other = (unit_saying(session, document, text) for text in (A, B))

    with pytest.raises(Invalid):
        mark_equivalent(session, one.version_id, other.version_id, by=None)
    with pytest.raises(NotFound):
        mark_equivalent(session, one.version_id, 10_000, by=None)


def test_an_editor_joins_a_piece_to_the_unit_it_is(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {A: "Une phrase."})
    lost = unit_saying(session, document, A)
    rewritten = "For money, say what it was for."
    publish(session, document, B, C, D, rewritten)
    assert unit_saying(session, document, rewritten).id != lost.id

    join(session, Piece(document, HEAD_UNITS + 3, "k/m1"), lost.id, by=None)

    assert unit_saying(session, document, rewritten).id == lost.id
    assert session.scalar(select(func.count()).select_from(Translation)) == 1


def test_an_editor_detaches_a_piece_that_is_another_one(
    session: Session, document: Document
) -> None:
    translated_then_edited(session, document)
    old = unit_saying(session, document, A_TYPO)

    detach(session, Piece(document, HEAD_UNITS, "k/m1"), by=None)
    new = unit_saying(session, document, A_TYPO)
    publish(session, document, A_TYPO, B, C)

    assert new.id != old.id
    assert status(session, document, A_TYPO) == Status.FALLBACK
    assert unit_saying(session, document, A_TYPO).id == new.id, "it stays detached"


def test_a_unit_cannot_stand_twice_or_in_another_text(
    session: Session, document: Document
) -> None:
    standing = unit_saying(session, document, B)
    with pytest.raises(Invalid):
        join(session, Piece(document, HEAD_UNITS, "k/m1"), standing.id, by=None)

    other = new_module(session)
    publish(session, other, "Another text about something else entirely.")
    foreign = unit_saying(session, other, "A lead.")
    with pytest.raises(Invalid):
        join(session, Piece(document, HEAD_UNITS, "k/m1"), foreign.id, by=None)


def test_a_place_the_text_does_not_have_is_refused(
    session: Session, document: Document
) -> None:
    with pytest.raises(NotFound):
        detach(session, Piece(document, 99, "k/m1"), by=None)
