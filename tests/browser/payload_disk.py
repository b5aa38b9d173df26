"""A disk without room, so that forms show what could not be saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.platform.db import Database
from tests.browser.payload_story import WORDS

# A form that anybody may send, with a text that nobody would like to write again.
REPORT: tuple[str, dict[str, str | float | bool]] = (
    "/en/report",
    {"page": "/en/packs", "text": f"{WORDS} " * 5},
)

NO_ROOM = 503


@contextmanager
def no_room(database: Database) -> Iterator[None]:
    """Let nothing be written into the database of a program in this process."""

    def refuse(_connection: Any, _cursor: Any, statement: str, *given: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            full = Exception("database or disk is full")
            raise OperationalError(statement, given[0], full)

    event.listen(database.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", refuse)
