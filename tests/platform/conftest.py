"""Workers that can be killed."""

from collections.abc import Iterator

import pytest

from app.web.logs import configure_logging
from tests.platform.killing import Workers


@pytest.fixture(scope="session")
def nursery() -> Iterator[Workers]:
    """Starts workers and kills them."""
    nursery = Workers()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """Errors that are wanted are logged in a line, not drawn with all their values."""
    configure_logging("error")
