"""What tests begin with: settings, a database of their own, the whole program.

Each database is copied from a template that is migrated and filled once a run.
"""

import os
import shutil
import ssl
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpcore2
import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from sqlmodel import Session
from starlette.testclient import TestClient

from app.cli.translations import compile_stale
from app.learning import pdf_process
from app.main import create_app
from app.platform.db import Database
from app.platform.limited import limited
from app.platform.settings import Settings
from app.search import vocabulary
from app.search.answering import confirming, keeper
from app.search.meilisearch import engine
from app.web.templates import compile_templates
from tests.asking import whole_answers
from tests.compiled import compiled_once
from tests.conftest import FOLDER, MUCH_SECONDS, ON_POSTGRESQL, POSTGRESQL
from tests.databases import HOST, Databases, alone, make_settings
from tests.factories.library import ContentFolders
from tests.light_hashes import light_hashes
from tests.read_only import fresh_client, starter_read_only


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The maker of databases of this run, one for all its workers."""
    server = os.environ[POSTGRESQL] if ON_POSTGRESQL else None
    databases = Databases(Path(os.environ[FOLDER]), server)
    yield databases
    databases.close()


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Languages and pages of the interface are there for every test and server."""
    with alone(Path(os.environ[FOLDER]), "compiled"):
        compile_stale()
        compile_templates()


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """What a search leaves out when it takes long is found on a busy machine too.

    Texts are shown there and PDFs made, however long a process waits for its turn.
    """
    confirming.MAX_SECONDS = MUCH_SECONDS
    engine.MENDING_SECONDS = MUCH_SECONDS
    vocabulary.PATIENCE_SECONDS = MUCH_SECONDS
    limited.limits = replace(
        limited.limits, wall_seconds=MUCH_SECONDS, waiting_seconds=MUCH_SECONDS
    )
    pdf_process.LIMIT_SECONDS = pdf_process.WAIT_SECONDS = MUCH_SECONDS


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """A new engine does not compile again what others before it had."""
    with compiled_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """Clients share what was read of the certificates they trust.

    Most ask plain HTTP on this machine, and reading costs more than many a page.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (ssl, "create_default_context"),
            (httpcore2, "default_ssl_context"),
        ):
            patch.setattr(module, name, cache(getattr(module, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def hashed_with_little_work() -> Iterator[None]:
    """Whoever signs in here proves who it is without the work that slows thieves."""
    with light_hashes():
        yield


@pytest.fixture(scope="session", autouse=True)
def no_server() -> Iterator[None]:
    """Here is no server that keeps what it has read in: what a test read in goes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper, "look_no_more_at_what_is_there", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """All test clients ask in one event loop, as browsers do of a server.

    Making a thread and a loop for each request costs more than most answers.
    """
    with whole_answers():
        yield


@pytest.fixture
def database(
    request: pytest.FixtureRequest, databases: Databases
) -> Iterator[Database]:
    """A migrated database without any rows, or with what `loaded_folders` has."""
    is_loaded = "loaded_folders" in request.fixturenames
    url = databases.copy("bench" if is_loaded else "empty")
    database = Database(url)
    yield database
    database.close()
    databases.drop(url)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on the test's database; commit to let others see."""
    with database.open_session(write=True) as session:
        yield session


@pytest.fixture
def folders(tmp_path: Path, database: Database) -> ContentFolders:
    """Sound content of the test's own, not loaded yet."""
    return ContentFolders(tmp_path, database)


@pytest.fixture
def loaded_folders(
    folders: ContentFolders, databases: Databases, tmp_path: Path
) -> ContentFolders:
    """The same, loaded: two packs, a course, a project, an organisation."""
    shutil.copytree(databases.bench_media, tmp_path / "media")
    return folders


@pytest.fixture
def starter_url(databases: Databases) -> Iterator[str]:
    """The address of a database with the starter content.

    Its search index is there: the first job of a test would make it, in seconds.
    """
    url = databases.copy("searched")
    yield url
    databases.drop(url)


@pytest.fixture
def settings(starter_url: str, databases: Databases) -> Settings:
    """Settings on a database with the starter content."""
    return make_settings(starter_url, databases.media)


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    """The whole program on the starter content."""
    app = create_app(settings)
    yield app
    app.state.database.close()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser without script that does not follow redirects by itself."""
    return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)


@pytest.fixture(scope="session")
def read_only(databases: Databases) -> Iterator[FastAPI]:
    """The same, shared by all tests that only read; it refuses to write."""
    yield from starter_read_only(databases)


@pytest.fixture
def reader(read_only: FastAPI) -> TestClient:
    """Such a browser of somebody of whom nothing is written down."""
    return fresh_client(read_only)
