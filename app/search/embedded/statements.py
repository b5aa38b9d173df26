"""What is asked of one set of tables, written as SQL once: a search asks several.

Every answer comes in one row, as JSON: between two rows of SQLite other threads take
their turns at Python, and thousands of rows are thousands of turns to wait for.
"""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from app.platform.questions import Question
from app.search.embedded.schema import Tables

_read = msgspec.json.Decoder().decode
Value = str | int | bytes | bytearray


class Statement:
    """A question with names for what is filled in."""

    def __init__(self, question: Select[Any]) -> None:
        self._question = Question(question)

    def ask(self, connection: Connection, **values: Value) -> list[Any]:
        """Return the columns of the answer, each whole."""
        [row] = self._question.rows(connection, **values)
        return [_read(column) for column in row]


class Statements(Struct, frozen=True):
    """What can be asked about an `expression` of full-text search.

    `ids` are those of the newest that match, `most` at most; `counted` has their
    versions too. `weights` are ids and weights of the `best` of the newest `most`,
    or of those `in_languages`; so are those `in_tongues`, where the number of the
    language of each of all `documents` is known, and needs no look into a table.
    `entries` are what is known of some `numbers`.
    """

    ids: Statement
    counted: Statement
    weights: Statement
    in_languages: Statement
    in_tongues: Statement
    entries: Statement


@cache
def statements(tables: Tables) -> Statements:
    """Return what is asked of a set of tables."""
    words, entry = tables.text, tables.entry
    has_it = words.c[tables.name].op("MATCH")(bindparam("expression"))
    newest = select(words.c.rowid, words.c.rank).where(has_it)
    newest = newest.order_by(words.c.rowid.desc()).limit(bindparam("most"))
    there = newest.with_only_columns(words.c.rowid).subquery()
    numbers = func.json_each(bindparam("numbers")).table_valued("value")
    known = func.json_each(bindparam("languages")).table_valued("value")
    # As a word of every document, a language would be weighed like the others.
    is_known = (
        select(entry.c.id)
        .where(entry.c.id == words.c.rowid, entry.c.language.in_(select(known)))
        .exists()
    )
    number = func.substr(bindparam("documents"), words.c.rowid + 1, 1)
    is_among = func.instr(bindparam("numbers"), number) > 0
    columns = (
        *(entry.c.id, entry.c.entity, entry.c.group_entity, entry.c.kind),
        *(entry.c.language, entry.c.version, words.c.title),
    )
    entries = (
        select(*map(_whole, columns))
        .join_from(numbers, entry, entry.c.id == numbers.c.value)
        .join(words, words.c.rowid == entry.c.id)
    )
    counted = select(_whole(entry.c.id), _whole(entry.c.version)).join_from(
        there, entry, entry.c.id == there.c.rowid
    )
    return Statements(
        ids=Statement(select(_whole(there.c.rowid))),
        counted=Statement(counted),
        weights=Statement(_best_of(newest)),
        in_languages=Statement(_best_of(newest.where(is_known))),
        in_tongues=Statement(_best_of(newest.where(is_among))),
        entries=Statement(entries),
    )


def _best_of(newest: Select[Any]) -> Select[Any]:
    some = newest.subquery()
    best = select(some).order_by(some.c.rank).limit(bindparam("best")).subquery()
    return select(_whole(best.c.rowid), _whole(best.c.rank))


def _whole(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.json_group_array(column)
