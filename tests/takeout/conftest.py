"""The starter content, packs of it taken along, and sites that make some."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.db import Database
from app.platform.jobs import Job
from app.platform.outbox import OutboxEvent
from app.platform.storage import FolderStorage
from app.takeout.dumps import Dumping
from tests.databases import HOST, STARTER, Databases, Template, make_settings
from tests.embed.conftest import site as client  # noqa: F401 - a fixture, by another name
from tests.takeout.workers import SITE, THREE_LANGUAGES


def _nothing_due(database: Database) -> None:
    with database.transaction() as session:
        # What came with the content takes long, and is not what is looked at here.
        session.execute(delete(Job))
        session.execute(delete(OutboxEvent))


def _make_dumps(database: Database, media: Path) -> Path:
    """Fill a template: dumps in three languages; return the media they lie in."""
    _nothing_due(database)
    folder = media.parent / "dumped-media"
    shutil.copytree(media, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.takeout.dumps._languages", lambda _: THREE_LANGUAGES)
        Dumping(FolderStorage(folder), SITE).make(database)
    return folder


DUMPED = Template("dumped", _make_dumps, STARTER)


@contextmanager
def _visited(url: str, databases: Databases, media: Path) -> Iterator[TestClient]:
    app = create_app(make_settings(url, media))
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def worked(databases: Databases, tmp_path: Path) -> Iterator[TestClient]:
    """A visitor of a site of their own, where nothing is due."""
    url = databases.copy("starter")
    media = tmp_path / "media"
    shutil.copytree(databases.media, media)
    with Database(url) as database:
        _nothing_due(database)
    with _visited(url, databases, media) as visitor:
        yield visitor


@pytest.fixture
def dumped(databases: Databases, tmp_path: Path) -> Iterator[TestClient]:
    """The same, where dumps in three languages were made; they take seconds."""
    url, made = databases.prepared(DUMPED)
    media = tmp_path / "media"
    shutil.copytree(made, media)
    with _visited(url, databases, media) as visitor:
        yield visitor
