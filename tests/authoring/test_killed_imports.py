"""An import that is killed at any moment leaves all of it, or nothing."""

import os
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from app.packs.models import Module, Pack
from app.platform.db import Database
from app.texts.models import Document, Unit
from app.translation.models import Translation
from tests.authoring.arriving import BOOK, packed
from tests.databases import Databases
from tests.services.nursery import Nursery

KILLED = 200 if os.environ.get("TESTS_SOAK") == "yes" else 20
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
    book, said = tmp_path / "book.zip", tmp_path / "said"
    book.write_bytes(packed(BOOK))
    said.touch()
    url = databases.copy("empty")
    database, nursery = Database(url), Nursery("tests.authoring.importing")
    random = Random(4)  # noqa: S311 - the same moments each time

    def told(what: str) -> list[str]:
        rows = said.read_text().split("\n")[:-1]
        return [row for row in rows if row.startswith(what)]

    try:
        one: tuple[int, ...] = ()
        needed = 0.0
        for number in range(KILLED):
            # The first says how long one takes; the others are cut off anywhere in it.
            done, began = len(told("done")) + (not number), len(told("began")) + 1
            nursery.kill_one(
                f"{url} {tmp_path} {book}",
                lambda began=began, done=done: (  # type: ignore[misc]
                    len(told("began")) >= began and len(told("done")) >= done
                ),
                after=random.uniform(0, 1.2 * needed),
            )
            needed = needed or float(told("done")[0].split()[1])
            there = counts(database)
            whole = there[0]
            one = one or tuple(count // whole for count in there)
            assert there == tuple(whole * count for count in one)
            assert len(told("done")) <= whole <= len(told("began"))
    finally:
        nursery.close()
        database.close()
    assert min(one) > 0
    databases.drop(url)
