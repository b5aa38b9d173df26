"""`passalong search` and what `doctor` says of it, on a real Meilisearch."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.cli.progress import ProgressLine
from app.platform.db import Database
from app.platform.jobs import Job, JobState, request_job
from app.platform.settings import get_settings
from app.search.engines import engine_for
from app.takeout.job_names import DUMP
from tests.cli.conftest import Run
from tests.factories.library import ContentFolders
from tests.services.fault_proxy import Fault, fault_proxy
from tests.services.meilisearch import MeilisearchServer, start_meilisearch


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeilisearchServer]:
    server = start_meilisearch(tmp_path_factory.mktemp("meilisearch"))
    yield server
    server.stop()


@pytest.fixture
def with_meilisearch(
    monkeypatch: pytest.MonkeyPatch, passalong: Run, server: MeilisearchServer
) -> Run:
    """The command, told to use the server."""
    own = server.settings("commanded")
    monkeypatch.setenv("PASSALONG_SEARCH_URL", own.search_url)
    monkeypatch.setenv("PASSALONG_SEARCH_NAME", own.search_name)
    monkeypatch.setenv("PASSALONG_SEARCH_KEY", own.search_key)
    monkeypatch.setenv("PASSALONG_SEARCH_INDEX_KEY", own.search_index_key)
    return passalong


def test_the_embedded_index_is_built_checked_and_mended(passalong: Run) -> None:
    passalong("content", "load")
    rebuilt = passalong("search", "reindex", "--derive")
    check = passalong("search", "check")
    engine = engine_for(get_settings(), Database(get_settings().database_url), None)  # type: ignore[arg-type]
    [first, *_] = engine.index.versions(0, limit=1)
    engine.index.remove([first[0]])
    broken = passalong("search", "check")
    repaired = passalong("search", "repair")
    again = passalong("search", "check")
    status = passalong("search", "status")

    assert rebuilt.exit_code == 0
    assert "100 %" in rebuilt.output
    assert rebuilt.output.endswith("The new index is in use.\n")
    assert (check.exit_code, broken.exit_code, again.exit_code) == (0, 1, 0)
    assert "missing: 1\n" in broken.output
    assert "Run `passalong search repair`." in broken.output
    assert repaired.output == "1 mended, 0 refused by the engine.\n"
    assert "engine: embedded\n" in status.output
    assert "changes waiting: 0\nrefused: 0\n" in status.output


def test_who_builds_an_index_anew_does_not_wait_for_dumps_that_are_due(
    passalong: Run,
) -> None:
    passalong("content", "load")
    with Database(get_settings().database_url) as database:
        with database.transaction() as session:
            request_job(session, DUMP, {}, key="a day later")
        rebuilt = passalong("search", "reindex", "--derive")
        with database.open_session() as session:
            own = select(Job).where(col(Job.key) == "a day later")
            dump = session.scalars(own).one()

    assert rebuilt.exit_code == 0
    assert dump.state is JobState.QUEUED


@pytest.mark.service
def test_a_new_server_is_filled_by_one_command(
    with_meilisearch: Run, folders: ContentFolders
) -> None:
    with_meilisearch("content", "load")
    before = with_meilisearch("search", "status")
    rebuilt = with_meilisearch("search", "reindex", "--derive", "--anew")
    check = with_meilisearch("search", "check")
    status = with_meilisearch("search", "status")
    doctor = with_meilisearch("doctor")

    assert "engine: meilisearch:commanded\n" in before.output
    assert rebuilt.exit_code == 0, rebuilt.output
    assert check.exit_code == 0, check.output
    assert "0 to find" not in status.output
    assert "ok   search: Meilisearch 1.21.0, reachable, keys" in doctor.output


@pytest.mark.service
def test_a_server_that_is_away_is_said_in_one_line(
    with_meilisearch: Run, monkeypatch: pytest.MonkeyPatch, server: MeilisearchServer
) -> None:
    with fault_proxy(server.port) as proxy:
        monkeypatch.setenv("PASSALONG_SEARCH_URL", proxy.url)
        proxy.break_as(Fault.WRONG_KEY)
        wrong_key = with_meilisearch("doctor")
        proxy.break_as(Fault.REFUSED)
        commands = [
            with_meilisearch("search", w) for w in ("status", "check", "repair")
        ]
        doctor = with_meilisearch("doctor")

    assert "MEND search: the search key may not search" in wrong_key.output
    assert "MEND search: Meilisearch does not answer" in doctor.output
    for ended in commands:
        assert ended.exit_code == 1
        assert "The search engine does not answer as it should" in ended.output
        assert "Traceback" not in ended.output


@pytest.mark.service
def test_the_master_key_makes_two_keys_that_may_do_little(
    passalong: Run,
    server: MeilisearchServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("MEILI_MASTER_KEY", server.master_key)
    printed = passalong("search", "keys", server.url, "--name", "commanded")
    folder = tmp_path / "keys"
    written = passalong(
        *("search", "keys", server.url, "--name", "commanded"),
        *("--folder", str(folder)),
    )
    monkeypatch.setenv("MEILI_MASTER_KEY", "wrong" * 10)
    wrong = passalong("search", "keys", server.url)

    own = server.settings("commanded")
    assert printed.output.splitlines() == [
        f"PASSALONG_SEARCH_KEY={own.search_key}",
        f"PASSALONG_SEARCH_INDEX_KEY={own.search_index_key}",
    ]
    assert (folder / "search_key").read_text().strip() == own.search_key
    assert (folder / "search_key").stat().st_mode & 0o777 == 0o600
    assert own.search_key not in written.output
    assert f"PASSALONG_SEARCH_KEY_FILE={folder}/search_key" in written.output
    assert wrong.exit_code == 1
    assert "No keys were made: 403 invalid_api_key." in wrong.output
    assert "wrongwrong" not in wrong.output


class Terminal(io.StringIO):
    """Where somebody watches."""

    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_a_few_plain_ones_elsewhere() -> None:
    moments = [0.0, 4.0, 8.0, 12.0, 40.0]
    shown = {}
    for out in (io.StringIO(), Terminal()):
        clock = iter(moments)
        line = ProgressLine("documents", out, lambda clock=clock: next(clock))  # type: ignore[misc]
        for done in (1_000, 2_000, 3_000, 4_000, 11_000):
            line.show(done, 11_000)
        line.end()
        shown[type(out)] = out.getvalue()

    assert shown[io.StringIO].splitlines() == [
        "  9 % 1,000 of 11,000 documents",
        " 36 % 4,000 of 11,000 documents, 250 a second, about 0:28 left",
        "100 % 11,000 of 11,000 documents",
    ]
    assert shown[Terminal].count("\n") == 1
    assert (
        "18 % 2,000 of 11,000 documents, 250 a second, about 0:36 left"
        in (shown[Terminal])
    )
