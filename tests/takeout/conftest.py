"""The starter content, packs of it taken along, and a site whose worker makes some."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.jobs import Job
from app.platform.outbox import OutboxEvent
from tests.databases import HOST, Databases, make_settings
from tests.embed.conftest import site as client  # noqa: F401 - a fixture, by another name


@pytest.fixture
def worked(databases: Databases, tmp_path: Path) -> Iterator[TestClient]:
    """A visitor of a site of their own, where nothing is due."""
    url = databases.copy("starter")
    media = tmp_path / "media"
    shutil.copytree(databases.media, media)
    app = create_app(make_settings(url, media))
    with app.state.database.transaction() as session:
        # What came with the content takes long, and is not what is looked at here.
        session.execute(delete(Job))
        session.execute(delete(OutboxEvent))
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()
    databases.drop(url)
