"""One session and one commit per request, before its answer is sent."""

import threading
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import event, text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.platform.db import Database
from app.platform.errors import Conflict
from app.platform.jobs import Job
from app.platform.states import SiteState, bump, current
from app.web.database import SessionDep
from app.web.wiring import add_web
from tests.conventions.sources import ROOT
from tests.databases import HOST, make_settings

READERS = 4


def same_session(session: SessionDep) -> Session:
    """Ask for the session a second time."""
    return session


@pytest.fixture
def app(database: Database) -> FastAPI:
    app = FastAPI()
    app.state.database = database
    add_web(app, make_settings(database.url, ROOT))

    @app.post("/{lang}/notes", name="note.keep")
    def keep(session: SessionDep) -> Response:
        bump(session, "notes")
        return RedirectResponse("/en/notes", 303)

    @app.get("/{lang}/notes", name="note.show")
    def show(session: SessionDep) -> Response:
        return Response(str(current(session, "notes")))

    @app.post("/{lang}/refused", name="refused.keep")
    def refuse(session: SessionDep) -> Response:
        bump(session, "notes")
        session.flush()
        raise Conflict("Somebody else was faster.")

    @app.post("/{lang}/broken", name="broken.keep")
    def breaks(session: SessionDep) -> Response:
        bump(session, "notes")
        raise RuntimeError

    @app.post("/{lang}/late", name="late.keep")
    def fail_late(session: SessionDep) -> Response:
        """Succeed, but for what is found out when it is committed."""
        bump(session, "notes")
        session.add(Job(kind="x", payload={}, key="taken"))
        session.add(Job(kind="x", payload={}, key="taken"))
        return RedirectResponse("/en/notes", 303)

    @app.post("/{lang}/sessions", name="session.count")
    def count(
        session: SessionDep,
        again: SessionDep,
        third: Annotated[Session, Depends(same_session, scope="function")],
    ) -> Response:
        return Response(str(len({id(session), id(again), id(third)})))

    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    client = TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False)
    client.headers["origin"] = f"http://{HOST}"
    yield client
    client.close()


def test_the_page_after_a_form_shows_what_was_sent(client: TestClient) -> None:
    answers = [client.post("/en/notes") for _ in range(5)]

    assert [answer.text for answer in answers] == ["1", "2", "3", "4", "5"]
    assert {answer.history[0].status_code for answer in answers} == {303}


@pytest.mark.parametrize(
    ("path", "status"), [("/en/refused", 409), ("/en/broken", 500), ("/en/late", 500)]
)
def test_what_fails_leaves_nothing_and_never_answers_as_if_it_had_worked(
    client: TestClient, path: str, status: int
) -> None:
    answer = client.post(path, follow_redirects=False)

    assert answer.status_code == status
    assert "location" not in answer.headers
    assert client.get("/en/notes").text == "0"


def test_a_commit_that_fails_is_an_error_on_the_page(
    client: TestClient, database: Database
) -> None:
    """The disk is full, or the server went away, at the very last moment."""

    def fail(_session: Session) -> None:
        raise OSError(28, "No space left on device")

    event.listen(Session, "before_commit", fail)
    try:
        answer = client.post("/en/notes", follow_redirects=False)
    finally:
        event.remove(Session, "before_commit", fail)

    assert answer.status_code == 500
    assert client.get("/en/notes").text == "0"


def test_a_request_has_one_session_however_often_it_is_asked_for(
    client: TestClient,
) -> None:
    assert client.post("/en/sessions").text == "1"


def test_each_request_has_a_connection_and_gives_it_back(
    client: TestClient, database: Database
) -> None:
    for _ in range(60):
        client.get("/en/notes")
        client.post("/en/refused")

    pool = database.engine.pool
    assert pool.checkedout() == 0  # type: ignore[attr-defined]


def test_people_who_write_at_the_same_time_all_succeed(
    client: TestClient, database: Database
) -> None:
    statuses: list[int] = []

    def write() -> None:
        answers = (client.post("/en/notes", follow_redirects=False) for _ in range(5))
        statuses.extend(answer.status_code for answer in answers)

    writers = [threading.Thread(target=write) for _ in range(READERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert statuses == [303] * (READERS * 5)
    assert client.get("/en/notes").text == str(READERS * 5)


def test_a_page_that_is_only_read_takes_no_lock(
    client: TestClient, database: Database
) -> None:
    with database.transaction() as session:
        session.add(SiteState(name="notes", value=7))
    with database.open_session(write=True) as writer:
        writer.connection().execute(text("update site_state set value = 8"))

        assert client.get("/en/notes").text == "7"
