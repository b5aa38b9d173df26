"""A program on the starter content that nobody changes, and a browser for it."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from tests.databases import HOST, Databases, make_settings


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[TestClient]:
    """A visitor of the starter content, one for all tests of a file."""
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media))
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()
    databases.drop(url)
