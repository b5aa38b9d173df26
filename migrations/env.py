"""Runs migrations on the database the settings name, or one handed over by a test."""

from alembic import context
from sqlalchemy import Connection

from app.platform.db import Database
from app.platform.settings import load_settings
from app.registry import metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    handed_over = context.config.attributes.get("connection")
    if handed_over is not None:
        run(handed_over)
        return
    database = Database(load_settings().database_url)
    with database.engine.connect() as connection:
        run(connection)
        connection.commit()
    database.close()


main()
