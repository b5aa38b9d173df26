"""Keeps the catalogue of a process as the database has it.

Before each search the counters of the database are asked. What changed since is read
again, a group at a time, into a copy: a search that has begun keeps what it began with.
When that is too much, as at the start of a process, it is read in a thread of its own,
and searches that come meanwhile get a small catalogue of what the engine found.
"""

from collections.abc import Collection, Mapping
from threading import Event, Lock, Thread
from typing import Any, NamedTuple

import structlog
from msgspec.structs import replace
from sqlalchemy import Select, bindparam, literal, or_, select, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from app.platform.db import Database
from app.platform.memory import look_no_more_at_what_is_there
from app.platform.questions import Question
from app.platform.states import ANYTHING, CONTENT, SiteState, changed_since
from app.search.answering.catalogue import WITHIN_MODULES, Catalogue, bits_of
from app.search.models import SearchDocument, SearchIndexState, SearchSource
from app.search.sources.documents import Thing
from app.search.upkeep.deriving import SEARCH, Sources

# A visitor waits so long for the whole catalogue before a search does without it.
PATIENCE_SECONDS = 0.25
# So many changed groups are read while somebody waits; more of them in the background.
MAX_CHANGED = 100
# So many are read at a time then: their rows take far more memory than what is kept.
GROUPS_AT_A_TIME = 500
_FOLLOWED = "followed"
_SEEN = Question(
    union_all(
        select(col(SiteState.name), col(SiteState.value)).where(
            or_(*(col(SiteState.name) == name for name in (CONTENT, SEARCH)))
        ),
        select(literal(_FOLLOWED), col(SearchIndexState.watermark)).where(
            col(SearchIndexState.name) == bindparam("index")
        ),
    )
)
_DERIVED = select(
    col(SearchSource.entity), col(SearchSource.stamp), col(SearchSource.parent)
).where(col(SearchSource.group_entity).in_(bindparam("groups", expanding=True)))
_VERSIONS = select(
    col(SearchDocument.id),
    col(SearchDocument.version),
    col(SearchDocument.is_removed),
    col(SearchDocument.entity),
    col(SearchDocument.language),
    col(SearchDocument.position),
)
_SINCE = _VERSIONS.where(col(SearchDocument.version) > bindparam("since"))
_OF_IDS = _VERSIONS.where(col(SearchDocument.id).in_(bindparam("ids", expanding=True)))
_HEADS = _VERSIONS.where(
    col(SearchDocument.entity).in_(bindparam("entities", expanding=True)),
    col(SearchDocument.position) == 0,
)

Found = Select[*tuple[Any, ...]]

log = structlog.get_logger("passalong.search")


class Seen(NamedTuple):
    """How far the database had come when a session asked.

    The counters of what there is and of what search knows of it, and how much of the
    latter the index has followed.
    """

    content: int
    search: int
    followed: int


