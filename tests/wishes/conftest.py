"""The whole program with a small library, and people who look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from tests.accounts.people import Browser
from tests.databases import Databases, make_settings


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[FastAPI]:
    url = databases.copy("small")
    app = create_app(make_settings(url, tmp_path / "media", page_cache_mb=0))
    app.state.worker.run_due()
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """A reader without an account."""
    return Browser(TestClient(app, follow_redirects=False))
