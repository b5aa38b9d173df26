"""The whole program with a small library, and learners with and without an account."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import User
from app.main import create_app
from app.platform.db import Database
from app.platform.settings import Settings
from app.platform.worker import Worker
from tests.accounts.people import Browser, person, token_for
from tests.databases import Databases, make_settings


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    url = databases.copy("small")
    yield make_settings(url, tmp_path / "media")
    databases.drop(url)


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    app = create_app(settings)
    yield app
    app.state.database.close()


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
