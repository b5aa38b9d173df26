"""The whole program with a small library, and people who look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.content.library import read_library
from app.content.loading import load_library
from app.main import create_app
from app.platform.storage import FolderStorage
from tests.accounts.people import Browser
from tests.conftest import Databases, make_settings
from tests.factories.small_library import write_library


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[FastAPI]:
    url = databases.copy("empty")
    settings = make_settings(url, tmp_path / "media", page_cache_mb=0)
    app = create_app(settings)
    library = read_library(write_library(tmp_path / "content"))
    load_library(app.state.database, FolderStorage(settings.media_folder), library)
    app.state.worker.run_due()
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """A reader without an account."""
    return Browser(TestClient(app, follow_redirects=False))
