"""Keeps `search_document` as things are written now: compares, writes what differs."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Insert, Row, bindparam, delete, insert, select, update
from sqlmodel import Session, col

from app.platform import clock
from app.platform.states import bump
from app.platform.upserts import insert_for
from app.search.index import EntityKind, IndexDocument
from app.search.models import SearchDocument, SearchSource
from app.search.sources.documents import DocumentSource, Made, Piece
from app.search.upkeep.changes import Changes, newly_said

SEARCH = "search"
BATCH = 500
# Asked after every change: built once, for building them costs more than the answer.
_KNOWN = select(col(SearchSource.entity), col(SearchSource.stamp)).where(
    col(SearchSource.group_entity) == bindparam("group")
)
_COLUMNS = (
    *("entity", "group_entity", "kind", "language", "title", "context", "text"),
    *("anchor", "starts", "position"),
)
_PRESENT = select(*(getattr(SearchDocument, name) for name in ("id", *_COLUMNS))).where(
    col(SearchDocument.entity).in_(bindparam("entities", expanding=True)),
    ~col(SearchDocument.is_removed),
)
_UPDATING = update(SearchDocument).where(col(SearchDocument.id) == bindparam("number"))


class Sources(Struct, frozen=True):
    """All document sources, by the kind of their groups."""

    by_kind: dict[EntityKind, DocumentSource]

    @classmethod
    def of(cls, sources: Iterable[DocumentSource]) -> "Sources":
        """Return sources by the kind of their groups."""
        return cls({source.kind: source for source in sources})

    def __iter__(self) -> Iterator[DocumentSource]:
        """Yield every source."""
        return iter(self.by_kind.values())

    def of_group(self, group: str) -> DocumentSource:
        """Return the source of a group; raise ValueError or KeyError for none."""
        return self.by_kind[EntityKind(group.partition(":")[0])]


class Derived(Struct, frozen=True):
    """The pieces a group should have, and the states it was read and written in."""

    group: str
    known: dict[str, str]
    stamps: dict[str, str]
    made: dict[str, Made]


def derive(session: Session, sources: Sources, group: str) -> Derived | None:
    """Return what differs in a group; None when its documents are as they should be.

    It only reads: what takes time is done before anybody else has to wait.
    """
    source = sources.of_group(group)
    known = _known(session, group)
    stamps = source.stamps(session, [group]).get(group, {})
    if known == stamps:
        return None
    stale = [entity for entity, stamp in stamps.items() if known.get(entity) != stamp]
    made = source.pieces(session, group, stale) if stale else {}
    return Derived(group, known, stamps, made)


def store(session: Session, sources: Sources, derived: Derived) -> Changes:
    """Write what was derived; return what changed.

    Left out is what somebody else has derived, or taken away, meanwhile. What was
    changed again is noted as it was: it stays stale, and whoever changed it has asked
    for its group once more. Where many write, nothing must wait for a quiet moment.
    """
    # The counter lets one in at a time.
    version = bump(session, SEARCH, about=derived.group)
    group = derived.group
    stamps = sources.of_group(group).stamps(session, [group]).get(group, {})
    known = _known(session, group)

    def is_settled(entity: str) -> bool:
        is_still_so = (entity in stamps) == (entity in derived.stamps)
        return is_still_so and known.get(entity) == derived.known.get(entity)

    made = {entity: m for entity, m in derived.made.items() if is_settled(entity)}
    gone = list(filter(is_settled, derived.known.keys() - stamps.keys()))
    _note(session, derived, made)
    if gone:
        session.execute(delete(SearchSource).where(col(SearchSource.entity).in_(gone)))
    made |= dict.fromkeys(gone, Made(()))
    return _Writer(session, group, version).write(made)


def outdated_groups(session: Session, sources: Sources) -> list[str]:
    """Return the groups whose documents are not those of the things there are now."""
    known: dict[str, dict[str, str]] = {}
    for row in session.scalars(select(SearchSource)):
        known.setdefault(row.group_entity, {})[row.entity] = row.stamp
    outdated: list[str] = []
    for source in sources:
        groups = source.groups(session)
        for first in range(0, len(groups), BATCH):
            some = groups[first : first + BATCH]
            present = source.stamps(session, some)
            outdated += [g for g in some if present.get(g) != known.pop(g, None)]
    # What is left is of groups readers may not see any more.
    return [*outdated, *known]


def _known(session: Session, group: str) -> dict[str, str]:
    return dict(session.connection().execute(_KNOWN, {"group": group}).all())


def _note(session: Session, derived: Derived, made: dict[str, Made]) -> None:
    rows = [
        {
            "entity": entity,
            "group_entity": derived.group,
            "kind": EntityKind(entity.partition(":")[0]),
            "parent": one.parent,
            "stamp": derived.stamps[entity],
        }
        for entity, one in made.items()
    ]
    if rows:
        dialect = session.get_bind().dialect.name
        session.connection().execute(_noting(dialect), rows)


@cache
def _noting(dialect: str) -> Insert:
    statement = insert_for(dialect, SearchSource)
    names = ("group_entity", "kind", "parent", "stamp")
    noted: Insert = statement.on_conflict_do_update(
        index_elements=["entity"],
        set_={name: statement.excluded[name] for name in names},
    )
    return noted


class _Writer:
    """Writes the rows of a group that differ from what is there."""

    def __init__(self, session: Session, group: str, version: int) -> None:
        self.session = session
        self.group = group
        self.version = version
        self.stamp = {"version": version, "changed_at": clock.now()}

    def write(self, made: dict[str, Made]) -> Changes:
        present = self._present(made)
        before: dict[int, Row[Any]] = {}
        new: list[dict[str, object]] = []
        changed: list[dict[str, object]] = []
        for entity, one in made.items():
            for piece in one.pieces:
                values = self._values(entity, piece)
                row = present.pop((entity, piece.language, piece.position), None)
                if row is None:
                    new.append(values)
                elif any(getattr(row, name) != value for name, value in values.items()):
                    before[row.id] = row
                    changed.append({"id": row.id, **values})
        removed = [row.id for row in present.values() if row.id is not None]
        written = [*changed, *self._insert(new)]
        self._update(changed)
        self._remove(removed)
        documents = tuple(map(self._document, written))
        added = tuple(newly_said(item, before.get(item.id)) for item in documents)
        return Changes(documents, added, tuple(removed), self.version)

    def _present(
        self, entities: Collection[str]
    ) -> dict[tuple[str, str, int], Row[Any]]:
        asked = {"entities": list(entities)}
        rows = self.session.connection().execute(_PRESENT, asked)
        return {(row.entity, row.language, row.position): row for row in rows}

    def _values(self, entity: str, piece: Piece) -> dict[str, object]:
        return {
            "entity": entity,
            "group_entity": self.group,
            "kind": EntityKind(entity.partition(":")[0]),
            **piece.columns,
        }

    def _insert(self, rows: Sequence[dict[str, object]]) -> Iterator[dict[str, object]]:
        if not rows:
            return
        given = [{**row, **self.stamp, "is_removed": False} for row in rows]
        statement = insert(SearchDocument).returning(
            col(SearchDocument.id), sort_by_parameter_order=True
        )
        ids = self.session.scalars(statement, given).all()
        for row_id, row in zip(ids, rows, strict=True):
            yield {"id": row_id, **row}

    def _update(self, rows: Sequence[dict[str, object]]) -> None:
        if rows:
            given = [
                {
                    "number": row["id"],
                    **{name: row[name] for name in _COLUMNS},
                    **self.stamp,
                }
                for row in rows
            ]
            self.session.connection().execute(_UPDATING, given)

    def _remove(self, ids: Sequence[int]) -> None:
        empty = {"title": "", "context": "", "text": "", "starts": "", "anchor": ""}
        if ids:
            self.session.execute(
                update(SearchDocument)
                .where(col(SearchDocument.id).in_(ids))
                .values(**empty, **self.stamp, is_removed=True)
                .execution_options(synchronize_session=False)
            )

    def _document(self, row: dict[str, object]) -> IndexDocument:
        return IndexDocument(
            id=row["id"],  # type: ignore[arg-type]  # as the table has them
            entity=str(row["entity"]),
            group=self.group,
            kind=EntityKind(str(row["kind"])),
            language=str(row["language"]),
            title=str(row["title"]),
            context=str(row["context"]),
            text=str(row["text"]),
            version=self.version,
        )
