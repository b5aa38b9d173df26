"""An INSERT that may meet a row that is there already, on either database."""

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel


def insert_into(session: Session, table: type[SQLModel]) -> Any:
    """Return an insert that knows `on_conflict_do_…`, in its database's words."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    # Read in only where it is used: it costs a server on SQLite a tenth of its start.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - see above

    return postgresql.insert(table)
