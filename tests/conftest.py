"""What all tests share: settings, a database of their own, the whole program.

Tests run on SQLite, or on PostgreSQL with TESTS_DATABASE=postgresql; the same tests.
Each gets a database copied from a template that is migrated and filled once a run.
"""

import fcntl
import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

import pytest
from alembic import command
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.demo import demo_sign_in
from app.cli.database import migration_config
from app.cli.translations import compile_stale
from app.content.library import Library, read_library
from app.content.loading import load_library
from app.learning import pdf_process
from app.main import create_app
from app.platform.db import Database
from app.platform.ids import derived_id, short_id
from app.platform.limited import limited
from app.platform.prepared import fingerprint, note_prepared
from app.platform.settings import Settings
from app.platform.storage import FolderStorage
from app.search import vocabulary
from app.search.answering import confirming, keeper
from app.search.meilisearch import engine
from tests.compiled import compiled_once
from tests.conventions.sources import ROOT
from tests.factories.library import ContentFolders
from tests.factories.small_library import write_library
from tests.search.judging import index
from tests.services.memory import memory_folder
from tests.services.postgresql import start_postgresql

ON_POSTGRESQL = os.environ.get("TESTS_DATABASE") == "postgresql"
# Names a server to use instead of a fresh one; workers get both from their parent.
POSTGRESQL, FOLDER = "TESTS_POSTGRESQL", "TESTS_FOLDER"
HOST = "testserver"
MUCH_SECONDS = 60
OBJECTS_BETWEEN = 20_000
# A template that is another one and a little more.
BEGUN_AS = {
    "small": "empty",
    "bench": "empty",
    "starter": "empty",
    "searched": "starter",
    "live": "searched",
}


class Databases:
    """Makes databases by copying templates, which all workers of a run share.

    `empty` has the schema, `small` also the packs of tests/factories/small_library.py,
    `bench` what tests/factories/library.py writes, `starter` the content we ship,
    `searched` the same with its search index complete, `live` that as a server finds
    it that starts again, with the accounts of the demonstration.
    """

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self.media = folder / "media"

    def copy(self, kind: str) -> str:
        """Return the address of a fresh copy of a template."""
        return self._copy(kind, f"t{short_id(12)}")

    def _copy(self, kind: str, name: str) -> str:
        # A server that was given may have templates of another run.
        template = f"template_{kind}_{derived_id(str(self.folder))}"
        with self._alone(kind):
            made = self.folder / f"{kind}.made"
            if not made.exists():
                self._make(template, kind)
                made.touch()
        if self.server is None:
            shutil.copyfile(self.folder / f"{template}.db", self.folder / f"{name}.db")
        else:
            self._execute(f"CREATE DATABASE {name} TEMPLATE {template} {self._way}")
            self._copy_search_file(template, name)
        return self._url(name)

    def settings(self, url: str, folder: Path) -> dict[str, str]:
        """Return settings of a server on a copy, with its media put into a folder.

        A server that has to read the starter content in and index it takes long.
        """
        shutil.copytree(self.media, folder / "media")
        return {"DATABASE_URL": url, "SEARCH_FILE": str(self.search_file(url))}

    def search_file(self, url: str) -> Path:
        """Return where the search index of a copy lies, unless it lies in the copy."""
        return self.folder / f"{Path(url).stem}-search.db"

    def _copy_search_file(self, template: str, name: str) -> None:
        indexed = self.search_file(template)
        if indexed.exists():
            shutil.copyfile(indexed, self.search_file(name))

    def drop(self, url: str) -> None:
        """Remove a copy."""
        for pattern in (".db*", "-search.db*"):
            for path in self.folder.glob(f"{Path(url).stem}{pattern}"):
                path.unlink()
        if self.server is not None:
            self._execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def _url(self, name: str) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder / name}.db"
        return f"{self.server.rsplit('/', 1)[0]}/{name}"

    def _execute(self, statement: str) -> None:
        with self._own_engine.connect() as connection:
            connection.execute(text(statement))

    @cached_property
    def _own_engine(self) -> Engine:
        # Kept: a connection costs the server a third of what a database does.
        assert self.server is not None
        return create_engine(self.server, isolation_level="AUTOCOMMIT")

    @cached_property
    def _way(self) -> str:
        # Files in memory are copied sooner than logged; older servers know only this.
        with self._own_engine.connect() as connection:
            version = connection.dialect.server_version_info or ()
        return "STRATEGY FILE_COPY" if version >= (15,) else ""

    def close(self) -> None:
        """Leave the server."""
        if self.server is not None:
            self._own_engine.dispose()

    @contextmanager
    def _alone(self, kind: str) -> Iterator[None]:
        with (self.folder / f"{kind}.lock").open("w") as lock:
            # Unlike flock, this is not handed on to processes that rendering forks.
            fcntl.lockf(lock, fcntl.LOCK_EX)
            yield

    def _make(self, name: str, kind: str) -> None:
        if kind in BEGUN_AS:
            database = Database(self._copy(BEGUN_AS[kind], name))
        else:
            database = self._new_database(name)
        if kind == "bench":
            ContentFolders(self.folder / "bench", database).load()
        elif kind in {"small", "starter"}:
            library = self._small_library() if kind == "small" else starter_library()
            load_library(database, FolderStorage(self.media), library)
        elif kind == "searched":
            # In a thread: a test's own may be in the event loop that drives Chromium.
            with ThreadPoolExecutor(1) as thread:
                thread.submit(self._index, database.url).result()
        elif kind == "live":
            demo_sign_in(database)
            note_prepared(database, fingerprint(ROOT))
        database.close()
        for file in self.folder.glob(f"{name}*.db"):
            _write_whole(file)

    def _new_database(self, name: str) -> Database:
        if self.server is not None:
            self._execute(f"CREATE DATABASE {name}")
        database = Database(self._url(name))
        with database.engine.begin() as connection:
            command.upgrade(migration_config(connection), "head")
        return database

    def _index(self, url: str) -> None:
        app = create_app(make_settings(url, self.media))
        index(app)
        app.state.database.close()

    def _small_library(self) -> Library:
        library = read_library(write_library(self.folder / "small"))
        assert not library.problems
        return library


