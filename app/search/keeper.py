"""Keeps the catalogue of a process as the database has it.

Before each search the counters of the database are asked. What changed since is read
again, a group at a time, into a copy: a search that has begun keeps what it began with.
"""

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock

from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.states import ANYTHING, CONTENT, SiteState, changed_since
from app.search.catalogue import WITHIN_MODULES, Catalogue
from app.search.deriving import SEARCH, Sources
from app.search.documents import Thing
from app.search.models import SearchDocument, SearchSource

_COUNTERS = select(col(SiteState.name), col(SiteState.value)).where(
    col(SiteState.name).in_((CONTENT, SEARCH))
)


class CatalogueKeeper:
    """Keeps the catalogue of a process as the database has it; for any thread."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._lock = Lock()
        self._newest = Catalogue()

    def at(self, session: Session) -> Catalogue:
        """Return the catalogue as this session sees the database, or newer."""
        counters = dict(session.connection().execute(_COUNTERS).all())
        now = (counters.get(CONTENT, 0), counters.get(SEARCH, 0))
        if self._is_as_new_as(now):
            return self._newest
        with self._lock:
            if not self._is_as_new_as(now):
                self._newest = self._refreshed(session, *now)
            return self._newest

    def _is_as_new_as(self, now: tuple[int, int]) -> bool:
        newest = self._newest
        return newest.content >= now[0] and newest.search >= now[1]

    def _refreshed(self, session: Session, content: int, search: int) -> Catalogue:
        old = self._newest
        changed = changed_since(session, CONTENT, old.content)
        changed |= changed_since(session, SEARCH, old.search)
        is_whole = old.content < 0 or ANYTHING in changed
        fresh = Catalogue() if is_whole else old.copy()
        self._read(session, fresh, None if is_whole else changed)
        _read_versions(session, fresh, old.search if not is_whole else -1)
        fresh.content = max(content, old.content)
        fresh.search = max(search, old.search)
        return fresh

    def _read(
        self, session: Session, catalogue: Catalogue, changed: set[str] | None
    ) -> None:
        derived = _derived(session, changed)
        for source in self._sources:
            wanted = None
            if changed is not None:
                wanted = [g for g in changed if g.startswith(f"{source.kind.value}:")]
                if not wanted:
                    continue
            groups: dict[str, list[Thing]] = {group: [] for group in wanted or ()}
            for thing in source.things(session, wanted):
                groups.setdefault(thing.group, []).append(thing)
            for group, things in groups.items():
                _put(catalogue, group, things, derived)


def _derived(
    session: Session, changed: set[str] | None
) -> Mapping[str, tuple[str, str]]:
    """Return what documents were made from, and where their things are shown."""
    found = select(
        col(SearchSource.entity), col(SearchSource.stamp), col(SearchSource.parent)
    )
    if changed is not None:
        found = found.where(col(SearchSource.group_entity).in_(changed))
    return {entity: (stamp, parent) for entity, stamp, parent in session.execute(found)}


def _put(
    catalogue: Catalogue,
    group: str,
    things: list[Thing],
    derived: Mapping[str, tuple[str, str]],
) -> None:
    placed = [
        replace(thing, parent=derived.get(thing.entity, ("", ""))[1] or thing.parent)
        if thing.kind in WITHIN_MODULES
        else thing
        for thing in things
    ]
    catalogue.put(group, placed)
    for ordinal in catalogue.members.get(group, ()):
        thing = catalogue.things[ordinal]
        if thing and derived.get(thing.entity, ("",))[0] != thing.stamp:
            catalogue.stale |= 1 << ordinal


def _read_versions(session: Session, catalogue: Catalogue, since: int) -> None:
    rows = session.execute(
        select(
            col(SearchDocument.id),
            col(SearchDocument.version),
            col(SearchDocument.is_removed),
        )
        .where(col(SearchDocument.version) > since)
        .order_by(col(SearchDocument.id))
    ).all()
    if not rows:
        return
    missing = rows[-1][0] + 1 - len(catalogue.versions)
    catalogue.versions.extend([0] * max(missing, 0))
    for row_id, version, is_removed in rows:
        catalogue.versions[row_id] = 0 if is_removed else version
