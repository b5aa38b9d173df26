"""Search as one thing: what answers, what keeps up, and the jobs of both."""

from collections.abc import Iterable

from msgspec import Struct
from sqlmodel import Session

from app.platform.db import Database
from app.platform.jobs import request_job
from app.platform.search_settings import SearchSettings
from app.platform.worker import Worker
from app.search.asking import ASK_AGAIN, AskAgain
from app.search.engines import Engine, engine_for
from app.search.service import SearchService
from app.search.sources.documents import DocumentSource
from app.search.upkeep.deriving import Sources
from app.search.upkeep.indexing import (
    DERIVE_ALL,
    DERIVE_GROUP,
    INDEX_DOCUMENTS,
    Indexing,
)
from app.search.upkeep.lag import lag_seconds
from app.search.upkeep.purging import PURGE, Purging, count_refused, request_purge
from app.search.upkeep.reindexing import REINDEX, Reindexing
from app.search.vocabulary import Vocabulary


class Search(Struct, frozen=True):
    """What the program needs of search."""

    engine: Engine
    service: SearchService
    indexing: Indexing
    vocabulary: Vocabulary

    def prepare(self) -> None:
        """Begin to read what searches need into memory, so that none waits for it."""
        self.service.keeper.prepare()
        self.vocabulary.prepare()

    def lag_seconds(self, session: Session) -> int:
        """Return how far search is behind what readers see."""
        return lag_seconds(session, self.engine.name)

    def refused(self, session: Session) -> int:
        """Return how many documents the engine would not take."""
        return count_refused(session, self.engine.name)

    def wire(self, worker: Worker) -> None:
        """Listen to what changes, and do what that asks for."""
        self.indexing.wire(worker.bus)
        self.indexing.on_indexed += [ask_again, request_purge]
        reindexing = Reindexing(self.engine.index, self.engine.name)
        index = self.indexing.index_documents
        worker.register(INDEX_DOCUMENTS, index, urgent=True, apart=True)
        worker.register(DERIVE_GROUP, self.indexing.derive_group, urgent=True)
        worker.register(DERIVE_ALL, self.indexing.derive_all)
        worker.register(REINDEX, reindexing.run)
        worker.register(PURGE, Purging(self.engine.name))
        worker.register(ASK_AGAIN, AskAgain(self.service.answer))


def open_search(
    settings: SearchSettings, database: Database, sources: Iterable[DocumentSource]
) -> Search:
    """Return search over some sources, with the engine the settings name."""
    known = Sources.of(sources)
    vocabulary = Vocabulary(database)
    engine = engine_for(settings, database, vocabulary)
    return Search(
        engine,
        SearchService(
            known, engine.searching, engine.joined, database, index=engine.name
        ),
        Indexing(known, engine.index, engine.name, engine.joined),
        vocabulary,
    )


def ask_again(session: Session) -> None:
    """Ask what was asked in vain once more, now that there is something new."""
    request_job(session, ASK_AGAIN, {}, key=ASK_AGAIN)
