"""Runs migrations on the database the settings name, or one handed over by a test."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from app.platform.db import Database, UTCDateTime
from app.platform.settings import load_settings
from app.registry import metadata


def render_item(
    kind: str, item: object, _context: AutogenContext
) -> str | Literal[False]:
    """Write our own types as the database sees them: a migration stands alone."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the embedded search index, which makes and drops its tables itself."""
    return kind != "table" or not (name or "").startswith("search_embedded_")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        include_name=is_ours,
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
