"""Notes and words of the glossary travel in translators' files, and notes come back."""

from dataclasses import replace
from pathlib import Path

import polib
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.translation.catalogs import read_catalog, write_catalog
from app.translation.exchange.xliff import read_xliff, write_xliff
from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.service import Change, add_concept
from app.translation.glossary.status import TermStatus
from app.translation.models import NoteKind, UnitNote
from app.translation.notes import Remark, add_note, resolve
from tests.translation.exchange.translator import PO_FILE, Translator

SUMMARY = "What to do, one step at a time."
GOAL = "join two boards"


def unit_id(ama: Translator, source: str) -> str:
    entry = next(e for e in ama.catalog().entries if e.source == source)
    return entry.context.rpartition("/")[2]


def notes(app: FastAPI) -> list[tuple[str, str | None, bool]]:
    with app.state.database.open_session() as session:
        found = session.exec(select(UnitNote).order_by(col(UnitNote.id))).all()
        return [(n.text, n.language, n.author_id is not None) for n in found]


@pytest.fixture
def asked(app: FastAPI, ama: Translator) -> str:
    """A question to the authors, a note for French, and one that is settled."""
    unit = unit_id(ama, SUMMARY)
    with app.state.database.transaction() as session:
        for kind, text, language in (
            (NoteKind.QUESTION, "Is a step a stair?", None),
            (NoteKind.NOTE, "Tutoyer\npartout.", "fr"),
            (NoteKind.NOTE, "Nur auf Deutsch.", "de"),
        ):
            add_note(session, Remark(unit, kind, text, language), by=None)
        done = add_note(session, Remark(unit, NoteKind.NOTE, "Done.", "fr"), by=None)
        resolve(session, done.id or 0, by=None)
    return unit


def test_open_notes_stand_in_the_file_and_change_nothing_when_they_come_back(
    app: FastAPI, ama: Translator, asked: str
) -> None:
    data = ama.browser.get(PO_FILE).content
    entry = next(e for e in read_catalog(data).entries if e.context.endswith(asked))

    page = ama.browser.get(ama.send(data).headers["location"]).text

    assert entry.notes == ("Is a step a stair?", "Tutoyer partout.")
    assert "says nothing that is not here already" in page
    assert len(notes(app)) == 4


def test_a_note_written_in_an_editor_of_po_files_comes_back_beside_its_unit(
    app: FastAPI, ama: Translator, asked: str, tmp_path: Path
) -> None:
    path = tmp_path / "fr.po"
    path.write_bytes(ama.browser.get(PO_FILE).content)
    file = polib.pofile(str(path), wrapwidth=0)
    entry = next(e for e in file if e.msgctxt.endswith(asked))
    entry.tcomment += "\nMarche, pas escalier?\nUn pas."
    file.save()

    sent = ama.send(path.read_bytes()).headers["location"]
    assert "1 note would be kept beside its unit." in ama.browser.get(sent).text
    ama.browser.post(f"{sent}/take")
    assert "Its notes are kept beside their units." in ama.browser.get(sent).text
    again = ama.browser.get(ama.send(path.read_bytes()).headers["location"]).text

    assert notes(app)[-1] == ("Marche, pas escalier?\nUn pas.", "fr", True)
    assert "says nothing that is not here already" in again
    page = ama.browser.get(f"/en/translate/build-a-bench/en/fr/units/{asked}").text
    assert "Marche, pas escalier?" in page


def test_notes_travel_in_xliff_as_well(
    app: FastAPI, ama: Translator, asked: str
) -> None:
    catalog = ama.catalog()
    entries = tuple(
        replace(e, notes=(*e.notes, "En XLIFF.")) if e.source == GOAL else e
        for e in catalog.entries
    )
    data = write_xliff(replace(catalog, entries=entries))

    assert any(e.notes for e in read_xliff(data).entries if e.context.endswith(asked))
    ama.bring(data, "fr.xlf")

    assert notes(app)[-1] == ("En XLIFF.", "fr", True)


def test_the_words_of_the_glossary_stand_beside_the_units_they_are_in(
    app: FastAPI, ama: Translator
) -> None:
    board = ConceptDraft(
        "",
        "en",
        (
            TermDraft("en", "board"),
            TermDraft("fr", "planche"),
            TermDraft("fr", "tableau", TermStatus.FORBIDDEN),
        ),
    )
    with app.state.database.transaction() as session:
        add_concept(session, board, Change(None, ""))

    catalog = ama.catalog()

    comments = {e.source: e.comments for e in catalog.entries}
    assert "glossary: boards = planche (not: tableau)" in comments[GOAL]
    assert not [c for c in comments[SUMMARY] if c.startswith("glossary")]
    assert write_catalog(read_catalog(write_catalog(catalog))) == write_catalog(catalog)
