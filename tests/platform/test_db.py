"""The database: commits at the edge, times with a zone, enums by value."""

import gc
import threading
import weakref
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import bindparam, literal_column, select, table, text
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError
from sqlmodel import SQLModel, col

from app.platform import clock
from app.platform.db import ALL_CACHES_BYTES, Database
from app.platform.jobs import Job, JobState
from app.platform.questions import Question, one_of_ten, tens
from app.platform.states import (
    ANYTHING,
    CONTENT,
    SiteState,
    bump,
    changed_since,
    current,
    on_bump,
)
from tests.conftest import ON_POSTGRESQL

WRITERS, WRITES = 8, 5


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as session:
            session.add(SiteState(name="half", value=1))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with database.open_session() as session:
        assert current(session, "half") == 0


def test_a_question_of_every_page_is_answered_whatever_the_number_of_values(
    database: Database,
) -> None:
    names = [f"kept-{number}" for number in range(23)]
    with database.transaction() as session:
        session.add_all(SiteState(name=name, value=7) for name in (*names, "other"))
    asked = Question(
        select(col(SiteState.name), col(SiteState.value)).where(
            one_of_ten(col(SiteState.name)), col(SiteState.value) == bindparam("value")
        )
    )

    with database.open_session() as session:
        connection = session.connection()
        rows = [
            tuple(r) for t in tens(names) for r in asked.rows(connection, value=7, **t)
        ]

        assert sorted(rows) == sorted((name, 7) for name in names)
        assert not [
            r for t in tens(names) for r in asked.rows(connection, value=8, **t)
        ]
        assert not list(tens([]))


def test_a_question_that_fails_raises_what_sqlalchemy_does(database: Database) -> None:
    asked = Question(select(literal_column("nothing")).select_from(table("nowhere")))

    with database.open_session() as session, pytest.raises(DatabaseError) as raised:
        asked.rows(session.connection())

    assert raised.value.params is None or ON_POSTGRESQL


def test_many_writers_at_a_time_all_succeed(database: Database) -> None:
    """Each reads first and writes later: what SQLite refuses without a lock at once."""
    with database.transaction() as session:
        session.add(SiteState(name="total", value=0))
    failures: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(WRITES):
                with database.transaction() as session:
                    current(session, "total")
                    bump(session, "total")
        # Whatever goes wrong in the thread has to reach the test.
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert failures == []
    with database.open_session() as session:
        assert current(session, "total") == WRITERS * WRITES


def test_readers_go_on_while_somebody_writes(database: Database) -> None:
    with database.transaction() as session:
        session.add(SiteState(name="seen", value=1))

    with database.transaction() as writer:
        bump(writer, "seen")
        with database.open_session() as reader:
            meanwhile = current(reader, "seen")

    with database.open_session() as reader:
        assert (meanwhile, current(reader, "seen")) == (1, 2)


def test_what_is_still_used_when_a_database_is_closed_is_closed_afterwards(
    database: Database,
) -> None:
    with database.open_session() as session:
        used = session.connection().connection.dbapi_connection
        assert used is not None
        database.close()
        assert session.scalar(text("SELECT 1")) == 1
    with database.open_session() as late:
        later = late.connection().connection.dbapi_connection
        assert later is not None

    for connection in (used, later):
        with pytest.raises(database.engine.dialect.loaded_dbapi.Error):
            connection.cursor().execute("SELECT 1")


def test_a_datetime_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001 (what is refused)

    with database.open_session(write=True) as session:
        session.add(Job(kind="x", payload={}, run_at=naive))
        with pytest.raises(StatementError, match="needs a time zone"):
            session.flush()


def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    accra_and_later = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 11, 20, 3, 0, 0, 123456, tzinfo=accra_and_later)
    with database.transaction() as session:
        session.add(Job(kind="x", payload={}, run_at=moment))

    with database.open_session() as session:
        stored = session.scalars(select(Job)).one().run_at

    assert stored == moment
    assert stored.utcoffset() == timedelta(0)
    assert clock.now().tzinfo == UTC


def test_enums_are_stored_by_their_value(database: Database) -> None:
    with database.transaction() as session:
        session.add(Job(kind="x", payload={}, state=JobState.RUNNING))

    with database.open_session() as session:
        stored = session.connection().execute(text("select state from job")).scalar()

    assert stored == "running"
    assert issubclass(JobState, StrEnum)


