"""`passalong units`: what an edit outdates before it is loaded, and what is what."""

import re

from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.models import Module
from app.platform.db import Database
from app.texts.models import Document, Unit
from app.texts.queries import current_units
from app.texts.reading import Status
from app.translation.queries import unit_texts
from tests.cli.conftest import Run
from tests.factories.library import BENCH, ContentFolders
from tests.factories.translating import save, unit_saying

MODULE = f"{BENCH}/modules/01-choose-the-wood.md"
LEAD, EDITED = "Why it matters.", "Why it matters so."


def first_module(session: Session) -> Document:
    found = select(Document).join(Module, col(Module.document_id) == col(Document.id))
    found = found.where(col(Module.key) == "m1").order_by(col(Module.id)).limit(1)
    return session.scalars(found).one()


def translated(database: Database) -> str:
    with database.transaction() as session:
        unit = unit_saying(session, first_module(session), LEAD)
        save(session, unit, "Hvorfor det betyr noe.", language="nb")
    return unit.id


def status(database: Database) -> Status:
    with database.open_session() as session:
        return unit_texts(session, first_module(session), ["nb"])[1].status


def edit(passalong: Run, folders: ContentFolders) -> None:
    (path,) = folders.root.glob(f"{BENCH}/modules/01-*.md")
    folders.change(str(path.relative_to(folders.root)), LEAD, EDITED)


def test_what_an_edit_would_outdate_is_told_before_it_is_loaded(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    unit_id = translated(loaded_folders.database)
    edit(passalong, loaded_folders)

    ended = passalong("units", "preview", "build-a-bench")

    assert ended.exit_code == 0
    assert re.search(rf"  {unit_id} Why it matters.*\[\+", ended.output)
    assert "m1: " in ended.output
    assert "1 edited" in ended.output
    assert status(loaded_folders.database) == Status.CURRENT, "nothing was loaded"


def test_an_edit_that_changed_no_meaning_is_declared_harmless(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    unit_id = translated(loaded_folders.database)
    edit(passalong, loaded_folders)
    passalong("content", "load")
    assert status(loaded_folders.database) == Status.OUTDATED

    ended = passalong("units", "same-meaning", unit_id, "--reason", "one word")

    assert ended.exit_code == 0, ended.output
    assert status(loaded_folders.database) == Status.CURRENT
    taken_back = passalong("units", "other-meaning", unit_id)
    assert taken_back.exit_code == 0, taken_back.output
    assert status(loaded_folders.database) == Status.OUTDATED
    assert passalong("units", "other-meaning", unit_id).exit_code == 1


def test_a_piece_is_detached_and_joined_again(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    unit_id = translated(loaded_folders.database)

    assert passalong("units", "detach", "build-a-bench", "m1", "1").exit_code == 0
    assert status(loaded_folders.database) == Status.FALLBACK
    ended = passalong("units", "join", "build-a-bench", "m1", "1", unit_id)

    assert ended.exit_code == 0, ended.output
    assert status(loaded_folders.database) == Status.CURRENT
    assert (
        f"   1 {unit_id} lead"
        in passalong("units", "list", "build-a-bench", "m1").output
    )


def test_a_piece_is_said_to_be_cut_out_of_another(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    unit_id = translated(loaded_folders.database)

    ended = passalong("units", "split", "build-a-bench", "m1", "0", unit_id)

    assert ended.exit_code == 0, ended.output
    assert status(loaded_folders.database) == Status.CURRENT
    with loaded_folders.database.open_session() as session:
        first = current_units(session, first_module(session).number)[0]
        assert session.get_one(Unit, first.id).split_from_id == unit_id


def test_a_module_is_written_in_another_language_block_for_block(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    translated(loaded_folders.database)
    target = loaded_folders.root / "out"

    ended = passalong("units", "write", "build-a-bench", "nb", str(target))

    (first, *_) = sorted(target.glob("01-*.nb.md"))
    text = first.read_text(encoding="utf-8")
    with loaded_folders.database.open_session() as session:
        assert len(current_units(session, first_module(session).number)) > 2
    assert ended.exit_code == 0
    assert 'lead = "Hvorfor det betyr noe."' in text
    assert text.startswith('+++\nlanguage = "nb"\nsource_revision = 1\n')


def test_what_is_not_there_is_said(
    passalong: Run, loaded_folders: ContentFolders
) -> None:
    for words in (
        ("preview", "none"),
        ("same-meaning", "none"),
        ("list", "none", "m1"),
        ("detach", "build-a-bench", "m9", "0"),
        ("join", "build-a-bench", "m1", "0", "none"),
        ("split", "build-a-bench", "m1", "0", "none"),
        ("write", "build-a-bench", "zz-zz", "out"),
    ):
        assert passalong("units", *words).exit_code == 1, words
