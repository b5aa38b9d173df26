"""What all tests share: settings, a database of their own, the whole program.

Tests run on SQLite, or on PostgreSQL with TESTS_DATABASE=postgresql; the same tests.
Each gets an empty database copied from one that is migrated once.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.cli.database import migration_config
from app.cli.translations import compile_stale
from app.content.library import Library, read_library
from app.content.loading import load_library
from app.main import create_app
from app.platform.db import Database
from app.platform.ids import short_id
from app.platform.settings import Settings
from app.platform.storage import FolderStorage
from tests.conventions.sources import ROOT
from tests.services.postgresql import start_postgresql

ON_POSTGRESQL = os.environ.get("TESTS_DATABASE") == "postgresql"
HOST = "testserver"


class Databases:
    """Makes databases: `empty` has the schema, `starter` the starter content too."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self.media = folder / "media"
        self._templates: dict[str, str] = {}

    def copy(self, kind: str) -> str:
        """Return the address of a fresh copy of a template."""
        template = self._templates.get(kind) or self._make(kind)
        name = f"t{short_id(12)}"
        if self.server is None:
            shutil.copyfile(self.folder / f"{template}.db", self.folder / f"{name}.db")
        else:
            self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Remove a copy."""
        if self.server is None:
            for path in self.folder.glob(f"{Path(url).stem}.db*"):
                path.unlink()
        else:
            self._execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def _url(self, name: str) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder / name}.db"
        return f"{self.server.rsplit('/', 1)[0]}/{name}"

    def _execute(self, statement: str) -> None:
        assert self.server is not None
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _make(self, kind: str) -> str:
        name = f"template_{kind}_{short_id(6)}"
        if self.server is not None:
            self._execute(f"CREATE DATABASE {name}")
        database = Database(self._url(name))
        with database.engine.begin() as connection:
            command.upgrade(migration_config(connection), "head")
        if kind == "starter":
            load_library(database, FolderStorage(self.media), starter_library())
        if database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
        database.close()
        self._templates[kind] = name
        return name


def starter_library() -> Library:
    """Return the content this repository ships."""
    return read_library(ROOT)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases of this run."""
    folder = tmp_path_factory.mktemp("databases")
    if not ON_POSTGRESQL:
        yield Databases(folder, None)
        return
    server = start_postgresql(tmp_path_factory.mktemp("postgresql"))
    yield Databases(folder, server.url)
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogs() -> None:
    """Interface languages are there for every test."""
    compile_stale()


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
def starter_url(databases: Databases) -> Iterator[str]:
    """The address of a database with the starter content."""
    url = databases.copy("starter")
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
