"""One line of migrations, which makes exactly the tables the models describe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, table, text

from app.cli.database import migration_config
from app.platform.db import Database
from app.registry import metadata
from tests.conventions.sources import listed
from tests.databases import Databases
from tests.services.postgresql import start_postgresql
from tests.services.process import RunningServer

SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRESQL = pytest.param("postgresql", id="postgresql", marks=pytest.mark.service)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """An empty database of each kind."""
    sqlite = RunningServer(f"sqlite:///{tmp_path}/empty.db", stop=lambda: None)
    is_sqlite = request.param == "sqlite"
    server = sqlite if is_sqlite else start_postgresql(tmp_path)
    database = Database(server.url)
    with database.engine.connect() as opened:
        yield opened
    database.close()
    server.stop()


def test_there_is_one_newest_migration() -> None:
    heads = ScriptDirectory.from_config(migration_config()).get_heads()

    assert len(heads) == 1, f"merge or rebase these migrations:{listed(heads)}"


def test_migrations_make_what_the_models_describe(connection: Connection) -> None:
    config = migration_config(connection)

    command.upgrade(config, "head")

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    missing = compare_metadata(context, metadata)
    assert not missing, f"write a migration for:{listed(missing)}"


def test_migrations_can_be_undone_and_done_again(connection: Connection) -> None:
    config = migration_config(connection)
    command.upgrade(config, "head")
    first = set(inspect(connection).get_table_names())

    command.downgrade(config, "base")
    left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    command.upgrade(config, "head")

    assert not left, f"drop these in downgrade():{listed(sorted(left))}"
    assert set(inspect(connection).get_table_names()) == first


def test_the_database_knows_its_migration(connection: Connection) -> None:
    config = migration_config(connection)

    command.upgrade(config, "head")

    stored = connection.execute(text("select version_num from alembic_version"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    assert stored.scalars().all() == [newest]


def test_the_newest_migration_loses_no_row(databases: Databases) -> None:
    # SQLite makes a table anew for some changes, which would drop what refers to it.
    url = databases.copy("starter")
    with Database(url) as database, database.engine.connect() as opened:
        before = _rows(opened)
        script = ScriptDirectory.from_config(migration_config())
        newest = script.get_revision("head")

        command.downgrade(migration_config(opened), str(newest.down_revision))
        command.upgrade(migration_config(opened), "head")

        after = _rows(opened)
        opened.rollback()
    databases.drop(url)
    assert after == before


def _rows(connection: Connection) -> dict[str, int]:
    """Return how many rows the tables have that everything refers to."""
    names = ("document", "revision", "unit", "translation", "pack", "module")
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar()
        or 0
        for name in names
    }
