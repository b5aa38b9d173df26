"""Finds documents in SQLite: in the application's own file, or one beside it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from app.platform.db import Database
from app.search.embedded import schema, storing
from app.search.embedded.entries import Entries
from app.search.embedded.ranking import Searching
from app.search.index import IndexDocument, IndexUnavailable, Match, Matches, Tongues
from app.search.mending import find_mended
from app.search.vocabulary import Vocabulary
from app.search.words.query import Query, parse

_MERGE_PAGES = 500


class EmbeddedIndex:
    """The index of this installation; any number of processes may use it at a time."""

    def __init__(self, database: Database, vocabulary: Vocabulary) -> None:
        self._database = database
        self._vocabulary = vocabulary
        self._session: Session | None = None
        self._versions: Sequence[int] | None = None
        self._tongues: Tongues | None = None
        self._entries = Entries()
        self._joined: Searching | None = None

    def joined(
        self,
        session: Session,
        *,
        versions: Sequence[int] | None = None,
        tongues: Tongues | None = None,
    ) -> "EmbeddedIndex":
        """Return the index as part of a session's transaction.

        The session must be one of the index's own database. `versions` and
        `tongues` as in `JoinedIndex`.
        """
        index = EmbeddedIndex(self._database, self._vocabulary)
        index._session, index._versions = session, versions
        index._tongues = tongues
        index._entries = self._entries
        return index

    def find(self, query: Query, languages: Sequence[str], *, limit: int) -> Matches:
        """Return the best document of each entity that has what is asked for."""
        if query.is_empty:
            return Matches((), query)
        with self._reading() as searching:
            if searching is None:
                return Matches((), query)
            return find_mended(
                lambda asked: searching.find(asked, languages, limit),
                query,
                self._vocabulary,
            )

    def best_in(
        self,
        query: Query,
        languages: Sequence[str],
        groups: Sequence[str],
        *,
        per_group: int,
    ) -> dict[str, tuple[Match, ...]]:
        """Return the best documents within some groups, as the query stands."""
        if query.is_empty or not groups:
            return {}
        with self._reading() as searching:
            if searching is None:
                return {}
            found = searching.best_in(query, languages, groups)
        return {
            group: tuple(islice(matches, per_group)) for group, matches in found.items()
        }

    def suggest(
        self, text: str, languages: Sequence[str], *, limit: int
    ) -> tuple[Match, ...]:
        """Return documents whose title has words that begin like what is typed."""
        query = parse(text.rstrip())
        if not query.terms:
            return ()
        with self._reading() as searching:
            if searching is None:
                return ()
            return searching.titles(query, languages, limit)

    def write(self, documents: Sequence[IndexDocument]) -> None:
        """Add documents, or replace those with the same id by newer versions."""
        with self._writing() as connection:
            storing.write(connection, documents)

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; ids that are not there are no error."""
        with self._writing() as connection:
            storing.remove(connection, ids)

    def versions(self, after: int, *, limit: int) -> list[tuple[int, int]]:
        """Return ids above `after` with their versions, by id."""
        with self._reading() as searching:
            if searching is None:
                return []
            entry = searching.tables.entry
            rows = searching.connection.execute(
                select(entry.c.id, entry.c.version)
                .where(entry.c.id > after)
                .order_by(entry.c.id)
                .limit(limit)
            )
            return [(number, version) for number, version in rows]

    def count(self) -> int:
        """Return how many documents are in the index."""
        with self._reading() as searching:
            if searching is None:
                return 0
            entries = select(func.count()).select_from(searching.tables.entry)
            return searching.connection.execute(entries).scalar_one()

    def check(self) -> None:
        """Return: a file is always there."""

    def resume_point(self) -> int:
        """Return the last id an abandoned rebuild has kept; 0 to start over."""
        with self._reading() as searching:
            if searching is None:
                return 0
            return schema.states(searching.connection).get(schema.REACHED, 0)

    def rebuild(
        self, documents: Iterable[Sequence[IndexDocument]], *, resume: bool = False
    ) -> Iterator[int]:
        """Fill a new set of tables from batches, by id, and swap it in at the end.

        Each batch is a transaction of its own, so that saving goes on meanwhile;
        what is written in between goes into both sets.
        """
        with self._writing() as connection:
            number, done = storing.begin(connection, resume=resume)
        for batch in documents:
            with self._writing() as connection:
                storing.check_building(connection, number)
                storing.put(connection, schema.tables(number), batch)
                if batch:
                    schema.set_state(connection, schema.REACHED, batch[-1].id)
            done += len(batch)
            yield done
        # A word is looked up in each part of a set: all are made one, a step at a time,
        # of which the first says so.
        pages, is_in_order = -_MERGE_PAGES, False
        while not is_in_order:
            with self._writing() as connection:
                storing.check_building(connection, number)
                is_in_order = not schema.merge(connection, number, pages)
            pages = _MERGE_PAGES
        with self._writing() as connection:
            storing.check_building(connection, number)
            storing.swap(connection, number)

    @contextmanager
    def _reading(self) -> Iterator[Searching | None]:
        """Give the live index at one moment; None when nothing was ever written."""
        with _unavailable():
            if self._joined:
                # In one transaction it is one moment, however often it is looked at.
                yield self._joined
                return
            with self._connection() as connection:
                live = schema.live_set(connection)
                if live is None:
                    yield None
                    return
                tables = schema.tables(live)
                found = Searching(connection, tables, self._entries)
                found.versions, found.tongues = self._versions, self._tongues
                if self._versions is not None:
                    self._joined = found
                yield found

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _unavailable():
            if self._session is not None:
                yield self._session.connection()
                return
            with self._database.transaction() as session:
                yield session.connection()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        if self._session is not None:
            yield self._session.connection()
            return
        with self._database.engine.connect() as connection:
            yield connection


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise IndexUnavailable("the embedded index did not answer") from error
