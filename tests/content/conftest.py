"""Content folders of a test's own."""

from collections.abc import Iterator

import pytest

from app.platform.db import Database
from app.web.logs import configure_logging
from tests.databases import Databases


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
