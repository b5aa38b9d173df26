"""What search finds of copied packs, written straight into the database as they are.

Deriving the documents of 2,000 packs takes minutes, and all copies of a pack say the
same: those of the first are derived, those of the others are written like them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.platform import clock
from app.platform.db import Database
from app.platform.states import bump
from app.platform.storage import FolderStorage
from app.search.index import EntityKind
from app.search.models import SearchDocument, SearchSource, SearchTerm
from app.search.sources.packs import PackSource
from app.search.upkeep.deriving import SEARCH, Sources, derive, outdated_groups, store
from app.search.vocabulary import note_terms
from tests.bench.growth import copy_packs
from tests.bench.servers import run_command

PACKS_AT_A_TIME = 200
# What the first copy of each pack is called besides its name.
FIRST = "-1"
COLUMNS = (
    *("kind", "language", "title", "context", "text", "anchor", "starts"),
    *("position", "is_removed"),
)
Rows = dict[str, list[dict[str, Any]]]


def prepare_packs(folder: Path, wanted: int) -> int:
    """Fill a folder's database with so many packs that can be found; return how many.

    The index is built by the command, from all documents.
    """
    run_command(folder, {}, "prepare")
    run_command(folder, {}, "search", "reindex", "--derive")
    there = copy_packs(folder / "passalong.db", wanted)
    with Database(f"sqlite:///{folder}/passalong.db") as database:
        source = PackSource(FolderStorage(folder / "media"))
        with database.transaction() as session:
            copies = [group for group in source.groups(session) if "-" in group]
            first = [group for group in copies if group.endswith(FIRST)]
            _derive(session, source, first)
            _copy_documents(session, source, sorted(set(copies) - set(first)))
            many = {"documents": col(SearchTerm.documents) * len(copies) // len(first)}
            session.execute(update(SearchTerm).values(**many))
            wrong = outdated_groups(session, Sources.of([source]))
    if any(group.startswith("pack:") for group in wrong):
        raise RuntimeError("not all copies can be found")
    run_command(folder, {}, "search", "reindex")
    return there


def _derive(session: Session, source: PackSource, groups: Iterable[str]) -> None:
    sources = Sources.of([source])
    for group in groups:
        if derived := derive(session, sources, group):
            note_terms(session, store(session, sources, derived).added)


def _copy_documents(
    session: Session, source: PackSource, groups: Sequence[str]
) -> None:
    known = _documents(session)
    same = {"version": bump(session, SEARCH), "changed_at": clock.now()}
    for start in range(0, len(groups), PACKS_AT_A_TIME):
        some = groups[start : start + PACKS_AT_A_TIME]
        sources, documents = [], []
        for group, stamps in source.stamps(session, some).items():
            for entity, stamp in stamps.items():
                there = {"entity": entity, "group_entity": group}
                kind = EntityKind(entity.partition(":")[0])
                sources.append({**there, "kind": kind, "parent": "", "stamp": stamp})
                rows = known[_first_of(entity)]
                documents += [{**row, **there, **same} for row in rows]
        session.connection().execute(insert(SearchSource), sources)
        session.connection().execute(insert(SearchDocument), documents)


def _documents(session: Session) -> Rows:
    """Return the rows of the first copies, by the thing they are of."""
    columns = [getattr(SearchDocument, name) for name in ("entity", *COLUMNS)]
    found = select(*columns).where(col(SearchDocument.group_entity).endswith(FIRST))
    rows: Rows = defaultdict(list)
    for entity, *values in session.execute(found):
        rows[entity].append(dict(zip(COLUMNS, values, strict=True)))
    return rows


def _first_of(entity: str) -> str:
    """Return the first copy of the same: `module:abc-1/m1` for `module:abc-12/m1`."""
    pack, slash, rest = entity.partition("/")
    return f"{pack.rpartition('-')[0]}{FIRST}{slash}{rest}"
