"""Content folders of a test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.platform.db import Database
from app.web.logs import configure_logging
from tests.conftest import Databases
from tests.factories.library import ContentFolders


@pytest.fixture
def folders(tmp_path: Path, database: Database) -> ContentFolders:
    """Sound content that nothing else uses."""
    return ContentFolders(tmp_path, database)


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """Errors that are wanted are logged in a line, not drawn with all their values."""
    configure_logging("error")


@pytest.fixture
def elsewhere(databases: Databases) -> Iterator[Database]:
    """The empty database of another installation."""
    url = databases.copy("empty")
    database = Database(url)
    yield database
    database.close()
    databases.drop(url)
