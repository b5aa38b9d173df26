"""The `passalong` command, run in this process with settings of a test's own."""

import os
from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.platform.settings import get_settings
from tests.factories.library import ContentFolders

Run = Callable[..., Result]


@pytest.fixture
def passalong(
    monkeypatch: pytest.MonkeyPatch, folders: ContentFolders
) -> Iterator[Run]:
    """Run a command on the test's database and content."""
    for key in [key for key in os.environ if key.startswith("PASSALONG_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("PASSALONG_ENVIRONMENT", "test")
    monkeypatch.setenv("PASSALONG_DATABASE_URL", folders.database.url)
    monkeypatch.setenv("PASSALONG_CONTENT_FOLDER", str(folders.root))
    monkeypatch.setenv("PASSALONG_MEDIA_FOLDER", str(folders.storage.folder))

    def run(*words: str) -> Result:
        get_settings.cache_clear()
        return CliRunner().invoke(app, list(words))

    yield run
    get_settings.cache_clear()
