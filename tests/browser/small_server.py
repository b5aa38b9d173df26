"""A server of a test's own with a small library: what is published there stays there.

It begins as it would be started again: what a first start does to the library is done
once a run. How a first start goes is asked in tests/cli/test_prepare_command.py.
"""

import shutil
from pathlib import Path

from app.accounts.demo import demo_sign_in
from app.platform.db import Database
from app.platform.prepared import fingerprint, note_prepared
from tests.databases import TEMPLATES, Databases, Template, make_index
from tests.services.passalong import start_passalong
from tests.services.process import RunningServer


def _prepare(database: Database, media: Path) -> None:
    folder = _library(media)
    make_index(database, folder / "media")
    demo_sign_in(database)
    note_prepared(database, fingerprint(folder / "content"))


def _library(media: Path) -> Path:
    return media.parent / "bench"


PREPARED = Template("prepared-bench", _prepare, TEMPLATES["bench"])


def start_small(databases: Databases, folder: Path) -> RunningServer:
    """Start the program with the packs of tests/factories/library.py.

    Its database goes with the folders of the run.
    """
    url, _ = databases.prepared(PREPARED)
    library = _library(databases.media)
    shutil.copytree(library / "media", folder / "media")
    settings = {
        "DATABASE_URL": url,
        "SEARCH_FILE": str(databases.search_file(url)),
        "CONTENT_FOLDER": str(library / "content"),
    }
    return start_passalong(folder, more=settings)
