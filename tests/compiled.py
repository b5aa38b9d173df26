"""Statements that are compiled once in a process, whatever number of databases it has.

A server has one engine all its life, and compiles a statement for its first request
only. Tests have an engine each: compiling everything anew was a seventh of their work,
and asking the same server again which one it is took as long as a small page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from app.platform import db

# All that the program asks, with room; SQLAlchemy's own number is for one engine.
STATEMENTS = 3000
KINDS: tuple[type[DefaultDialect], ...] = (PGDialect_psycopg, SQLiteDialect_pysqlite)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let the engines of `app.platform.db` share what they compile, for a while.

    What is compiled is kept by dialect, of which each engine has one of its own; here
    all have the same settings, and those of a kind stand for each other.
    """
    statements: LRUCache[object, object] = LRUCache(STATEMENTS)
    with pytest.MonkeyPatch.context() as patch:
        for kind in KINDS:
            patch.setattr(kind, "__hash__", _kind_hash)
            patch.setattr(kind, "__eq__", _is_same_kind)
            patch.setattr(kind, "initialize", _initialized_once(kind.initialize))
        shared = {"compiled_cache": statements}
        patch.setattr(
            db, "create_engine", partial(create_engine, execution_options=shared)
        )
        yield


def _initialized_once(
    initialize: Callable[[DefaultDialect, Connection], None],
) -> Callable[[DefaultDialect, Connection], None]:
    """Return what tells a dialect all that the first of its kind found out."""
    found: dict[str, object] = {}

    def initialized(dialect: DefaultDialect, connection: Connection) -> None:
        if not found:
            before = {**vars(dialect)}
            initialize(dialect, connection)
            found.update(
                (name, value)
                for name, value in vars(dialect).items()
                if name not in before or before[name] is not value
            )
        vars(dialect).update(found)

    return initialized


def _kind_hash(dialect: object) -> int:
    return hash(type(dialect))


def _is_same_kind(dialect: object, other: object) -> bool:
    return type(dialect) is type(other)
