"""The whole app with a small library, and learners with and without an account."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from app.accounts.models import User
from app.content.library import read_library
from app.content.loading import load_library
from app.learning.routes import router
from app.learning.subscriptions import wire
from app.main import create_app
from app.platform.db import Database
from app.platform.ids import short_id
from app.platform.jobs import Worker
from app.platform.settings import Settings
from app.platform.storage import FolderStorage
from tests.accounts.people import Browser, person, token_for
from tests.learning.starter import write_library
from tests.services.postgresql import start_postgresql


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """The PostgreSQL to test on, when the run is for PostgreSQL."""
    if os.environ.get("TESTS_DATABASE") != "postgresql":
        yield None
        return
    server = start_postgresql(tmp_path_factory.mktemp("server"))
    yield server.url
    server.stop()


@pytest.fixture
def database_url(server_url: str | None, tmp_path: Path) -> str:
    if server_url is None:
        return f"sqlite:///{tmp_path}/passalong.db"
    name = f"learning_{short_id()}"
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
    return f"{server_url.rsplit('/', 1)[0]}/{name}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        environment="test",
        database_url=database_url,
        public_url="http://testserver",
        allowed_hosts=("testserver",),
        media_folder=tmp_path / "media",
        local_accounts=True,
        worker=False,
    )


@pytest.fixture
def app(settings: Settings, tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(settings)
    app.include_router(router)
    database: Database = app.state.database
    wire(app.state.worker.bus)
    SQLModel.metadata.create_all(database.engine)
    library = read_library(write_library(tmp_path / "content"))
    assert not library.problems
    load_library(database, FolderStorage(settings.media_folder), library)
    yield app
    database.close()


@pytest.fixture
def database(app: FastAPI) -> Database:
    found: Database = app.state.database
    return found


@pytest.fixture
def worker(app: FastAPI) -> Worker:
    found: Worker = app.state.worker
    return found


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """A reader without an account."""
    return Browser(TestClient(app, follow_redirects=False))


@pytest.fixture
def learner(database: Database) -> User:
    return person(database, "Ama")


@pytest.fixture
def session(database: Database, learner: User) -> Iterator[Session]:
    """A transaction; the people are there before it, or they would wait for it."""
    with database.open_session(write=True) as session:
        yield session


@pytest.fixture
def signed_in(app: FastAPI, database: Database, learner: User) -> Browser:
    """The same person, signed in."""
    browser = Browser(TestClient(app, follow_redirects=False))
    browser.use_token(token_for(database, learner))
    return browser
