"""The program set up with another server in the place of Commons."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import create_app
from app.platform.db import Database
from tests.databases import make_settings
from tests.media.authors import Author, author_of
from tests.media.wikimedia.another import Another


@pytest.fixture
def another() -> Iterator[Another]:
    with Another() as server:
        server.tell()
        yield server


@pytest.fixture
def author(another: Another, database: Database, tmp_path: Path) -> Iterator[Author]:
    """Somebody at a site that copies from it."""
    more = {"commons_url": f"{another.url}/api.php"}
    app = create_app(make_settings(database.url, tmp_path / "media", **more))
    author = author_of(app)
    yield author
    author.outside.close()
    app.state.database.close()
