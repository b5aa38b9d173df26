"""The database: one engine, one naming of constraints, one way to open a session."""

import re
from collections.abc import Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    contextmanager,
    nullcontext,
)
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from weakref import WeakValueDictionary

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from app.platform.turns import Turns

# Named constraints, so that a migration can find them again on every database.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Rows are not validated: what would validate them is made when somebody asks for it.
SQLModel.model_config["defer_build"] = True

# Starlette runs up to 40 handlers at a time, each with one connection.
POOL_SIZE = 40
# Of SQLite, for all connections together: each may keep 8 MB of pages, and how many
# there are is how many people ever came at one moment. Beyond it a connection drops
# its own oldest pages, which the system still has in memory.
ALL_CACHES_BYTES = 40_000_000
_COMMITTED = "committed"
BUSY_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 30_000


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        """Refuse naive datetimes, which would shift with the server's zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime needs a time zone: use clock.now()")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        """Return an aware datetime on every database."""
        return value.replace(tzinfo=UTC) if value and not value.tzinfo else value


class Reactions(list[Callable[[Session], None]]):
    """Whom to tell of commits to a database, whichever `Database` of it they are from.

    It goes with the last of them: a listener of each at every session would stay, and
    hold what it holds.
    """


_REACTIONS: WeakValueDictionary[str, Reactions] = WeakValueDictionary()


@event.listens_for(Session, "after_commit")
def _react(session: Session) -> None:
    for react in session.info.get(_COMMITTED, ()):
        react(session)


def enum_type(kind: type[StrEnum]) -> Enum:
    """Store an enum by its value as text with a named check, not by member name."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        name=re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(),
    )


class Database:
    """An engine with its sessions. One per process, made in `app.main` or the CLI."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _server_engine(url)
        self._writing = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._repeating = self._writing.execution_options(is_repeatable=True)
        self._turns = Turns(BUSY_TIMEOUT_MS / 1000)
        self._reactions = _REACTIONS.setdefault(url, Reactions())
        self._is_closed = False
        event.listen(self.engine, "checkin", self._end_when_closed)

    def open_session(self, *, write: bool = False) -> Session:
        """Return a new session; it has no connection before its first statement.

        With `write`, SQLite takes its write lock then, before anything is read: a
        transaction that reads first and writes later can be refused half-way.
        Whoever writes takes a turn around it.
        """
        return self._session(self._writing if write else self.engine)

    def after_commit(self, react: Callable[[Session], None]) -> None:
        """Call a function with each session of this process that has committed here.

        What it finds in `session.info` it leaves there for the others.
        """
        self._reactions.append(react)

    def _session(self, engine: Engine) -> Session:
        info = {_COMMITTED: self._reactions}
        return Session(engine, expire_on_commit=False, info=info)

    def turn(self) -> AbstractContextManager[None]:
        """Wait in this thread until it is this writer's turn, where writers queue."""
        return self._turns.turn() if self.is_sqlite else nullcontext()

    def coroutine_turn(self) -> AbstractAsyncContextManager[None]:
        """Do as `turn`, for a coroutine."""
        return self._turns.coroutine_turn() if self.is_sqlite else nullcontext()

    @contextmanager
    def transaction(self, *, is_repeatable: bool = False) -> Iterator[Session]:
        """Give a session that commits at the end and rolls back on any error.

        What `is_repeatable` is done again when the power fails a moment later, as the
        worker does: then nobody has to wait until the disk has it. Such commits are
        lost, if at all, together with all that came after them.
        """
        engine = self._repeating if is_repeatable else self._writing
        with self.turn(), self._session(engine) as session:
            yield session
            session.commit()

    def close(self) -> None:
        """Close every connection, those that others still use when they are done."""
        self._is_closed = True
        self.engine.dispose()

    def _end_when_closed(
        self, _connection: object, record: ConnectionPoolEntry
    ) -> None:
        # A thread in the background may be in the middle of something: its connection
        # comes back to a pool that nobody looks after any more.
        if self._is_closed:
            record.invalidate()

    def __enter__(self) -> Self:
        """Use the database for a while: `with Database(url) as database`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self.close()


def _sqlite_engine(url: str) -> Engine:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        pool_size=POOL_SIZE,
        max_overflow=0,
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _configure_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does.
    connection.isolation_level = None
    # Its own knows A to Z only; PostgreSQL's knows all letters.
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA cache_size=-8000")
    cursor.execute(f"PRAGMA soft_heap_limit={ALL_CACHES_BYTES}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    # FULL: what was acknowledged survives a power cut, not only a crash.
    level = "NORMAL" if options.get("is_repeatable") else "FULL"
    if connection.info.get("synchronous") != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.info["synchronous"] = level
    connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN"))


def _begin_server(connection: Connection) -> None:
    if connection.get_execution_options().get("is_repeatable"):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")


def _server_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}",
            "connect_timeout": 5,
        },
    )
    event.listen(engine, "begin", _begin_server)
    return engine
