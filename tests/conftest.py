"""What all tests share: the folder of a run and its server, and what is marked.

Tests run on SQLite, or on PostgreSQL with TESTS_DATABASE=postgresql; the same tests.
What they begin with is in tests/beginnings.py.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.memory import memory_folder
from tests.services.postgresql import start_postgresql

ON_POSTGRESQL = os.environ.get("TESTS_DATABASE") == "postgresql"
# Names a server to use instead of a fresh one; workers get both from their parent.
POSTGRESQL, FOLDER = "TESTS_POSTGRESQL", "TESTS_FOLDER"
MUCH_SECONDS = 60
OBJECTS_BETWEEN = 20_000


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Make what all workers share, before they are started.

    Whoever only hands tests out to workers does not read the program in: seconds.
    """
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        _prepare_run(config)
    has_workers = config.option.tx and not config.option.collectonly
    if is_worker or not has_workers:
        config.pluginmanager.import_plugin("tests.beginnings")


def _prepare_run(config: pytest.Config) -> None:
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
    if item.get_closest_marker("any_database"):
        return False
    return _uses_database(item) or item.get_closest_marker("service") is not None


def _uses_database(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "databases" in item.fixturenames
