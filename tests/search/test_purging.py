"""Rows of what is gone are forgotten once the index knows, then old refusals."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.platform import clock, states
from app.platform.db import Database
from app.platform.jobs import is_queued
from app.platform.outbox import EventBus
from app.platform.worker import Worker
from app.search.models import SearchDocument, SearchRefusal
from app.search.upkeep.deriving import SEARCH
from app.search.upkeep.indexing import set_watermark
from app.search.upkeep.purging import KEPT, PURGE, Purging, count_refused, request_purge
from tests.search.rows import put_rows, remove_rows

NAME = "tested"


@pytest.fixture
def worker(database: Database) -> Worker:
    """What forgets."""
    worker = Worker(database, EventBus(database))
    worker.register(PURGE, Purging(NAME))
    return worker


def follow(database: Database) -> None:
    """Let the index know of everything until now."""
    with database.transaction() as session:
        set_watermark(session, NAME, states.current(session, SEARCH))


def wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time go by after which something may be forgotten."""
    later = clock.now() + KEPT + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)


def ask(database: Database) -> None:
    with database.transaction() as session:
        request_purge(session)


def kept(database: Database) -> list[int | None]:
    with database.open_session() as session:
        return list(session.scalars(select(col(SearchDocument.id)).order_by("id")))


def test_what_is_gone_is_forgotten_later_and_when_the_index_has_followed(
    database: Database, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(database, [1, 2, 3])
    remove_rows(database, [1])
    follow(database)
    remove_rows(database, [2])
    ask(database)

    at_once = worker.run_due(), kept(database)
    wait(monkeypatch)
    first = worker.run_due(), kept(database)
    with database.open_session() as session:
        is_asked_again = is_queued(session, PURGE)
    follow(database)
    wait(monkeypatch)
    second = worker.run_due(), kept(database)

    assert at_once == (0, [1, 2, 3])
    assert first == (1, [2, 3]), "the index may still have the second"
    assert is_asked_again
    assert second == (1, [3])


def test_a_refusal_counts_until_the_text_has_changed(
    database: Database, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(database, [1, 2])
    with database.transaction() as session:
        version = states.current(session, SEARCH)
        for number in (1, 2):
            session.add(
                SearchRefusal(
                    name=NAME, document_id=number, version=version, reason="too_large"
                )
            )
    put_rows(database, [2], word="plan")

    with database.open_session() as session:
        counted = count_refused(session, NAME), count_refused(session, "another")
    ask(database)
    wait(monkeypatch)
    worker.run_due()
    with database.open_session() as session:
        left = [row.document_id for row in session.scalars(select(SearchRefusal))]

    assert counted == (1, 0)
    assert left == [1]


def test_the_status_page_says_what_the_engine_refused(
    app: FastAPI, client: TestClient
) -> None:
    database = app.state.database
    put_rows(database, [1])
    before = client.get("/en/status").text
    with database.transaction() as session:
        version = states.current(session, SEARCH)
        refusal = SearchRefusal(
            name="embedded", document_id=1, version=version, reason="too_large"
        )
        session.add(refusal)

    after = client.get("/en/status").text

    assert "did not take" not in before
    assert "The search server did not take 1 piece of text" in after
    assert "Some background work has failed" in after
    assert 'href="/en/status"' in client.get("/en/help").text
