"""Taking catalogs in: rows are added, heads move, nothing is overwritten or doubled."""

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.texts.models import Document, UnitVersion
from app.texts.queries import current_units
from app.texts.reading import Status
from app.translation.catalogs import CatalogEntry, UnitCatalog
from app.translation.coverage import coverage
from app.translation.exchange.deciding import Outcome
from app.translation.exchange.taking_in import Plan, import_catalog
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)
from app.translation.queries import unit_texts
from app.translation.wordings import wordings
from tests.factories.texts import new_module, publish, translate

ONE = "Write one sentence under each line of the budget."
TWO = "Ask somebody who was there to read it."
ONE_EDITED = "Write one short sentence under each line of your budget."


@pytest.fixture
def document(session: Session) -> Document:
    document = new_module(session)
    publish(session, document, ONE)
    return document


def unit_id(session: Session, document: Document) -> str:
    assert document.id is not None
    return current_units(session, document.id)[2].id


def take(session: Session, document: Document, text: str, **more: object) -> Plan:
    """Take in one entry for the only paragraph."""
    headers = {
        f"X-Passalong-{key.title()}": str(more.pop(key))
        for key in ("reviewed", "origin")
        if key in more
    }
    values = {"source": ONE, "text": text, **more}
    context = f"m1/{unit_id(session, document)}"
    entry = CatalogEntry(context, **values)  # type: ignore[arg-type]
    return import_catalog(
        session, {"m1": document}, UnitCatalog("fr", headers, (entry,))
    )


def states(session: Session) -> list[TranslationState]:
    found = select(col(Translation.state)).order_by(col(Translation.id))
    return list(session.scalars(found))


def shown(session: Session, document: Document) -> tuple[Status, str]:
    text = unit_texts(session, document, ["fr"])[2]
    return text.status, text.text


def test_an_entry_becomes_a_row_and_the_head(
    session: Session, document: Document
) -> None:
    before = document.version

    report = take(session, document, "Une phrase.")

    row = session.scalars(select(Translation)).one()
    assert report.counts == {Outcome.NEW: 1}
    assert (row.state, row.origin) == (TranslationState.TRANSLATED, Origin.IMPORT)
    assert shown(session, document) == (Status.CURRENT, "Une phrase.")
    assert document.version == before + 1


def test_taking_the_same_catalog_in_twice_changes_nothing(
    session: Session, document: Document
) -> None:
    take(session, document, "Une phrase.")
    before = document.version

    report = take(session, document, "Une phrase.")

    assert report.counts == {Outcome.SAME: 1}
    assert session.scalar(select(func.count()).select_from(Translation)) == 1
    assert document.version == before


def test_a_new_wording_is_added_and_the_old_one_is_kept(
    session: Session, document: Document
) -> None:
    take(session, document, "Une phrase.")

    take(session, document, "Une seule phrase.")

    rows = session.scalars(select(Translation).order_by(col(Translation.id))).all()
    head = session.scalars(select(TranslationHead)).one()
    assert [row.text for row in rows] == ["Une phrase.", "Une seule phrase."]
    assert rows[1].supersedes_id == rows[0].id
    assert (head.translation_id, head.row_version) == (rows[1].id, 2)


def test_empty_and_unknown_entries_are_counted_and_change_nothing(
    session: Session, document: Document
) -> None:
    entries = (
        CatalogEntry(f"m1/{unit_id(session, document)}", ONE, "  "),
        CatalogEntry("m1/unheardof", "Nobody wrote this.", "Une phrase."),
        CatalogEntry("m2/elsewhere", "Nor this.", "Une phrase."),
    )

    report = import_catalog(session, {"m1": document}, UnitCatalog("fr", {}, entries))

    assert report.counts == {Outcome.EMPTY: 1, Outcome.UNKNOWN: 2}
    assert states(session) == []


def test_an_entry_of_another_documents_unit_is_not_taken(session: Session) -> None:
    mine, other = new_module(session), new_module(session)
    publish(session, mine, ONE)
    publish(session, other, TWO)
    [unit] = current_units(session, other.number)[2:]
    entry = CatalogEntry(f"m1/{unit.id}", TWO, "Une phrase.")

    report = import_catalog(session, {"m1": mine}, UnitCatalog("fr", {}, (entry,)))

    assert report.counts == {Outcome.UNKNOWN: 1}


