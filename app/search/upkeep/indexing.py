"""From events to rows to the index: what the worker does so that a change is found."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from msgspec import Struct, field
from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from app.packs.events import CourseChanged, PackLoaded, PackWithdrawn
from app.platform.db import Database
from app.platform.jobs import RunningJob, is_queued, request_job
from app.platform.outbox import EventBus
from app.platform.upserts import insert_into
from app.projects.events import OrganisationChanged, ProjectChanged
from app.search.index import (
    DocumentsRefused,
    IndexDocument,
    IndexUnavailable,
    JoinedIndex,
    SearchIndex,
)
from app.search.models import SearchDocument, SearchIndexState, SearchRefusal
from app.search.upkeep.changes import Changes
from app.search.upkeep.deriving import Sources, derive, outdated_groups, store
from app.search.vocabulary import note_terms

log = structlog.get_logger("passalong.search")

INDEX_DOCUMENTS = "search.index"
DERIVE_ALL = "search.derive"
DERIVE_GROUP = "search.derive_group"
# An engine takes a thousand documents in little more time than a hundred.
BATCH = 1_000
MAX_DELAY_SECONDS = 8
EVENTS = (PackLoaded, PackWithdrawn, CourseChanged, ProjectChanged, OrganisationChanged)


def request_derivation(session: Session) -> None:
    """Ask for every document to be compared with what it is made from."""
    request_job(session, DERIVE_ALL, {}, key=DERIVE_ALL)


def request_group(session: Session, group: str) -> None:
    """Ask for one group, once however often it has changed since."""
    payload = {"group": group}
    request_job(session, DERIVE_GROUP, payload, key=f"{DERIVE_GROUP}:{group}")


class Indexing(Struct):
    """Keeps the documents and one index as things are written now.

    `joined` is the index as part of a transaction, when it is in our own database:
    then a row and its entry in the index are never apart. `on_indexed` is called in
    the transaction after which a change can be found.
    """

    sources: Sources
    index: SearchIndex
    name: str
    joined: JoinedIndex | None = None
    on_indexed: list[Callable[[Session], None]] = field(default_factory=list)

    def wire(self, bus: EventBus) -> None:
        """Subscribe to everything that changes what can be found."""
        bus.subscribe(PackLoaded, self.pack_loaded)
        bus.subscribe(PackWithdrawn, self.pack_withdrawn)
        bus.subscribe(CourseChanged, self.course_changed)
        bus.subscribe(ProjectChanged, self.project_changed)
        bus.subscribe(OrganisationChanged, self.organisation_changed)

    def pack_loaded(self, session: Session, fact: PackLoaded) -> None:
        """Ask for a pack that was loaded."""
        request_group(session, f"pack:{fact.pack_key}")

    def pack_withdrawn(self, session: Session, fact: PackWithdrawn) -> None:
        """Ask for a pack that was withdrawn."""
        request_group(session, f"pack:{fact.pack_key}")

    def course_changed(self, session: Session, fact: CourseChanged) -> None:
        """Ask for a course."""
        request_group(session, f"course:{fact.course_key}")

    def project_changed(self, session: Session, fact: ProjectChanged) -> None:
        """Ask for a project."""
        request_group(session, f"project:{fact.project_key}")

    def organisation_changed(self, session: Session, fact: OrganisationChanged) -> None:
        """Ask for an organisation."""
        request_group(session, f"organisation:{fact.organisation_key}")

    def derive_group(self, job: RunningJob) -> None:
        """Derive the group a job names."""
        self.refresh(job.database, str(job.payload["group"]))

    def refresh(self, database: Database, group: str) -> None:
        """Make the documents of a group agree with its texts, and the index follow."""
        with database.open_session() as session:
            derived = derive(session, self.sources, group)
        if derived is not None:
            with database.transaction(is_repeatable=True) as session:
                self._follow(session, store(session, self.sources, derived))

    def _follow(self, session: Session, changes: Changes) -> None:
        if not (changes.written or changes.removed):
            return
        # Of a long text mostly one line has changed: the others have been counted.
        note_terms(session, changes.added)
        if self.joined:
            index = self.joined.joined(session)
            index.write(changes.written)
            index.remove(changes.removed)
            _move_watermark(session, self.name, changes.version)
            self._tell(session)
        elif not is_queued(session, INDEX_DOCUMENTS):
            # One that waits, perhaps for the engine to come back, is not hurried.
            request_job(session, INDEX_DOCUMENTS, {}, key=INDEX_DOCUMENTS)

    def derive_all(self, job: RunningJob) -> None:
        """Compare everything that can be found, and everything that could be."""
        with job.database.open_session() as session:
            groups = outdated_groups(session, self.sources)
        for number, group in enumerate(groups, start=1):
            self.refresh(job.database, group)
            if number % 20 == 0:
                job.report(100 * number // (len(groups) + 1))
        with job.database.transaction(is_repeatable=True) as session:
            request_job(session, INDEX_DOCUMENTS, {}, key=INDEX_DOCUMENTS)

    def index_documents(self, job: RunningJob) -> None:
        """Give the index what it does not have yet; try again later when it is away."""
        try:
            done = self._catch_up(job)
        except IndexUnavailable as error:
            log.warning("index_unavailable", error=type(error).__name__)
            failures = int(job.payload.get("failures", 0)) + 1
            delay = timedelta(seconds=min(2.0**failures / 2, MAX_DELAY_SECONDS))
            with job.database.transaction(is_repeatable=True) as session:
                request_job(
                    session,
                    INDEX_DOCUMENTS,
                    {"failures": failures},
                    key=INDEX_DOCUMENTS,
                    delay=delay,
                )
            return
        if done:
            with job.database.transaction(is_repeatable=True) as session:
                self._tell(session)

    def _catch_up(self, job: RunningJob) -> int:
        # Before what waits for far longer, as a batch of documents may need to.
        self.index.check()
        done, after = 0, self._start(job.database)
        while True:
            with job.database.open_session() as session:
                rows = pending(session, after, limit=BATCH)
            if not rows:
                return done
            # The lease, before what may take a while.
            job.report(0)
            self._apply(job.database, rows)
            done += len(rows)
            after = (rows[-1].version, rows[-1].id or 0)
            with job.database.transaction(is_repeatable=True) as session:
                # The last version of a full batch may go on in the next one.
                is_whole = not pending(session, after, limit=1)
                set_watermark(session, self.name, after[0] - (not is_whole))

    def _start(self, database: Database) -> tuple[int, int]:
        with database.open_session() as session:
            mark = watermark(session, self.name)
        # A side file may have been thrown away, or be another one.
        is_lost = mark > 0 and self.index.count() == 0
        return (0 if is_lost else mark, MAX_ID)

    def _apply(self, database: Database, rows: Sequence[SearchDocument]) -> None:
        written = [as_document(row) for row in rows if not row.is_removed]
        removed = [row.id for row in rows if row.is_removed and row.id is not None]
        try:
            self.index.write(written)
        except DocumentsRefused as refused:
            log.warning("documents_refused", count=len(refused.ids))
            versions = {row.id: row.version for row in rows}
            with database.transaction(is_repeatable=True) as session:
                for refused_id in refused.ids:
                    session.merge(
                        SearchRefusal(
                            name=self.name,
                            document_id=refused_id,
                            version=versions.get(refused_id, 0),
                            reason=refused.reason[:500],
                        )
                    )
        self.index.remove(removed)

    def _tell(self, session: Session) -> None:
        for react in self.on_indexed:
            react(session)


MAX_ID = 2**31 - 1


def pending(
    session: Session, after: tuple[int, int], *, limit: int
) -> Sequence[SearchDocument]:
    """Return rows that changed after a (version, id), in the order they did."""
    version, row_id = after
    later = or_(
        col(SearchDocument.version) > version,
        and_(col(SearchDocument.version) == version, col(SearchDocument.id) > row_id),
    )
    found = select(SearchDocument).where(later)
    ordered = found.order_by(col(SearchDocument.version), col(SearchDocument.id))
    return session.scalars(ordered.limit(limit)).all()


def as_document(row: SearchDocument | Row[Any]) -> IndexDocument:
    """Return a row as an index gets it."""
    assert row.id is not None  # noqa: S101 (loaded rows have one)
    return IndexDocument(
        id=row.id,
        entity=row.entity,
        group=row.group_entity,
        kind=row.kind,
        language=row.language,
        title=row.title,
        context=row.context,
        text=row.text,
        version=row.version,
    )


_BY_ID: Select[*tuple[Any, ...]] = (
    select(
        col(SearchDocument.id),
        col(SearchDocument.entity),
        col(SearchDocument.group_entity),
        col(SearchDocument.kind),
        col(SearchDocument.language),
        col(SearchDocument.title),
        col(SearchDocument.context),
        col(SearchDocument.text),
        col(SearchDocument.version),
    )
    .where(col(SearchDocument.id) > bindparam("after"))
    .where(~col(SearchDocument.is_removed))
    .order_by(col(SearchDocument.id))
)


def documents_after(session: Session, after: int, *, limit: int) -> list[IndexDocument]:
    """Return the documents with ids above `after`, by id, for a new index."""
    # Not as objects of the table: making those took longer than reading the rows.
    found = session.connection().execute(_BY_ID.limit(limit), {"after": after})
    return [as_document(row) for row in found]


def watermark(session: Session, name: str) -> int:
    """Return the last version an index has followed."""
    found = select(col(SearchIndexState.watermark))
    return session.scalar(found.where(col(SearchIndexState.name) == name)) or 0


def set_watermark(session: Session, name: str, version: int) -> None:
    """Note how far an index has followed."""
    statement = insert_into(session, SearchIndexState)
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"watermark": statement.excluded.watermark}
        ),
        {"name": name, "watermark": version},
    )


def _move_watermark(session: Session, name: str, version: int) -> None:
    """Move the mark of an index that got its changes at once, if it lacks no other."""
    earlier = select(func.max(col(SearchDocument.version)))
    last: Any = session.scalar(earlier.where(col(SearchDocument.version) < version))
    if watermark(session, name) >= (last or 0):
        set_watermark(session, name, version)
