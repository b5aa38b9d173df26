"""The tables of the embedded index, made when they are first needed.

There is a set of tables for each time the index was rebuilt. `search_embedded_state`
names the set that is live and the one that is being built, so that a swap is one row
in one transaction. Alembic does not know them: they hold nothing that is not elsewhere.
"""

from functools import cache

from msgspec import Struct
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    TableClause,
    column,
    delete,
    select,
    table,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import OperationalError

from app.platform.questions import Question

PREFIX = "search_embedded_"
LIVE = "live"
BUILDING = "building"
REACHED = "reached"
# The words come folded and parted by spaces: nothing is left to a tokenizer that knows
# the Unicode of 2012. `labels` says the group; it has no weight.
_FTS = (
    "CREATE VIRTUAL TABLE {name} USING fts5(title, context, text, labels, "
    "tokenize='ascii', prefix='2 3')"
)
_WEIGHTS = (
    "INSERT INTO {name}({name}, rank) VALUES ('rank', 'bm25(10.0, 3.0, 1.0, 0.0)')"
)

STATE = Table(
    f"{PREFIX}state",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)
_LIVE = Question(select(STATE.c.value).where(STATE.c.name == LIVE))


class Tables(Struct, frozen=True):
    """One set: the words, and beside them what a match tells about its document.

    A document that was removed while the set is built leaves an entry without entity,
    so that an older copy of it is not taken in again.
    """

    text: TableClause
    entry: Table

    @property
    def name(self) -> str:
        """The name of the full-text table, which is also its hidden column."""
        return self.text.name


@cache
def tables(number: int) -> Tables:
    """Return the tables of a set."""
    name = f"{PREFIX}text_{number}"
    fields = ("rowid", "rank", "title", "context", "text", "labels", name)
    entry = Table(
        f"{PREFIX}entry_{number}",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("entity", String, nullable=False),
        Column("group_entity", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("language", String, nullable=False),
        Column("version", Integer, nullable=False),
    )
    return Tables(text=table(name, *map(column, fields)), entry=entry)


def exists(connection: Connection) -> bool:
    """Return whether there is an index at all."""
    found = connection.execute(
        text("SELECT 1 FROM sqlite_master WHERE name = :name"), {"name": STATE.name}
    )
    return found.first() is not None


def live_set(connection: Connection) -> int | None:
    """Return the number of the set that is live; None when there is no index."""
    try:
        [[live]] = _LIVE.rows(connection)
    except OperationalError:
        # Asked only then: there is an index before nearly every search.
        if exists(connection):
            raise
        return None
    number: int = live
    return number


def states(connection: Connection) -> dict[str, int]:
    """Return the numbers of the sets that are live and being built."""
    return dict(connection.execute(select(STATE)).all())


def set_state(connection: Connection, name: str, value: int) -> None:
    """Remember a number."""
    row = insert(STATE).values(name=name, value=value)
    connection.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )


def forget_state(connection: Connection, *names: str) -> None:
    """Forget numbers."""
    connection.execute(delete(STATE).where(STATE.c.name.in_(names)))


def create_index(connection: Connection) -> None:
    """Make the first set and say it is live, unless there is one."""
    if not exists(connection):
        STATE.create(connection)
        create_set(connection, 1)
        set_state(connection, LIVE, 1)


def create_set(connection: Connection, number: int) -> None:
    """Make the tables of a set."""
    made = tables(number)
    made.entry.create(connection)
    for statement in (_FTS, _WEIGHTS):
        connection.exec_driver_sql(statement.format(name=made.name))


def drop_set(connection: Connection, number: int) -> None:
    """Remove the tables of a set."""
    gone = tables(number)
    gone.entry.drop(connection)
    connection.exec_driver_sql(f"DROP TABLE {gone.name}")


def merge(connection: Connection, number: int, pages: int) -> bool:
    """Bring some pages of a set into order; return whether there is more to do.

    Fewer than none begin to make one part of all; the calls after that go on with it.
    """
    name = tables(number).name
    before = _changes(connection)
    connection.exec_driver_sql(
        f"INSERT INTO {name}({name}, rank) VALUES ('merge', {pages:d})"  # noqa: S608 - our own names and numbers
    )
    return _changes(connection) - before > 1


def _changes(connection: Connection) -> int:
    count: int = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    return count
