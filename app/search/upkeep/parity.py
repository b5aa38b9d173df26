"""Whether an index has what the database says it should, and mending it.

Both are read page by page, by id, so that it takes the same memory for any number.
What the worker has yet to do is not a difference.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.platform.db import Database
from app.search.index import SearchIndex
from app.search.models import SearchDocument, SearchRefusal
from app.search.upkeep.indexing import as_document, watermark

PAGE = 1_000


class Difference(Struct, frozen=True):
    """Ids that are wrong on one page: to be written, and to be taken out."""

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    superfluous: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many ids that is."""
        return len(self.missing) + len(self.stale) + len(self.superfluous)


class Parity(Struct, frozen=True):
    """Compares one index with the documents."""

    database: Database
    index: SearchIndex
    name: str

    def differences(self) -> Iterator[Difference]:
        """Yield what is wrong, page by page; nothing for pages where all is well."""
        after = 0
        while True:
            with self.database.open_session() as session:
                wanted = _wanted(session, after)
            found = dict(self.index.versions(after, limit=PAGE))
            if not (wanted or found):
                return
            after = _end(wanted, found)
            difference = self._compare(
                {number: v for number, v in wanted.items() if number <= after},
                {number: v for number, v in found.items() if number <= after},
            )
            if difference.count:
                yield difference

    def mend(self, difference: Difference) -> None:
        """Make the index right about some ids; see `SearchIndex.write`."""
        if difference.superfluous:
            self.index.remove(difference.superfluous)
        wrong = (*difference.missing, *difference.stale)
        if not wrong:
            return
        with self.database.open_session() as session:
            rows = [row for row in _rows(session, wrong) if not row.is_removed]
        # One that is newer there than here would never be replaced: the database may
        # have been restored from a copy.
        if difference.stale:
            self.index.remove(difference.stale)
        self.index.write([as_document(row) for row in rows])
        with self.database.transaction() as session:
            refused = col(SearchRefusal.document_id).in_([row.id for row in rows])
            own = col(SearchRefusal.name) == self.name
            session.execute(delete(SearchRefusal).where(refused, own))

    def _compare(self, wanted: dict[int, int], found: dict[int, int]) -> Difference:
        ids = sorted(wanted.keys() | found.keys())
        suspects = [number for number in ids if wanted.get(number) != found.get(number)]
        if not suspects:
            return Difference()
        # Looked at again: they may have changed, and the worker may not be there yet.
        with self.database.open_session() as session:
            mark = watermark(session, self.name)
            rows = {row.id: row for row in _rows(session, suspects)}
        settled = [n for n in suspects if n not in rows or rows[n].version <= mark]
        live = {n for n in settled if n in rows and not rows[n].is_removed}
        return Difference(
            missing=tuple(n for n in settled if n in live and n not in found),
            stale=tuple(
                n
                for n in settled
                if n in live and n in found and rows[n].version != found[n]
            ),
            superfluous=tuple(n for n in settled if n not in live and n in found),
        )


def waiting(session: Session, name: str) -> int:
    """Return how many changes an index has yet to follow."""
    later = col(SearchDocument.version) > watermark(session, name)
    return session.scalar(select(func.count()).where(later)) or 0


def refusals(session: Session, name: str, *, limit: int) -> Sequence[SearchRefusal]:
    """Return documents an index would not take."""
    own = select(SearchRefusal).where(col(SearchRefusal.name) == name)
    ordered = own.order_by(col(SearchRefusal.document_id)).limit(limit)
    return session.scalars(ordered).all()


def _wanted(session: Session, after: int) -> dict[int, int]:
    rows = session.execute(
        select(col(SearchDocument.id), col(SearchDocument.version))
        .where(col(SearchDocument.id) > after, ~col(SearchDocument.is_removed))
        .order_by(col(SearchDocument.id))
        .limit(PAGE)
    )
    return {number: version for number, version in rows if number is not None}


def _rows(session: Session, ids: Sequence[int]) -> Sequence[SearchDocument]:
    found = select(SearchDocument).where(col(SearchDocument.id).in_(ids))
    return session.scalars(found.order_by(col(SearchDocument.id))).all()


def _end(wanted: dict[int, int], found: dict[int, int]) -> int:
    """Return the last id that both pages reach, the shorter one counting as all."""
    full = [max(page) for page in (wanted, found) if len(page) == PAGE]
    return min(full) if full else max((*wanted, *found))