def test_an_outdated_entry_is_pinned_to_the_wording_it_was_made_from(
    session: Session, document: Document
) -> None:
    publish(session, document, ONE_EDITED)

    take(
        session,
        document,
        "Une phrase.",
        source=ONE_EDITED,
        is_fuzzy=True,
        previous=ONE,
    )

    assert shown(session, document) == (Status.OUTDATED, "Une phrase.")


def test_a_wording_the_text_never_had_is_remembered(
    session: Session, document: Document
) -> None:
    never_here = ONE.replace("one sentence", "a sentence")

    take(session, document, "Une phrase.", source=never_here)
    publish(session, document, never_here)

    wording = select(UnitVersion).where(col(UnitVersion.text) == never_here)
    assert session.scalars(wording).one().unit_id == unit_id(session, document)
    assert shown(session, document) == (Status.CURRENT, "Une phrase.")


def test_what_is_left_of_an_earlier_wording_does_not_make_a_good_entry_outdated(
    session: Session, document: Document
) -> None:
    """Some editors leave the line there when they take the fuzzy mark away."""
    take(session, document, "Une phrase.", previous="Something else.")

    assert shown(session, document)[0] == Status.CURRENT


def test_a_rough_entry_is_kept_for_translators_and_not_shown(
    session: Session, document: Document
) -> None:
    take(session, document, "Une phrase ?", is_fuzzy=True)

    assert states(session) == [TranslationState.NEEDS_WORK]
    assert shown(session, document) == (Status.FALLBACK, ONE)
    assert coverage(session, document) == {}


def test_a_rough_entry_becomes_good_when_its_mark_is_taken_away(
    session: Session, document: Document
) -> None:
    take(session, document, "Une phrase.", is_fuzzy=True)
    again = take(session, document, "Une phrase.", is_fuzzy=True)

    take(session, document, "Une phrase.")

    assert again.counts == {Outcome.SAME: 1}
    assert shown(session, document) == (Status.CURRENT, "Une phrase.")


def test_what_gettext_carries_over_to_a_new_wording_takes_nothing_away(
    session: Session, document: Document
) -> None:
    """msgmerge without --previous: the old text, the new source, marked fuzzy."""
    take(session, document, "Une phrase.")
    publish(session, document, ONE_EDITED)

    report = take(session, document, "Une phrase.", source=ONE_EDITED, is_fuzzy=True)

    assert report.counts == {Outcome.SAME: 1}
    assert shown(session, document) == (Status.OUTDATED, "Une phrase.")


def test_a_review_is_taken_in_and_an_older_file_does_not_take_it_back(
    session: Session, document: Document
) -> None:
    take(session, document, "Une phrase.", origin="machine")
    machine = unit_texts(session, document, ["fr"])[2].is_machine

    take(session, document, "Une phrase.", origin="machine", reviewed="yes")
    take(session, document, "Une phrase.", origin="machine", reviewed="no")

    assert machine is True
    assert unit_texts(session, document, ["fr"])[2].is_machine is False
    assert states(session) == [TranslationState.TRANSLATED, TranslationState.APPROVED]
    assert coverage(session, document)["fr"].reviewed == 1


def test_a_translator_who_looks_again_can_mark_a_translation_as_rough(
    session: Session, document: Document
) -> None:
    take(session, document, "Une phrase.")

    take(session, document, "Une phrase.", is_fuzzy=True)

    assert shown(session, document) == (Status.FALLBACK, ONE)
    kept = wordings(session, document.id or 0, states=set(TranslationState))
    assert [wording.text for wording in kept["fr"].values()] == ["Une phrase."]


def test_languages_do_not_touch_each_other(
    session: Session, document: Document
) -> None:
    translate(session, document, "fr", {ONE: "Une phrase."})
    translate(session, document, "ar", {ONE: "جملة واحدة."})

    assert shown(session, document) == (Status.CURRENT, "Une phrase.")
    assert sorted(coverage(session, document)) == ["ar", "fr"]