class CatalogueKeeper:
    """Keeps the catalogue of a process as the database has it; for any thread."""

    def __init__(self, sources: Sources, database: Database, *, index: str) -> None:
        self._sources = sources
        self._index = index
        self._database = database
        self._lock = Lock()
        self._newest = Catalogue()
        self._starting = Lock()
        self._is_idle = Event()
        self._is_idle.set()

    def at(self, session: Session, seen: Seen | None = None) -> Catalogue | None:
        """Return the catalogue as this session sees the database, or newer.

        None when there is so much to read that nobody should wait for it; it is being
        read then. `seen` is what this session has seen before.
        """
        # A transaction of SQLite sees the same to its end.
        is_known = self._database.is_sqlite
        now = seen if seen and is_known else self.seen(session)
        if self._is_as_new_as(now):
            return self._newest
        self._is_idle.wait(PATIENCE_SECONDS)
        with self._lock:
            if self._is_as_new_as(now):
                return self._newest
            changed = self._changed(session)
            if changed is not None and len(changed) <= MAX_CHANGED:
                self._newest = self._followed(session, now, changed)
                return self._newest
        self.prepare()
        self._is_idle.wait(PATIENCE_SECONDS)
        return self._newest if self._is_as_new_as(now) else None

    def seen(self, session: Session) -> Seen:
        """Return how far the database has come, as a session sees it."""
        rows = _SEEN.rows(session.connection(), index=self._index)
        known = dict(rows)
        return Seen(*(known.get(name, 0) for name in (CONTENT, SEARCH, _FOLLOWED)))

    def newest(self, seen: Seen) -> Catalogue | None:
        """Return the catalogue if it is as the database was seen, or newer."""
        return self._newest if self._is_as_new_as(seen) else None

    def whole(self, session: Session) -> Catalogue:
        """Return the catalogue as `at` does, however long it takes."""
        while (found := self.at(session)) is None:
            self._is_idle.wait()
        return found

    def among(
        self, session: Session, groups: Collection[str], ids: Collection[int]
    ) -> Catalogue:
        """Return a catalogue of some groups and some documents, and of nothing else."""
        small = Catalogue()
        self._read(session, small, groups)
        _note(session, small, _HEADS, {"entities": list(small.ordinals)})
        _note(session, small, _OF_IDS, {"ids": list(ids)})
        return small

    def prepare(self) -> None:
        """Begin to read everything in a thread of its own, unless one does already."""
        with self._starting:
            if self._is_idle.is_set():
                self._is_idle.clear()
                Thread(target=self._prepare, name="catalogue", daemon=True).start()

    def _prepare(self) -> None:
        try:
            with self._database.open_session() as session:
                now = self.seen(session)
                fresh = Catalogue(content=now.content, search=now.search)
                for source in self._sources:
                    every = source.groups(session)
                    for first in range(0, len(every), GROUPS_AT_A_TIME):
                        some = every[first : first + GROUPS_AT_A_TIME]
                        self._read(session, fresh, some)
                _note(session, fresh, _SINCE, {"since": -1})
            with self._lock:
                if not self._is_as_new_as(now):
                    self._newest = fresh
            look_no_more_at_what_is_there()
        except SQLAlchemyError as error:
            # The next search asks for it again.
            log.warning("catalogue_not_read", error=type(error).__name__)
        finally:
            self._is_idle.set()

    def _is_as_new_as(self, now: Seen) -> bool:
        newest = self._newest
        return newest.content >= now.content and newest.search >= now.search

    def _changed(self, session: Session) -> set[str] | None:
        """Return the groups that have changed; None when it may be anything."""
        old = self._newest
        if old.content < 0:
            return None
        changed = changed_since(session, CONTENT, old.content)
        changed |= changed_since(session, SEARCH, old.search)
        return None if ANYTHING in changed else changed

    def _followed(self, session: Session, now: Seen, changed: set[str]) -> Catalogue:
        old = self._newest
        fresh = old.copy()
        self._read(session, fresh, changed)
        _note(session, fresh, _SINCE, {"since": old.search})
        fresh.content = max(now.content, old.content)
        fresh.search = max(now.search, old.search)
        return fresh

    def _read(
        self, session: Session, catalogue: Catalogue, changed: Collection[str]
    ) -> None:
        """Put what some groups are now into a catalogue nobody reads yet."""
        derived = _derived(session, changed)
        for source in self._sources:
            wanted = [g for g in changed if g.startswith(f"{source.kind.value}:")]
            if not wanted:
                continue
            groups: dict[str, list[Thing]] = {group: [] for group in wanted}
            for thing in source.things(session, wanted):
                groups.setdefault(thing.group, []).append(_placed(thing, derived))
            catalogue.put(groups)
            _mark_stale(catalogue, groups, derived)


def _derived(
    session: Session, groups: Collection[str]
) -> Mapping[str, tuple[str, str]]:
    """Return what documents were made from, and where their things are shown."""
    rows = session.connection().execute(_DERIVED, {"groups": list(groups)})
    return {entity: (stamp, parent) for entity, stamp, parent in rows.all()}


def _placed(thing: Thing, derived: Mapping[str, tuple[str, str]]) -> Thing:
    """Return a thing that is in a module with the module it was found in."""
    parent = derived.get(thing.entity, ("", ""))[1]
    is_elsewhere = thing.kind in WITHIN_MODULES and parent
    return replace(thing, parent=parent) if is_elsewhere else thing


def _mark_stale(
    catalogue: Catalogue,
    groups: Mapping[str, list[Thing]],
    derived: Mapping[str, tuple[str, str]],
) -> None:
    catalogue.stale |= bits_of(
        ordinal
        for group in groups
        for ordinal in catalogue.members.get(group, ())
        if (thing := catalogue.things[ordinal])
        and derived.get(thing.entity, ("",))[0] != thing.stamp
    )


def _note(
    session: Session, catalogue: Catalogue, found: Found, values: dict[str, Any]
) -> None:
    """Note which documents there are."""
    rows = session.connection().execute(found, values)
    for number, version, is_removed, entity, language, position in rows.all():
        catalogue.put_document(number, 0 if is_removed else version, entity)
        catalogue.tongues.put(number, language)
        if position == 0:
            catalogue.put_head(number, entity, language, is_there=not is_removed)
