"""Builds an index anew from the documents, beside the one in use, and swaps it in.

It is a job: whoever runs it holds a lease, and when it dies another worker goes on
where it stopped. Changes made meanwhile are in what `search.index` does afterwards.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.platform import states
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.search.index import IndexDocument, SearchIndex
from app.search.models import SearchDocument
from app.search.upkeep.deriving import SEARCH
from app.search.upkeep.indexing import (
    INDEX_DOCUMENTS,
    documents_after,
    set_watermark,
    watermark,
)

REINDEX = "search.reindex"
BATCH = 1_000


class Progress(Struct, frozen=True):
    """How many documents are in the new index, of how many."""

    done: int
    total: int


def _silent(_: Progress) -> None:
    """Tell nobody."""


class Reindexing(Struct):
    """Rebuilds one index. `tell` hears how far it is."""

    index: SearchIndex
    name: str
    tell: Callable[[Progress], None] = field(default=_silent)

    def request(self, session: Session, *, anew: bool) -> None:
        """Ask for a rebuild: of what an earlier one left, or from the beginning."""
        if anew:
            set_watermark(session, self._unfinished, 0)
        request_job(session, REINDEX, {}, key=REINDEX)

    def run(self, job: RunningJob) -> None:
        """Rebuild the index; see `RunningJob`. May raise IndexUnavailable."""
        mark, is_resumed = self._begin(job.database)
        after = self.index.resume_point() if is_resumed else 0
        with job.database.open_session() as session:
            total = count_documents(session)
        batches = _batches(job.database, after)
        for done in self.index.rebuild(batches, resume=is_resumed):
            self.tell(Progress(done, max(done, total)))
            # Whoever lost the lease is stopped here, before it can swap.
            job.report(min(99, 100 * done // max(total, 1)))
        with job.database.transaction(is_repeatable=True) as session:
            set_watermark(session, self.name, mark)
            set_watermark(session, self._unfinished, 0)
            request_job(session, INDEX_DOCUMENTS, {}, key=INDEX_DOCUMENTS)

    @property
    def _unfinished(self) -> str:
        """The name under which it is kept what a new index has seen at least."""
        return f"{self.name}:new"

    def _begin(self, database: Database) -> tuple[int, bool]:
        with database.transaction(is_repeatable=True) as session:
            # One more than the counter, for at its beginning that is 0.
            noted = watermark(session, self._unfinished)
            if noted:
                return noted - 1, True
            mark = states.current(session, SEARCH)
            set_watermark(session, self._unfinished, mark + 1)
            return mark, False


def count_documents(session: Session) -> int:
    """Return how many documents an index should have."""
    live = select(func.count()).where(~col(SearchDocument.is_removed))
    return session.scalar(live) or 0


def _batches(database: Database, after: int) -> Iterator[Sequence[IndexDocument]]:
    """Yield the documents by id; each batch in a look of its own at the database."""
    while True:
        with database.open_session() as session:
            batch = documents_after(session, after, limit=BATCH)
        if not batch:
            return
        yield batch
        after = batch[-1].id
