"""`passalong translations sync`: git drives a language, and nothing is overwritten."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.packs.queries import find_pack_by_key
from app.platform.ids import text_hash
from app.translation.catalogs import UnitCatalog, read_catalog, write_catalog
from app.translation.exchange.deciding import Basis
from app.translation.exchange.exporting import Exporter
from app.translation.exchange.subjects import Subject, find_subject, pack_id
from app.translation.exchange.taking_in import import_catalog
from app.translation.models import NoteKind, Translation, TranslationState, UnitNote
from app.translation.notes import Remark, add_note, resolve
from tests.accounts.people import person
from tests.cli.conftest import Run
from tests.factories.library import BENCH, ContentFolders
from tests.translation.exchange.translator import edited

PO = f"{BENCH}/translations/fr.po"
COURSE_PO = "courses/furnish-a-house/translations/fr.po"
TITLE, SUMMARY = "Build a bench", "You choose the wood, cut it and join it."
SUMMARY += " You end with a bench."


@pytest.fixture
def ama(loaded_folders: ContentFolders) -> User:
    return person(loaded_folders.database, "Ama")


def catalog_in(folders: ContentFolders, name: str = PO) -> UnitCatalog:
    return read_catalog((folders.root / name).read_bytes())


def edit_file(folders: ContentFolders, texts: dict[str, str], name: str = PO) -> None:
    """Change translations in a file, as a pull request does."""
    folders.write(name, write_catalog(edited(catalog_in(folders, name), texts)))


def subject_in(session: Session) -> Subject:
    subject = find_subject(session, pack_id("bench1"))
    assert subject is not None
    return subject


def translate_here(folders: ContentFolders, user: User, texts: dict[str, str]) -> None:
    """Translate as somebody does in the workbench, whatever is in the file."""
    with folders.database.transaction() as session:
        subject = subject_in(session)
        basis = Basis(author_id=user.id, seen_id=2**31 - 1, may_approve=True)
        catalog = edited(template(session), texts)
        import_catalog(session, subject.documents, catalog, basis)


def template(session: Session) -> UnitCatalog:
    exporter = Exporter.of(session, subject_in(session), ["fr"])
    empty = exporter.folder_catalog("fr")
    entries = tuple(replace(entry, text="") for entry in empty.entries)
    return replace(empty, headers={}, entries=entries)


def texts_here(folders: ContentFolders) -> list[tuple[str, TranslationState]]:
    with folders.database.open_session() as session:
        rows = session.exec(select(Translation).order_by(col(Translation.id)))
        return [(row.text, row.state) for row in rows]


def files(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): text_hash(path.read_bytes().hex())
        for path in root.rglob("*")
        if path.is_file()
    }


def test_what_was_translated_here_is_written_beside_its_text(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})

    ended = passalong("translations", "sync")

    assert ended.exit_code == 0, ended.output
    assert f"wrote {PO}" in ended.output
    assert f"wrote {BENCH}/units.json" in ended.output
    catalog = catalog_in(loaded_folders)
    assert [e.text for e in catalog.entries if e.text] == ["Un banc"]
    assert "X-Passalong-Site" not in catalog.headers


def test_a_second_sync_changes_no_byte(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})
    passalong("translations", "sync")
    before = files(loaded_folders.root)

    ended = passalong("translations", "sync")

    assert ended.output == "0 translations and 0 notes taken in, 0 files written.\n"
    assert files(loaded_folders.root) == before


def test_a_sync_leaves_nothing_for_the_next_load(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})

    passalong("translations", "sync")

    assert loaded_folders.load().loaded == []


def test_what_somebody_changed_in_a_file_is_taken_in(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})
    passalong("translations", "sync")
    edit_file(loaded_folders, {TITLE: "Le banc", SUMMARY: "Le bois."})

    ended = passalong("translations", "sync")

    assert ended.output == "2 translations and 0 notes taken in, 0 files written.\n"
    assert [text for text, _ in texts_here(loaded_folders)] == [
        *("Un banc", "Le banc", "Le bois.")
    ]


@pytest.mark.parametrize("command", [("translations", "sync"), ("content", "load")])
def test_what_was_changed_in_both_stays_here_and_the_file_suggests(
    passalong: Run, loaded_folders: ContentFolders, ama: User, command: tuple[str, str]
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})
    passalong("translations", "sync")
    translate_here(loaded_folders, ama, {TITLE: "Mon banc"})
    edit_file(loaded_folders, {TITLE: "Le banc"})

    ended = passalong(*command)

    assert texts_here(loaded_folders)[1:] == [
        ("Mon banc", TranslationState.TRANSLATED),
        ("Le banc", TranslationState.SUGGESTION),
    ]
    if command[0] == "translations":
        line = catalog_in(loaded_folders).entries[0].line
        assert f"{PO}:{line}: became a suggestion" in ended.output
        assert catalog_in(loaded_folders).entries[0].text == "Mon banc"


def test_a_file_that_is_only_older_does_not_come_back(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    """Another file of the folder changed, so all of it is loaded again."""
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})
    passalong("translations", "sync")
    translate_here(loaded_folders, ama, {TITLE: "Mon banc"})
    loaded_folders.change(f"{BENCH}/modules/01-choose.md", "Dry wood", "Old dry wood")

    passalong("content", "load")

    assert [text for text, _ in texts_here(loaded_folders)] == ["Un banc", "Mon banc"]


def test_an_entry_nobody_knows_is_named_with_its_line(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})
    passalong("translations", "sync")
    added = b'\nmsgctxt "m1/zzzzzzzz"\nmsgid "Nobody wrote this."\nmsgstr "Personne."\n'
    path = loaded_folders.root / PO
    lines = path.read_text().count("\n")
    path.write_bytes(path.read_bytes() + added)

    ended = passalong("translations", "sync")

    # The line of its msgid, after an empty one and its context.
    assert f"{PO}:{lines + 3}: is in no text here" in ended.output


def test_a_folder_whose_text_differs_is_left_alone(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    loaded_folders.change(f"{BENCH}/modules/01-choose.md", "Dry wood", "Old dry wood")

    ended = passalong("translations", "sync", "--slug", "build-a-bench")

    assert ended.exit_code == 1
    assert f"{BENCH}: left alone, its text here is not that of the folder" in (
        ended.output
    )


def test_courses_are_kept_in_step_as_well(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    passalong("content", "export", str(loaded_folders.root))
    loaded_folders.write(
        COURSE_PO,
        'msgid ""\nmsgstr "Language: fr\\n"\n\n'
        'msgid "Furnish a house"\nmsgstr "Meubler"\n',
    )

    ended = passalong("translations", "sync", "--slug", "furnish-a-house")

    assert ended.exit_code == 0, ended.output
    [title, *_] = catalog_in(loaded_folders, COURSE_PO).entries
    assert (title.source, title.text) == ("Furnish a house", "Meubler")
    assert title.context.startswith("course/")


def test_a_broken_catalog_is_named_and_the_others_are_kept_in_step(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})
    loaded_folders.write("learning_packs/build-a-table/translations/fr.po", 'msgid "a')

    ended = passalong("translations", "sync")

    assert ended.exit_code == 1
    assert "build-a-table/translations/fr.po:1: a text does not" in ended.output
    assert f"wrote {PO}" in ended.output


def test_a_pack_that_is_not_here_is_said(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    with loaded_folders.database.transaction() as session:
        pack = find_pack_by_key(session, "bench1")
        assert pack is not None
        session.delete(pack)

    ended = passalong("translations", "sync")

    assert f"{BENCH}: left alone, it is not loaded here" in ended.output


def notes_here(folders: ContentFolders) -> list[tuple[str, str | None]]:
    with folders.database.open_session() as session:
        rows = session.exec(select(UnitNote).order_by(col(UnitNote.id)))
        return [(row.text, row.language) for row in rows]


def test_notes_travel_in_the_files_until_they_are_settled(
    passalong: Run, loaded_folders: ContentFolders, ama: User
) -> None:
    translate_here(loaded_folders, ama, {TITLE: "Un banc"})
    passalong("translations", "sync")
    catalog = catalog_in(loaded_folders)
    noted = tuple(
        replace(e, notes=("Banc ou tabouret?",)) if e.source == TITLE else e
        for e in catalog.entries
    )
    loaded_folders.write(PO, write_catalog(replace(catalog, entries=noted)))
    unit_id = catalog.entries[0].context.rpartition("/")[2]

    ended = passalong("translations", "sync")

    assert f"{PO}: notes kept beside their units: 1" in ended.output
    assert "0 translations and 1 notes taken in" in ended.output

    assert notes_here(loaded_folders) == [("Banc ou tabouret?", "fr")]
    with loaded_folders.database.transaction() as session:
        add_note(session, Remark(unit_id, NoteKind.NOTE, "Un banc.", "fr"), by=ama.id)
    passalong("translations", "sync")
    written = next(e for e in catalog_in(loaded_folders).entries if e.notes)
    assert written.notes == ("Banc ou tabouret?", "Un banc.")

    before = files(loaded_folders.root)
    assert passalong("translations", "sync").output.endswith("0 files written.\n")
    assert (files(loaded_folders.root), len(notes_here(loaded_folders))) == (before, 2)

    with loaded_folders.database.transaction() as session:
        for note in session.exec(select(UnitNote)).all():
            resolve(session, note.id or 0, by=ama.id)
    passalong("translations", "sync")
    assert not any(e.notes for e in catalog_in(loaded_folders).entries)
    assert len(notes_here(loaded_folders)) == 2
