"""`passalong db` and `passalong doctor`: where things stand, and what to do."""

import pytest
from sqlalchemy import inspect, update

from app.platform.jobs import Job, JobState, request_job
from app.platform.outbox import OutboxEvent, announce
from tests.cli.conftest import Run
from tests.factories.library import ContentFolders
from tests.platform.facts import Greeted


def test_the_schema_can_be_taken_back_and_forth(
    passalong: Run, folders: ContentFolders
) -> None:
    before = passalong("db", "status")
    down = passalong("db", "downgrade", "base")
    without = passalong("db", "status")
    tables = set(inspect(folders.database.engine).get_table_names())
    up = passalong("db", "upgrade")
    after = passalong("db", "status")

    assert [c.exit_code for c in (before, down, without, up, after)] == [0, 0, 1, 0, 0]
    assert tables <= {"alembic_version"}
    assert "Run `passalong db upgrade`." in without.output
    assert after.output == "The schema is up to date.\n"


def test_upgrading_twice_does_no_harm(passalong: Run) -> None:
    assert [passalong("db", "upgrade").exit_code for _ in range(2)] == [0, 0]


def test_the_doctor_finds_a_sound_installation_well(
    passalong: Run, folders: ContentFolders
) -> None:
    passalong("content", "load")

    ended = passalong("doctor")

    assert ended.exit_code == 0, ended.output
    assert "MEND" not in ended.output
    for words in (
        "PASSALONG_DATABASE_URL",
        "reachable",
        "schema: up to date",
        "0 given up",
        "writable",
        "content: 2 packs, sound",
    ):
        assert words in ended.output
    assert folders.database.url not in ended.output, "it may hold a password"


def test_the_doctor_names_what_needs_mending(
    passalong: Run, folders: ContentFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    passalong("db", "downgrade", "base")
    folders.write("organisations/broken.toml", "no")
    blocked = folders.root / "organisations/broken.toml"
    monkeypatch.setenv("PASSALONG_MEDIA_FOLDER", str(blocked))

    ended = passalong("doctor")

    assert ended.exit_code == 1
    wrong = [line for line in ended.output.splitlines() if line.startswith("MEND")]
    assert len(wrong) == 3
    assert "passalong db upgrade" in wrong[0]
    assert "cannot be written to" in wrong[1]
    assert "1 problems; run `passalong content check`" in wrong[2]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ama:opensesame@127.0.0.1:1/passalong",
        "sqlite:////proc/nowhere/passalong.db",
    ],
)
def test_the_doctor_says_when_the_database_does_not_answer(
    passalong: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("PASSALONG_DATABASE_URL", url)

    ended = passalong("doctor")

    assert ended.exit_code == 1
    assert "does not answer; check PASSALONG_DATABASE_URL" in ended.output
    assert "opensesame" not in ended.output
    assert ended.exception is None or isinstance(ended.exception, SystemExit)


def test_what_was_given_up_is_shown_and_can_be_tried_again(
    passalong: Run, folders: ContentFolders
) -> None:
    with folders.database.transaction() as session:
        announce(session, Greeted("Ama"))
        request_job(session, "count", {}, key="pack:1")
        session.flush()
        session.execute(update(OutboxEvent).values(due_at=None))
        session.execute(update(Job).values(state=JobState.FAILED))

    sick = passalong("doctor")
    retried = passalong("db", "retry")
    well = passalong("doctor")

    assert sick.exit_code == 1
    assert "1 given up; run `passalong db retry`" in sick.output
    assert retried.output == "1 events and 1 jobs will be tried again.\n"
    assert well.exit_code == 0, well.output
