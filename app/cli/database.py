"""`passalong db`: migrate, and see where the schema is."""

from pathlib import Path
from typing import Annotated

import typer
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.platform.db import Database
from app.platform.failed_jobs import requeue_failed_jobs
from app.platform.outbox import requeue_dead_letters
from app.platform.settings import get_settings

ROOT = Path(__file__).parents[2]

database_app = typer.Typer(no_args_is_help=True)


def migration_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, on a connection of ours when one is given."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision."""
    with database.engine.begin() as connection:
        command.upgrade(migration_config(connection), revision)


def is_migrated(database: Database) -> bool:
    """Tell whether the schema is the one this program needs."""
    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


@database_app.command()
def upgrade(revision: Annotated[str, typer.Argument()] = "head") -> None:
    """Bring the database to the newest schema."""
    with Database(get_settings().database_url) as database:
        migrate(database, revision)
    print("The database is up to date.")


@database_app.command()
def downgrade(revision: str) -> None:
    """Take the schema back to an earlier revision. Data in dropped tables is lost."""
    with (
        Database(get_settings().database_url) as database,
        database.engine.begin() as connection,
    ):
        command.downgrade(migration_config(connection), revision)


@database_app.command()
def status() -> None:
    """Say whether the schema is the one this program needs."""
    with Database(get_settings().database_url) as database:
        ready = is_migrated(database)
    print("The schema is up to date." if ready else "Run `passalong db upgrade`.")
    raise typer.Exit(0 if ready else 1)


@database_app.command()
def retry() -> None:
    """Give events and jobs that were given up another round."""
    with (
        Database(get_settings().database_url) as database,
        database.transaction() as session,
    ):
        events, jobs = requeue_dead_letters(session), requeue_failed_jobs(session)
    print(f"{events} events and {jobs} jobs will be tried again.")