def _write_whole(file: Path) -> None:
    """Leave nothing of an SQLite database in its log, so that a copy is whole."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@cache
def starter_library() -> Library:
    """Return the content this repository ships; nobody changes it."""
    return read_library(ROOT)


def pytest_configure(config: pytest.Config) -> None:
    """Make what all workers share, before they are started."""
    if hasattr(config, "workerinput"):
        return
    folder = Path(tempfile.mkdtemp(prefix="passalong-tests-", dir=memory_folder()))
    os.environ[FOLDER] = str(folder)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    if ON_POSTGRESQL and POSTGRESQL not in os.environ:
        server = start_postgresql(folder)
        os.environ[POSTGRESQL] = server.url
        config.add_cleanup(server.stop)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark what uses a database, so that it can be chosen by `-m`.

    On PostgreSQL leave out what no database can change: SQLite's run had it.
    """
    for item in items:
        if _uses_database(item):
            item.add_marker("database")
    if not ON_POSTGRESQL:
        return
    left_out = [item for item in items if not _needs_server(item)]
    items[:] = [item for item in items if _needs_server(item)]
    config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for rubbish neither while tests are read nor, later, among what was read.

    Nothing of the program and its tests goes before the end: without this, each whole
    collection looks through all of it, a second or two, and nothing is found. A test
    of a page makes so many objects that the usual counts look too often, too.
    """
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN)
    gc.enable()


def _needs_server(item: pytest.Item) -> bool:
    return _uses_database(item) or item.get_closest_marker("service") is not None


def _uses_database(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "databases" in item.fixturenames


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The maker of databases of this run, one for all its workers."""
    server = os.environ[POSTGRESQL] if ON_POSTGRESQL else None
    databases = Databases(Path(os.environ[FOLDER]), server)
    yield databases
    databases.close()


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogs() -> None:
    """Interface languages are there for every test."""
    compile_stale()


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
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A migrated database without any rows."""
    url = databases.copy("empty")
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
def loaded_folders(folders: ContentFolders) -> ContentFolders:
    """The same, loaded: two packs, a course, a project, an organisation."""
    assert folders.load().failed == []
    return folders


@pytest.fixture
def starter_url(databases: Databases) -> Iterator[str]:
    """The address of a database with the starter content.

    Its search index is there: the first job of a test would make it, in seconds.
    """
    url = databases.copy("searched")
    yield url
    databases.drop(url)


def make_settings(url: str, media: Path, **more: object) -> Settings:
    """Return settings for a test; the worker is off, tests run jobs themselves."""
    values = {
        "environment": "test",
        "public_url": f"http://{HOST}",
        "allowed_hosts": (HOST,),
        "database_url": url,
        "media_folder": media,
        # On PostgreSQL: one for each database, as every installation has its own.
        "search_file": media.parent / f"{Path(url).stem}-search.db",
        "content_folder": ROOT,
        "worker": False,
        "local_accounts": True,
        "pseudo_locales": True,
        "log_level": "error",
    }
    return Settings.model_validate(values | more)


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
