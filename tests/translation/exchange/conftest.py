"""The whole program with a small library, and people who translate in files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.accounts.roles import Role
from app.main import create_app
from tests.databases import Databases, make_settings
from tests.translation.exchange.translator import Translator


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[FastAPI]:
    url = databases.copy("small")
    app = create_app(make_settings(url, tmp_path / "media", page_cache_mb=0))
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def ama(app: FastAPI) -> Translator:
    """Somebody who translates."""
    return Translator.of(app, "Ama", Role.EDITOR)


@pytest.fixture
def kofi(app: FastAPI) -> Translator:
    """Somebody else who translates."""
    return Translator.of(app, "Kofi", Role.EDITOR)
