"""The whole program with a small library, and somebody who has taken a pack."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.models import User
from app.main import create_app
from app.platform.db import Database
from app.platform.settings import Settings
from tests.accounts.people import Browser, person, token_for
from tests.databases import Databases, make_settings
from tests.learning.journey import make_statement, take_pack


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
def ama(database: Database) -> User:
    return person(database, "Ama")


@pytest.fixture
def learner(app: FastAPI, database: Database, ama: User) -> Browser:
    """Somebody signed in."""
    browser = Browser(TestClient(app, follow_redirects=False))
    browser.use_token(token_for(database, ama))
    return browser


@pytest.fixture
def stranger(app: FastAPI) -> Browser:
    """Somebody without an account."""
    return Browser(TestClient(app, follow_redirects=False))


@pytest.fixture
def statement(learner: Browser) -> str:
    """The token of a statement the learner has made."""
    take_pack(learner)
    return make_statement(learner, "Ama Mensah")
