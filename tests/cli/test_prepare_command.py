"""`passalong prepare`, and when the server may do without it."""

import re

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts.demo import DEMO_ACCOUNTS
from app.cli import server
from app.content.shelves import Library
from app.platform.jobs import Job, JobState
from app.platform.prepared import SHELVES, fingerprint, is_prepared
from app.search.upkeep.indexing import DERIVE_ALL
from app.search.upkeep.reindexing import count_documents
from tests.cli.conftest import Run
from tests.factories.library import BENCH, ContentFolders


def test_everything_is_prepared_for_a_server_in_one_go(
    passalong: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSALONG_DEMO", "true")
    passalong("db", "downgrade", "base")

    first, second = passalong("prepare"), passalong("prepare")

    assert first.exit_code == second.exit_code == 0, first.output
    assert "Content: 5 loaded, 0 unchanged." in first.output
    assert "Content: 0 loaded, 5 unchanged." in second.output
    assert "Sign in as one of these" in second.output
    for name, passphrase, _grants in DEMO_ACCOUNTS:
        assert f"{name}: {passphrase}" in second.output


def test_new_content_can_be_found_before_a_server_starts(
    passalong: Run, folders: ContentFolders
) -> None:
    said = passalong("prepare").output
    status = passalong("search", "status").output

    assert "Making it findable" in said
    found = re.search(r"documents: (\d+) to find, (\d+) indexed", status)
    assert found
    assert found[1] == found[2] != "0"
    assert "changes waiting: 0" in status


def test_a_server_does_not_wait_until_thousands_of_packs_can_be_found(
    passalong: Run, folders: ContentFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_SECONDS", -1.0)

    assert passalong("prepare").exit_code == 0

    with folders.database.open_session() as session:
        assert not count_documents(session)
        waiting = select(col(Job.kind)).where(col(Job.state) == JobState.QUEUED)
        assert DERIVE_ALL in session.scalars(waiting).all()


def test_content_that_changed_is_left_to_the_worker(
    passalong: Run, folders: ContentFolders
) -> None:
    passalong("prepare")
    folders.change(f"{BENCH}/pack.toml", '"beginner"', '"experienced"')

    said = passalong("prepare").output

    assert "Content: 1 loaded" in said
    assert "findable" not in said
    with folders.database.open_session() as session:
        waiting = select(col(Job.kind)).where(col(Job.state) == JobState.QUEUED)
        assert DERIVE_ALL in session.scalars(waiting).all()


def needs_preparation(folders: ContentFolders) -> bool:
    """Tell what the server asks before it starts."""
    return not is_prepared(folders.database, fingerprint(folders.root))


def test_what_was_prepared_needs_no_preparation_until_something_changes(
    passalong: Run, folders: ContentFolders
) -> None:
    at_first = needs_preparation(folders)
    passalong("prepare")
    then = needs_preparation(folders)
    folders.change(f"{BENCH}/pack.toml", '"beginner"', '"advanced"')

    assert (at_first, then, needs_preparation(folders)) == (True, False, True)


def test_content_that_is_wrong_is_said_at_every_start(
    passalong: Run, folders: ContentFolders
) -> None:
    folders.change(f"{BENCH}/pack.toml", '"beginner"', '"expert"')

    said = passalong("prepare").output

    assert f"{BENCH}/pack.toml:7: level" in said
    assert needs_preparation(folders)


@pytest.mark.parametrize("words", [("db", "downgrade", "base"), ("content", "load")])
def test_what_was_done_by_hand_is_followed_by_a_preparation(
    passalong: Run, folders: ContentFolders, words: tuple[str, ...]
) -> None:
    """Content may have come from another folder; the schema may be another."""
    passalong("prepare")

    passalong(*words)

    assert needs_preparation(folders)


def test_all_shelves_of_content_are_looked_at_for_changes(
    folders: ContentFolders,
) -> None:
    assert set(Library(folders.root).shelves) == set(SHELVES)
