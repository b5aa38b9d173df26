"""The documents a page of results needs, by id and by thing, in two queries."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.search.models import SearchDocument

_COLUMNS = (
    col(SearchDocument.id),
    col(SearchDocument.entity),
    col(SearchDocument.language),
    col(SearchDocument.title),
    col(SearchDocument.context),
    col(SearchDocument.text),
    col(SearchDocument.anchor),
    col(SearchDocument.starts),
    col(SearchDocument.position),
    col(SearchDocument.version),
)
Piece = Row[Any]


@dataclass
class Pieces:
    """Documents by id, and the heads of things by language."""

    by_id: dict[int, Piece] = field(default_factory=dict)
    heads: dict[str, dict[str, Piece]] = field(default_factory=dict)

    def titled(self, entity: str, order: Sequence[str]) -> Piece | None:
        """Return the head in the first of these languages it has a title in."""
        known = {
            language: head
            for language, head in self.heads.get(entity, {}).items()
            if head.title
        }
        wanted = (known[language] for language in order if language in known)
        return next(wanted, next(iter(known.values()), None))


def read_pieces(
    session: Session, ids: Collection[int], entities: Collection[str]
) -> Pieces:
    """Return some documents, and the heads of some things."""
    pieces = Pieces()
    for row in _read(session, col(SearchDocument.id).in_(ids)) if ids else ():
        pieces.by_id[row.id] = row
    heads = (
        col(SearchDocument.entity).in_(entities),
        col(SearchDocument.position) == 0,
    )
    for row in _read(session, *heads) if entities else ():
        pieces.heads.setdefault(row.entity, {})[row.language] = row
    return pieces


def section_titles(
    session: Session, places: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Piece]:
    """Return any titled document at some places: a heading not translated yet."""
    if not places:
        return {}
    found = _read(
        session,
        col(SearchDocument.entity).in_([entity for entity, _ in places]),
        col(SearchDocument.position).in_([position for _, position in places]),
        col(SearchDocument.title) != "",
    )
    return {(row.entity, row.position): row for row in found}


def _read(session: Session, *conditions: Any) -> Iterator[Piece]:
    found = select(*_COLUMNS).where(*conditions, ~col(SearchDocument.is_removed))
    yield from session.execute(found)
