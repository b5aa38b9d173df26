"""An import that is killed at any moment leaves all of it, or nothing."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.packs.models import Module, Pack
from app.platform.db import Database
from app.texts.models import Document, Unit
from app.translation.models import Translation
from tests.authoring.arriving import BOOK, packed
from tests.conftest import Databases
from tests.conventions.sources import ROOT

ROUNDS = int(os.environ.get("TESTS_ROUNDS", "3"))
TABLES = (Pack, Module, Document, Unit, Translation)


def counts(database: Database) -> tuple[int, ...]:
    """Return how many rows each table has."""
    with database.open_session() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        )


@pytest.mark.slow
def test_a_killed_import_leaves_all_or_nothing(
    databases: Databases, tmp_path: Path
) -> None:
    book = tmp_path / "book.zip"
    book.write_bytes(packed(BOOK))
    url = databases.copy("empty")
    database = Database(url)
    whole = started(url, tmp_path, book)
    began = time.monotonic()
    assert whole.wait() == 0
    needed = time.monotonic() - began
    one = counts(database)
    rng = random.Random(4)  # noqa: S311 - the same moments each time

    for _ in range(ROUNDS):
        before = counts(database)
        process = started(url, tmp_path, book)
        time.sleep(rng.uniform(0.5, 1.0) * needed)
        process.kill()
        process.wait()
        after = counts(database)
        added = tuple(b - a for a, b in zip(before, after, strict=True))
        assert added in {one, (0,) * len(TABLES)}

    database.close()
    databases.drop(url)


def started(url: str, folder: Path, book: Path) -> subprocess.Popen[bytes]:
    """Start the command in a process of its own."""
    settings = {
        "PASSALONG_DATABASE_URL": url,
        "PASSALONG_MEDIA_FOLDER": str(folder / "media"),
        "PASSALONG_ENVIRONMENT": "test",
    }
    command = [sys.executable, "-m", "app", "content", "import", str(book)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
