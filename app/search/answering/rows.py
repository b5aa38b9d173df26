"""The documents a page of results needs, by id and by thing, in one query."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select
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
Piece = Row[*tuple[Any, ...]]


@dataclass
class Pieces:
    """Documents by id, and the heads of things by language."""

    by_id: dict[int, Piece] = field(default_factory=dict)
    heads: dict[str, dict[str, Piece]] = field(default_factory=dict)

    def only(self, is_wanted: Callable[[Piece], bool]) -> "Pieces":
        """Return those documents that are wanted."""
        return Pieces(
            {number: row for number, row in self.by_id.items() if is_wanted(row)},
            {
                entity: {code: row for code, row in heads.items() if is_wanted(row)}
                for entity, heads in self.heads.items()
            },
        )

    def titled(self, entity: str, order: Sequence[str]) -> Piece | None:
        """Return the head in the first of these languages it has a title in."""
        known = {
            language: head
            for language, head in self.heads.get(entity, {}).items()
            if head.title
        }
        wanted = (known[language] for language in order if language in known)
        return next(wanted, next(iter(known.values()), None))


_LIVE = select(*_COLUMNS).where(~col(SearchDocument.is_removed))
# Built once: what is asked on every page is not put together anew each time.
_OF_THINGS = col(SearchDocument.entity).in_(bindparam("entities", expanding=True))
_WANTED = _LIVE.where(
    or_(
        col(SearchDocument.id).in_(bindparam("ids", expanding=True)),
        and_(_OF_THINGS, col(SearchDocument.position) == 0),
    )
)
_TITLED = _LIVE.where(
    _OF_THINGS,
    col(SearchDocument.position).in_(bindparam("positions", expanding=True)),
    col(SearchDocument.title) != "",
)


def read_pieces(
    session: Session, ids: Collection[int], entities: Collection[str]
) -> Pieces:
    """Return some documents, and the heads of some things."""
    pieces = Pieces()
    if not ids and not entities:
        return pieces
    wanted = {"ids": list(ids), "entities": list(entities)}
    for row in session.connection().execute(_WANTED, wanted).all():
        number: int = row.id
        if number in ids:
            pieces.by_id[number] = row
        if not row.position and row.entity in entities:
            pieces.heads.setdefault(row.entity, {})[row.language] = row
    return pieces


def section_titles(
    session: Session, places: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Piece]:
    """Return any titled document at some places: a heading not translated yet."""
    if not places:
        return {}
    wanted = {
        "entities": [entity for entity, _ in places],
        "positions": [position for _, position in places],
    }
    found = session.connection().execute(_TITLED, wanted)
    return {(row.entity, row.position): row for row in found}
