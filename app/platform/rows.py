"""Writing a row once, or counting it up, however many requests do it at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column
from sqlmodel import Session, SQLModel

from app.platform.upserts import insert_into

Row = Mapping[str, object]


def insert_once(session: Session, table: type[SQLModel], row: Row) -> bool:
    """Insert a row unless its key is taken; tell whether it is new."""
    # Without its values, which make a statement that is compiled every time.
    statement = insert_into(session, table).on_conflict_do_nothing()
    done = statement.returning(*_keys(table))
    return session.connection().execute(done, dict(row)).first() is not None


def insert_new(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> int:
    """Insert the rows whose keys are free; return how many those were."""
    if not rows:
        return 0
    statement = insert_into(session, table).values([dict(row) for row in rows])
    # psycopg does not count the rows of an insert with several; RETURNING does.
    done = statement.on_conflict_do_nothing().returning(*_keys(table))
    return len(session.connection().execute(done).all())


def insert_or_change(
    session: Session, table: type[SQLModel], row: Row, change: Callable[[Any], Row]
) -> None:
    """Insert a row, or change the one that is there.

    `change` gets the row that was to be inserted and returns the new values.
    """
    statement = insert_into(session, table).values(dict(row))
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=_keys(table), set_=dict(change(statement.excluded))
        )
    )


def _keys(table: type[SQLModel]) -> list[Column[Any]]:
    return list(table.metadata.tables[str(table.__tablename__)].primary_key)
