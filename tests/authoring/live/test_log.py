"""The log of a live draft: nothing is lost when it is shortened or a writer dies."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from app.authoring.live import log
from app.authoring.live.documents import BODY, load_document, read
from app.authoring.live.joining import open_live
from app.authoring.live.left import left_unsaved
from app.authoring.live.log import compact, find_live, hold, whole_log
from app.authoring.live.models import DocUpdate, LiveDraft
from app.authoring.live.store import New, look, save, write
from app.platform.db import Database
from tests.authoring.live.conftest import IS_SOAK, module_document
from tests.authoring.live.killing import kill_often

SOME = 20
KILLED = 200 if IS_SOAK else 20


@pytest.fixture
def database(starter_url: str) -> Iterator[Database]:
    with Database(starter_url) as database:
        yield database


@pytest.fixture
def live(database: Database) -> LiveDraft:
    with database.transaction() as session:
        return open_live(session, module_document(database))


def type_words(database: Database, live: LiveDraft, count: int) -> list[bytes]:
    """Commit words one after the other; return the updates."""
    with database.open_session() as session:
        document = load_document(whole_log(session, live.document_id).updates)
    updates = []
    for number in range(count):
        before = document.get_state()
        document[BODY].insert(0, f"⟨{number}⟩")
        updates.append(document.get_update(before))
        write(database, [New(live.document_id, live.epoch, updates[-1], [])])
    return updates


def rows(database: Database, live: LiveDraft) -> int:
    with database.open_session() as session:
        mine = col(DocUpdate.document_id) == live.document_id
        return session.scalar(select(func.count()).where(mine)) or 0


def text(database: Database, live: LiveDraft) -> str:
    with database.open_session() as session:
        return read(load_document(whole_log(session, live.document_id).updates)).body


def test_a_long_log_becomes_short_and_the_text_stays(
    database: Database, live: LiveDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LONG_LOG", SOME)
    type_words(database, live, 2 * SOME)
    before = text(database, live)

    save(database, live.document_id)
    type_words(database, live, 2)

    assert rows(database, live) == 2
    assert text(database, live).endswith(before)


def test_who_has_read_less_than_was_shortened_reads_all_of_it(
    database: Database, live: LiveDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LONG_LOG", SOME)
    with database.open_session() as session:
        behind = load_document(whole_log(session, live.document_id).updates)
    type_words(database, live, 2 * SOME)
    save(database, live.document_id)

    found = look(database, {live.document_id: 3}, [])

    for update in found.logs[live.document_id].updates:
        behind.apply_update(update)
    assert read(behind).body == text(database, live)


def test_what_is_in_no_save_yet_is_not_merged(
    database: Database, live: LiveDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LONG_LOG", SOME)
    type_words(database, live, 2 * SOME)

    with database.transaction() as session:
        held = hold(session, live.document_id)
        assert held is not None
        assert not compact(session, held)


def test_a_log_in_which_something_is_missing_is_left_alone(
    database: Database, live: LiveDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LONG_LOG", SOME)
    document = load_document([])
    document[BODY].insert(0, "first")
    missing = document.get_update()
    before = document.get_state()
    document[BODY].insert(5, " second")
    builds_on_it = document.get_update(before)
    write(database, [New(live.document_id, live.epoch, builds_on_it, [])])
    type_words(database, live, 2 * SOME)

    save(database, live.document_id)
    assert rows(database, live) > SOME
    write(database, [New(live.document_id, live.epoch, missing, [])])
    save(database, live.document_id)

    assert rows(database, live) == 0
    assert "first second" in text(database, live)


def test_nothing_is_written_under_another_epoch(
    database: Database, live: LiveDraft
) -> None:
    [update] = type_words(database, live, 1)

    assert write(database, [New(live.document_id, "another", update, [])]) == [None]


def test_a_draft_that_nobody_is_in_any_more_is_found_and_saved(
    database: Database, live: LiveDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_words(database, live, 1)
    assert left_unsaved(database) == []
    monkeypatch.setattr("app.authoring.live.left.LEFT_AFTER", -timedelta(minutes=1))

    assert left_unsaved(database) == [live.document_id]
    save(database, live.document_id)

    assert left_unsaved(database) == []
    with database.open_session() as session:
        found = find_live(session, live.document_id)
        assert found is not None
        assert found.saved_seq == found.last_seq


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_every_acknowledged_word_once(
    database: Database, live: LiveDraft, tmp_path: Path
) -> None:
    said = kill_often(database, live.document_id, KILLED, tmp_path / "said")

    assert said > KILLED
