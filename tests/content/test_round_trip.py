"""Translations beside a text: loaded, exported, edited elsewhere, never lost."""

from sqlalchemy import select
from sqlmodel import col

from app.content.export import export_pack
from app.packs.models import PackLanguage
from app.platform.db import Database
from app.texts.reading import Status
from tests.content.loaded import (
    EDITED,
    ONE,
    SENTENCE,
    add_french,
    export,
    french,
    pack,
)
from tests.factories.library import BENCH, ContentFolders


def test_a_catalog_beside_the_text_is_loaded(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    add_french(folders, database)

    folders.load()

    assert set(french(database).values()) == {Status.CURRENT}
    with database.open_session() as session:
        rows = session.scalars(
            select(PackLanguage).where(col(PackLanguage.language) == "fr")
        )
        row = rows.one()
    assert (row.percent, row.outdated, row.title) == (100, 0, "fr Build a bench")


def test_what_was_exported_edited_elsewhere_and_loaded_keeps_every_translation(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    add_french(folders, database)
    folders.load()
    export(folders, database)
    folders.change(ONE, SENTENCE, EDITED)
    moved = "::: video file=look\nHow to look at a board.\n:::\n\n"
    folders.change(ONE, moved, "")
    folders.write(ONE, folders.read(ONE) + "\n" + moved)

    folders.load()

    shown = french(database)
    assert list(shown.values()).count(Status.OUTDATED) == 1
    assert Status.FALLBACK not in shown.values()
    assert shown["fr How to look at a board."] == Status.CURRENT


def test_on_a_new_installation_an_edited_text_keeps_its_translations_too(
    folders: ContentFolders, database: Database, elsewhere: Database
) -> None:
    folders.load()
    add_french(folders, database)
    folders.load()
    export(folders, database)
    folders.change(ONE, SENTENCE, EDITED)

    folders.database = elsewhere
    report = folders.load()

    shown = french(elsewhere)
    assert report.failed == []
    assert list(shown.values()).count(Status.OUTDATED) == 1
    assert Status.FALLBACK not in shown.values()


def test_an_edit_that_is_taken_back_makes_its_translation_current_again(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    add_french(folders, database)
    folders.load()
    folders.change(ONE, SENTENCE, EDITED)
    folders.load()
    edited = list(french(database).values())
    folders.change(ONE, EDITED, SENTENCE)

    folders.load()

    assert edited.count(Status.OUTDATED) == 1
    assert set(french(database).values()) == {Status.CURRENT}


def test_a_round_trip_changes_no_byte(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    add_french(folders, database)
    folders.load()
    export(folders, database)
    folders.load()
    before = {
        path.relative_to(folders.root): path.read_bytes()
        for path in (folders.root / BENCH).rglob("*")
        if path.is_file()
    }

    export(folders, database)

    after = {
        path.relative_to(folders.root): path.read_bytes()
        for path in (folders.root / BENCH).rglob("*")
        if path.is_file()
    }
    assert after == before
    with database.open_session() as session:
        files = export_pack(session, folders.storage, pack(session))
    assert {f"{BENCH}/{name}" for name in files} == {str(name) for name in before}