def test_the_database_refuses_a_value_no_enum_has(database: Database) -> None:
    with database.transaction() as session:
        session.add(Job(kind="x", payload={}))

    with database.open_session(write=True) as session:
        wrong = text("update job set state = 'asleep'")
        with pytest.raises(IntegrityError):
            session.connection().execute(wrong)


def test_the_database_refuses_a_row_that_refers_to_nothing(database: Database) -> None:
    with database.open_session(write=True) as session:
        wrong = "insert into outbox_delivery (event_id, subscriber) values (4711, 'x')"
        with pytest.raises(IntegrityError):
            session.connection().execute(text(wrong))


@pytest.mark.skipif(
    ON_POSTGRESQL, reason="reads SQLite's pragmas; `make unit` runs it on SQLite"
)
def test_what_is_acknowledged_survives_a_power_cut(database: Database) -> None:
    with database.open_session() as session:
        run = session.connection().exec_driver_sql
        assert run("pragma synchronous").scalar() == 2, "FULL"
        assert run("pragma journal_mode").scalar() == "wal"
        assert run("pragma foreign_keys").scalar() == 1


def test_a_counter_only_grows_and_names_do_not_mix(database: Database) -> None:
    with database.transaction() as session:
        bump(session, "one")
        bump(session, "one")
        bump(session, "two")

    with database.open_session() as session:
        assert [current(session, name) for name in ("one", "two", "three")] == [2, 1, 0]
        assert session.scalars(select(SiteState).order_by(col(SiteState.name))).all()


def test_a_raised_counter_is_told_after_the_commit_and_only_then(
    database: Database,
) -> None:
    heard: list[str] = []
    for listener in ("first", "second"):
        on_bump(database, partial(heard.append, listener))

    with database.open_session(write=True) as session:
        bump(session, "content")
        session.rollback()
    with database.transaction() as session:
        bump(session, "content")
        before = list(heard)
    after = list(heard)

    assert before == []
    assert after == ["first", "second"]


def test_what_changed_since_a_value_is_known_by_name(database: Database) -> None:
    with database.transaction() as session:
        first = bump(session, "one", about="pack:a")
        second = bump(session, "one", about="pack:b")
        again = bump(session, "one", about="pack:a")
        bump(session, "two", about="pack:c")

    with database.open_session() as session:
        since = [changed_since(session, "one", v) for v in (0, first, second, again)]

    assert (first, second, again) == (1, 2, 3)
    assert since == [{"pack:a", "pack:b"}, {"pack:a", "pack:b"}, {"pack:a"}, set()]


def test_a_change_of_nothing_said_is_a_change_of_anything(database: Database) -> None:
    with database.transaction() as session:
        bump(session, "one")

    with database.open_session() as session:
        assert changed_since(session, "one", 0) == {ANYTHING}


def test_only_the_counter_somebody_listens_to_is_told(database: Database) -> None:
    heard: list[str] = []
    on_bump(database, partial(heard.append, "content"))
    on_bump(database, partial(heard.append, "search"), name="search")

    with database.transaction() as session:
        bump(session, "search")

    assert heard == ["search"]


def test_all_connections_of_sqlite_together_keep_no_more_pages_than_said(
    tmp_path: Path,
) -> None:
    with (
        Database(f"sqlite:///{tmp_path}/own.db") as database,
        database.engine.connect() as connection,
    ):
        limit = connection.exec_driver_sql("PRAGMA soft_heap_limit").scalar_one()

    assert limit == ALL_CACHES_BYTES


def test_who_listens_hears_of_commits_to_the_same_database_and_of_no_other(
    database: Database, tmp_path: Path
) -> None:
    heard: list[str] = []
    on_bump(database, partial(heard.append, "content"))

    with Database(database.url) as same, same.transaction() as session:
        bump(session, CONTENT)
    with Database(f"sqlite:///{tmp_path}/other.db") as other:
        SQLModel.metadata.create_all(other.engine)
        with other.transaction() as session:
            bump(session, CONTENT)

    assert heard == ["content"]


def test_a_database_that_is_gone_keeps_nobody_who_listened(tmp_path: Path) -> None:
    class Listener:
        def hear(self) -> None:
            """Do nothing."""

    database, listener = Database(f"sqlite:///{tmp_path}/gone.db"), Listener()
    on_bump(database, listener.hear)
    left = weakref.ref(listener)

    database.close()
    del database, listener
    gc.collect()

    assert left() is None
