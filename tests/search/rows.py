"""Rows of `search_document` by the thousand, without the texts they come from."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert, update
from sqlmodel import Session, col

from app.platform import clock, states
from app.platform.db import Database
from app.platform.jobs import Job
from app.search.index import EntityKind, IndexDocument
from app.search.models import SearchDocument
from app.search.upkeep.deriving import SEARCH


def put_rows(database: Database, ids: Sequence[int], *, word: str = "budget") -> None:
    """Add documents, or change them; no index knows yet."""
    with database.transaction() as session:
        version = states.bump(session, SEARCH)
        values = {"title": f"A {word}", "version": version, "is_removed": False}
        own = col(SearchDocument.id)
        changed = session.connection().execute(
            update(SearchDocument).where(own.in_(ids)).values(values)
        )
        if not changed.rowcount:
            rows = [{**_empty_row(number), **values} for number in ids]
            session.connection().execute(insert(SearchDocument), rows)


def _empty_row(number: int) -> dict[str, object]:
    return {
        "id": number,
        "entity": f"module:p/m{number}",
        "group_entity": "pack:p",
        "kind": EntityKind.MODULE,
        "language": "en",
        "context": "",
        "text": "",
        "anchor": "",
        "starts": "",
        "position": 0,
        "changed_at": clock.now(),
    }


def remove_rows(database: Database, ids: Sequence[int]) -> None:
    """Remove documents; no index knows yet."""
    with database.transaction() as session:
        gone = {"version": states.bump(session, SEARCH), "is_removed": True}
        own = col(SearchDocument.id)
        session.connection().execute(
            update(SearchDocument).where(own.in_(ids)).values(gone)
        )


def let_time_pass(session: Session) -> None:
    """Make everything due that waits, and end the leases of whoever is dead."""
    past = clock.now() - timedelta(seconds=1)
    session.connection().execute(update(Job).values(run_at=past))
    held = update(Job).where(col(Job.lease_until).is_not(None))
    session.connection().execute(held.values(lease_until=past))


def document(
    number: int, title: str, *, language: str = "en", version: int = 1
) -> IndexDocument:
    """Return a module that has no more than a title."""
    return IndexDocument(
        id=number,
        entity=f"module:{number}",
        group=f"pack:{number % 3}",
        kind=EntityKind.MODULE,
        language=language,
        title=title,
        context="",
        text="",
        version=version,
    )
