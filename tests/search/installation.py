"""Search over content that can be changed, with an index that can be stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlmodel import col

from app.packs.models import Pack
from app.platform.db import Database
from app.platform.outbox import EventBus, OutboxEvent
from app.platform.states import CONTENT, bump
from app.platform.worker import Worker
from app.search.answering.results import Asked, Card, Results, Suggestion
from app.search.embedded.index import EmbeddedIndex
from app.search.engines import Engine
from app.search.service import SearchService
from app.search.sources.documents import DocumentSource
from app.search.sources.packs import PackSource
from app.search.sources.records import (
    CourseRecords,
    OrganisationRecords,
    ProjectRecords,
)
from app.search.sources.skills import SkillSource
from app.search.upkeep.deriving import Sources, outdated_groups
from app.search.upkeep.indexing import (
    DERIVE_ALL,
    DERIVE_GROUP,
    INDEX_DOCUMENTS,
    Indexing,
    request_derivation,
)
from app.search.vocabulary import Vocabulary
from app.texts.models import Document
from app.texts.queries import current_units
from app.translation.catalogs import CatalogEntry, UnitCatalog
from app.translation.exchange.taking_in import import_catalog
from tests.factories.library import ContentFolders


@dataclass(frozen=True)
class Installation:
    """Content folders, the service readers ask, and the worker that keeps up.

    The index is in a file beside the database, so that it can stay behind: `derive`
    makes the documents agree, `index` gives the index what it lacks, `settle` is both.
    """

    database: Database
    folders: ContentFolders
    service: SearchService
    worker: Worker
    engine: Engine
    indexing: Indexing
    index_file: Database

    def load(self) -> None:
        """Make the database agree with the folders. Search hears of it later."""
        self.folders.load()

    def derive(self) -> None:
        """Make the documents agree, but leave the index as it is."""
        with self.database.open_session() as session:
            groups = outdated_groups(session, self.indexing.sources)
        for group in groups:
            self.indexing.refresh(self.database, group)

    def forget_events(self) -> None:
        """Lose everything that was announced, as if the worker were dead."""
        with self.database.transaction() as session:
            session.execute(delete(OutboxEvent))

    def settle(self) -> None:
        """Let the worker do all it has to."""
        self.worker.run_due()

    def derive_all(self) -> None:
        """Compare everything, and let the worker finish."""
        with self.database.transaction() as session:
            request_derivation(session)
        self.settle()

    def ask(self, text: str = "", **asked: object) -> Results:
        """Return what a reader gets."""
        with self.database.open_session() as session:
            wanted = Asked(text=text, **asked)  # type: ignore[arg-type]  # as given
            return self.service.answer(session, wanted)

    def suggest(
        self, text: str, languages: Sequence[str] = ("en",)
    ) -> tuple[Suggestion, ...]:
        """Return what the box offers."""
        with self.database.open_session() as session:
            return self.service.suggest(session, text, languages, limit=6)


def install(database: Database, folder: Path) -> Installation:
    """Return an installation with two packs, a course and records, not loaded yet.

    Content that is in the folder already stays as it is.
    """
    folders = ContentFolders(folder, database)
    sources = all_sources(folders)
    index_file = Database(f"sqlite:///{folder / 'search.db'}")
    beside = EmbeddedIndex(index_file, Vocabulary(database))
    engine = Engine("embedded", beside, beside)
    indexing = Indexing(sources, beside, engine.name)
    worker = Worker(database, EventBus(database))
    indexing.wire(worker.bus)
    worker.register(INDEX_DOCUMENTS, indexing.index_documents)
    worker.register(DERIVE_GROUP, indexing.derive_group)
    worker.register(DERIVE_ALL, indexing.derive_all)
    service = SearchService(sources, beside, None, database, index=engine.name)
    return Installation(
        database, folders, service, worker, engine, indexing, index_file
    )


def all_sources(folders: ContentFolders) -> Sources:
    """Return the sources `app.main` hands over."""
    sources: tuple[DocumentSource, ...] = (
        PackSource(folders.storage),
        ProjectRecords(),
        CourseRecords(),
        OrganisationRecords(),
        SkillSource(),
    )
    return Sources.of(sources)


def entities(results: Results) -> list[str]:
    """Return what was found, in order."""
    return [card.entity for card in results.cards]


def card_of(results: Results, entity: str) -> Card:
    """Return one card; there must be one."""
    return next(card for card in results.cards if card.entity == entity)


def said(results: Results) -> str:
    """Return everything a reader could read of an answer, as one text."""
    return repr(results)


def translate(installation: Installation, key: str, texts: dict[str, str]) -> None:
    """Save French wordings of the bench pack; nobody derives them."""
    with installation.database.transaction() as session:
        pack = session.scalars(select(Pack).where(col(Pack.key) == "bench1")).one()
        document = session.get_one(Document, pack.document_id)
        units = current_units(session, pack.document_id)
        entries = tuple(
            CatalogEntry(f"{key}/{unit.id}", unit.text, texts[unit.text])
            for unit in units
            if unit.text in texts
        )
        assert entries
        catalog = UnitCatalog("fr", {}, entries)
        import_catalog(session, {key: document}, catalog)
        bump(session, CONTENT, about="pack:bench1")
