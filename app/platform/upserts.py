"""An INSERT that may meet a row that is there already, on either database."""

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel


def insert_into(session: Session, table: type[SQLModel]) -> Any:
    """Return an insert that knows `on_conflict_do_…`, in its database's words."""
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: type[SQLModel]) -> Any:
    """Return such an insert for a kind of database, for who keeps the statement."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Read in only where it is used: it costs a server on SQLite a tenth of its start.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - see above

    return postgresql.insert(table)
