"""A bucket on a real S3 server, and an app without content."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.db import Database
from app.platform.storage.bucket import BucketAccess, BucketStorage
from tests.databases import HOST, make_settings
from tests.media.storages import Rig, bucket_rig, folder_rig, served_rig
from tests.security.serving import own_origin, served
from tests.services.ceph import CephServer, start_ceph

_numbers = count(1)


@pytest.fixture(scope="session")
def ceph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CephServer]:
    """Ceph's gateway, which every test gives a bucket of its own."""
    server = start_ceph(tmp_path_factory.mktemp("ceph"))
    yield server
    server.stop()


@pytest.fixture
def bucket(ceph: CephServer) -> BucketAccess:
    """An empty bucket."""
    return ceph.access(f"passalong-{next(_numbers)}")


@pytest.fixture
def empty_app(database: Database, tmp_path: Path) -> Iterator[FastAPI]:
    """The program on an empty database, with its files in a folder."""
    app = create_app(make_settings(database.url, tmp_path / "media"))
    yield app
    app.state.database.close()


@pytest.fixture(
    params=["folder", "served", pytest.param("bucket", marks=pytest.mark.service)],
)
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """A storage of each kind, with somebody who asks it over HTTP; `served` is the
    folder with a real line in between, whose bodies another process reads.
    """
    if request.param == "folder":
        app = request.getfixturevalue("empty_app")
        client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
        yield folder_rig(app.state.storage, client)
        return
    if request.param == "served":
        app = request.getfixturevalue("empty_app")
        origin, port = own_origin()
        with served(app, port):
            asking = served_rig(app.state.storage, origin)
            yield asking
            asking.client.close()
        return
    storage = BucketStorage(request.getfixturevalue("bucket"))
    asking = bucket_rig(storage)
    yield asking
    asking.client.close()
    storage.close()
