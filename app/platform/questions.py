"""What is asked of the database on every page, in as few steps as there can be."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    SQLColumnExpression,
    bindparam,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DatabaseError, OperationalError


class Question:
    """What is asked on every page, written as SQL once.

    SQLite is given it as it is: of a few short rows, the way through SQLAlchemy takes
    ten times as long as the answer. There, values are what the driver takes.
    """

    def __init__(
        self, asked: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
    ) -> None:
        self._asked = asked
        compiled = asked.compile(dialect=sqlite.dialect())
        self.sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        # What SQLAlchemy itself fills in, such as an offset of nothing.
        self._known = compiled.params

    def rows(self, connection: Connection, **values: Any) -> Sequence[Any]:
        """Return the rows of the answer. Raises what SQLAlchemy raises."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._asked, values).all()
        if not connection.in_transaction():
            connection.begin()
        known = self._known | values
        given = tuple([known[name] for name in self._names])
        driver: Any = connection.connection.driver_connection
        try:
            rows: Sequence[Any] = driver.execute(self.sql, given).fetchall()
        except sqlite3.DatabaseError as error:
            is_operational = isinstance(error, sqlite3.OperationalError)
            kind = OperationalError if is_operational else DatabaseError
            raise kind(self.sql, None, error) from error
        return rows


def one_of_ten(column: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Return whether a column is one of ten values: a question that is always the same.

    What `tens` yields is to be filled in.
    """
    return column.in_([bindparam(f"value{number}") for number in range(10)])


def tens(values: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield what is to be filled in for some values, with one again where it is few."""
    left = list(values)
    for first in range(0, len(left), 10):
        some = left[first : first + 10]
        some += some[:1] * (10 - len(some))
        yield {f"value{number}": value for number, value in enumerate(some)}
