"""Puts documents into the tables of the embedded index, and takes them out."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from app.search.embedded import schema
from app.search.embedded.expressions import group_label
from app.search.index import IndexDocument, IndexUnavailable
from app.search.words.segmenting import in_words


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Take documents out of the live set, and keep them out of the one being built."""
    schema.create_index(connection)
    states = schema.states(connection)
    live = schema.tables(states[schema.LIVE])
    gone = _versions_of(connection, live, ids)
    _delete(connection, live, ids)
    if schema.BUILDING in states:
        building = schema.tables(states[schema.BUILDING])
        gone |= _versions_of(connection, building, ids)
        _delete(connection, building, ids)
        _mark_removed(connection, building, gone)


def write(connection: Connection, documents: Sequence[IndexDocument]) -> None:
    """Put documents into the live set, and into the one that is being built."""
    schema.create_index(connection)
    states = schema.states(connection)
    for name in (schema.LIVE, schema.BUILDING):
        if name in states:
            put(connection, schema.tables(states[name]), documents)


def begin(connection: Connection, *, resume: bool) -> tuple[int, int]:
    """Return the set to fill and how many documents it has."""
    schema.create_index(connection)
    states = schema.states(connection)
    building = states.get(schema.BUILDING)
    if building is not None and resume:
        entry = schema.tables(building).entry
        entries = select(func.count()).select_from(entry).where(entry.c.entity != "")
        return building, connection.execute(entries).scalar_one()
    if building is not None:
        schema.drop_set(connection, building)
    number = max(states[schema.LIVE], building or 0) + 1
    schema.create_set(connection, number)
    schema.forget_state(connection, schema.REACHED)
    schema.set_state(connection, schema.BUILDING, number)
    return number, 0


def check_building(connection: Connection, number: int) -> None:
    """Raise IndexUnavailable when the set is no longer the one that is being built."""
    if schema.states(connection).get(schema.BUILDING) != number:
        raise IndexUnavailable("another rebuild has begun")


def swap(connection: Connection, number: int) -> None:
    """Make a set the live one, and drop the one before."""
    old = schema.states(connection)[schema.LIVE]
    entry = schema.tables(number).entry
    connection.execute(delete(entry).where(entry.c.entity == ""))
    schema.set_state(connection, schema.LIVE, number)
    schema.forget_state(connection, schema.BUILDING, schema.REACHED)
    schema.drop_set(connection, old)


def put(
    connection: Connection, tables: schema.Tables, documents: Sequence[IndexDocument]
) -> None:
    """Add documents to a set, unless it has them as new or newer."""
    newest = {d.id: d for d in sorted(documents, key=lambda d: d.version)}
    there = _versions_of(connection, tables, list(newest))
    fresh = [d for d in newest.values() if there.get(d.id, -1) < d.version]
    if not fresh:
        return
    _delete(connection, tables, [d.id for d in fresh if d.id in there])
    connection.execute(insert(tables.entry), [_entry(d) for d in fresh])
    connection.execute(insert(tables.text), [_words(d) for d in fresh])


def _entry(document: IndexDocument) -> dict[str, object]:
    return {
        "id": document.id,
        "entity": document.entity,
        "group_entity": document.group,
        "kind": document.kind.value,
        "language": document.language,
        "version": document.version,
    }


def _words(document: IndexDocument) -> dict[str, object]:
    return {
        "rowid": document.id,
        "title": in_words(document.title),
        "context": in_words(document.context),
        "text": in_words(document.text),
        "labels": group_label(document.group),
    }


def _versions_of(
    connection: Connection, tables: schema.Tables, ids: Sequence[int]
) -> dict[int, int]:
    entry = tables.entry
    rows = connection.execute(
        select(entry.c.id, entry.c.version).where(entry.c.id.in_(ids))
    )
    return dict(rows.all())


def _delete(connection: Connection, tables: schema.Tables, ids: Sequence[int]) -> None:
    if not ids:
        return
    connection.execute(delete(tables.entry).where(tables.entry.c.id.in_(ids)))
    connection.execute(delete(tables.text).where(tables.text.c.rowid.in_(ids)))


def _mark_removed(
    connection: Connection, tables: schema.Tables, versions: dict[int, int]
) -> None:
    empty = {"entity": "", "group_entity": "", "kind": "", "language": ""}
    rows = [empty | {"id": n, "version": version} for n, version in versions.items()]
    if rows:
        connection.execute(insert(tables.entry), rows)
