"""Databases of tests: copies of templates that are made once a run.

What the tests of a file or folder begin with is put into a `Template` of its own, not
into each test's database: a copy costs milliseconds, loading a pack half a second.
"""

import fcntl
import os
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Engine, create_engine, text

from app.accounts.demo import demo_sign_in
from app.cli.database import migration_config
from app.content.library import Library, read_library
from app.content.loading import load_library
from app.main import create_app
from app.platform.db import Database
from app.platform.ids import derived_id, short_id
from app.platform.prepared import fingerprint, note_prepared
from app.platform.settings import PREFIX, Settings
from app.platform.storage import FolderStorage
from tests.conventions.sources import ROOT
from tests.factories.library import ContentFolders
from tests.factories.small_library import write_library
from tests.search.judging import index

HOST = "testserver"
USUAL: dict[str, object] = {
    "environment": "test",
    "public_url": f"http://{HOST}",
    "allowed_hosts": (HOST,),
    "content_folder": ROOT,
    "worker": False,
    "local_accounts": True,
    "pseudo_locales": True,
    "log_level": "error",
}


@dataclass(frozen=True)
class Template:
    """What many tests begin with: another template, or nothing, and what `fill` adds.

    `fill` gets a database and the folder of its media, once a run, in one worker. All
    tests get copies of the database, and of what it returns (what can be pickled).
    """

    name: str
    fill: Callable[[Database, Path], object]
    begun_as: "Template | None" = None


@contextmanager
def alone(folder: Path, kind: str) -> Iterator[None]:
    """Let one worker of a run at a time do something."""
    with (folder / f"{kind}.lock").open("w") as lock:
        # Unlike flock, this is not handed on to processes that rendering forks.
        fcntl.lockf(lock, fcntl.LOCK_EX)
        yield


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
        self.bench_media = folder / "bench" / "media"

    def copy(self, kind: str) -> str:
        """Return the address of a fresh copy of a template all tests know."""
        return self.prepared(TEMPLATES[kind])[0]

    def prepared(self, template: Template) -> tuple[str, Any]:
        """Return the address of a fresh copy, and a copy of what `fill` returned."""
        url = self._copy(template, f"t{short_id(12)}")
        return url, pickle.loads(self._made(template).read_bytes())  # noqa: S301 - ours

    def _made(self, template: Template) -> Path:
        return self.folder / f"{template.name}.made"

    def _copy(self, template: Template, name: str) -> str:
        # A server that was given may have templates of another run.
        there = f"template_{template.name}_{derived_id(str(self.folder))}"
        with alone(self.folder, template.name):
            if not self._made(template).exists():
                returned = pickle.dumps(self._make(template, there))
                self._made(template).write_bytes(returned)
        if self.server is None:
            shutil.copyfile(self.folder / f"{there}.db", self.folder / f"{name}.db")
        else:
            self._execute(f"CREATE DATABASE {name} TEMPLATE {there} {self._way}")
            self._copy_search_file(there, name)
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
        name = Path(url).stem
        with os.scandir(self.folder) as files:
            for file in files:
                if file.name.startswith((f"{name}.db", f"{name}-search.db")):
                    Path(file).unlink()
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

    def _make(self, template: Template, name: str) -> object:
        if template.begun_as:
            self._copy(template.begun_as, name)
        elif self.server is not None:
            self._execute(f"CREATE DATABASE {name}")
        with Database(self._url(name)) as database:
            returned = template.fill(database, self.media)
        for file in self.folder.glob(f"{name}*.db"):
            _write_whole(file)
        return returned


def _migrate(database: Database, _: Path) -> None:
    with database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")
    if not database.is_sqlite:
        _write_anew(database)


def _write_anew(database: Database) -> None:
    """Leave a database on a server fewer and smaller files, of which each is copied."""
    options = {"isolation_level": "AUTOCOMMIT"}
    with database.engine.connect().execution_options(**options) as connection:
        connection.execute(text("VACUUM FULL"))
        # What was there before goes with the next of these only.
        connection.execute(text("CHECKPOINT"))


def _load_small(database: Database, media: Path) -> None:
    library = read_library(write_library(media.parent / "small"))
    assert not library.problems
    load_library(database, FolderStorage(media), library)


def _load_bench(database: Database, media: Path) -> None:
    report = ContentFolders(media.parent / "bench", database).load()
    assert report.failed == []


def _load_starter(database: Database, media: Path) -> None:
    load_library(database, FolderStorage(media), starter_library())


def make_index(database: Database, media: Path) -> None:
    """Fill a template: what was loaded into it can be found."""
    # In a thread: a test's own may be in the event loop that drives Chromium.
    with ThreadPoolExecutor(1) as thread:
        app = create_app(make_settings(database.url, media))
        thread.submit(index, app).result()
        app.state.database.close()


def _sign_in(database: Database, _: Path) -> None:
    demo_sign_in(database)
    note_prepared(database, fingerprint(ROOT))


EMPTY = Template("empty", _migrate)
STARTER = Template("starter", _load_starter, EMPTY)
SEARCHED = Template("searched", make_index, STARTER)
TEMPLATES = {
    template.name: template
    for template in (
        EMPTY,
        STARTER,
        SEARCHED,
        Template("small", _load_small, EMPTY),
        Template("bench", _load_bench, EMPTY),
        Template("live", _sign_in, SEARCHED),
    )
}


def _write_whole(file: Path) -> None:
    """Leave nothing of an SQLite database in its log, so that a copy is whole."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@cache
def starter_library() -> Library:
    """Return the content this repository ships; nobody changes it."""
    return read_library(ROOT)


def make_settings(url: str, media: Path, **more: object) -> Settings:
    """Return settings for a test; the worker is off, tests run jobs themselves."""
    own = {
        "database_url": url,
        "media_folder": media,
        # On PostgreSQL: one for each database, as every installation has its own.
        "search_file": media.parent / f"{Path(url).stem}-search.db",
    }
    if more:
        return Settings.model_validate(USUAL | own | more)
    given = frozenset(one for one in os.environ.items() if one[0].startswith(PREFIX))
    return _usual_settings(given).model_copy(update=own)


@cache
def _usual_settings(given: frozenset[tuple[str, str]]) -> Settings:
    """Read settings in an environment once: each of them is looked for there."""
    return Settings.model_validate(USUAL)
