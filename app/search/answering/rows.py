"""The documents a page of results needs, by id: read in one query, or kept from before.

A document says the same for as long as its version is the same. The catalogue knows
which version each is at, so that what was shown before can be shown again unread.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session, col

from app.search.answering.catalogue import Catalogue
from app.search.models import SearchDocument

# About 2 kB each.
MAX_KEPT = 2_000


class Piece(NamedTuple):
    """A row of `search_document` as far as it is shown."""

    id: int
    entity: str
    language: str
    title: str
    context: str
    text: str
    anchor: str
    starts: str
    position: int
    version: int


_LIVE = select(*(getattr(SearchDocument, name) for name in Piece._fields)).where(
    ~col(SearchDocument.is_removed)
)
# Built once: what is asked on every page is not put together anew each time.
_WANTED = _LIVE.where(col(SearchDocument.id).in_(bindparam("ids", expanding=True)))
_TITLED = _LIVE.where(
    and_(
        col(SearchDocument.entity).in_(bindparam("entities", expanding=True)),
        col(SearchDocument.position).in_(bindparam("positions", expanding=True)),
        col(SearchDocument.title) != "",
    )
)


class Shelf:
    """The latest documents that were shown; one for a process, for any thread."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Piece] = OrderedDict()
        self._lock = Lock()

    def find(self, versions: Mapping[int, int]) -> dict[int, Piece]:
        """Return those of some documents that are kept at the version they are at."""
        with self._lock:
            known = {n: piece for n in versions if (piece := self._known.get(n))}
            for number in known:
                self._known.move_to_end(number)
        return {n: p for n, p in known.items() if p.version == versions[n]}

    def keep(self, pieces: Iterable[Piece]) -> None:
        """Keep documents; those that were used longest ago make room."""
        with self._lock:
            for piece in pieces:
                self._known[piece.id] = piece
                self._known.move_to_end(piece.id)
            while len(self._known) > MAX_KEPT:
                self._known.popitem(last=False)


class Pieces:
    """The documents of one search, as far as they say what their pages say now."""

    def __init__(self, session: Session, catalogue: Catalogue, shelf: Shelf) -> None:
        self._session = session
        self._catalogue = catalogue
        self._shelf = shelf
        self._known: dict[int, Piece | None] = {}

    def read(self, ids: Iterable[int]) -> None:
        """Have some documents ready, those that are not kept from one query."""
        wanted = {number for number in ids if number not in self._known}
        if not wanted:
            return
        versions = self._catalogue.versions
        at = {n: versions[n] for n in wanted if n < len(versions)}
        found = self._shelf.find(at)
        missing = wanted - found.keys()
        if missing:
            read = read_pieces(self._session, missing)
            self._shelf.keep(p for n, p in read.items() if p.version == at.get(n))
            found |= read
        says = self._catalogue.says
        for number in wanted:
            piece = found.get(number)
            self._known[number] = piece if piece and says(piece) else None

    def get(self, number: int) -> Piece | None:
        """Return a document, or None when it must not be shown."""
        if number not in self._known:
            self.read((number,))
        return self._known[number]

    def head(self, entity: str, language: str) -> Piece | None:
        """Return the document with the title of a thing in a language."""
        number = self._catalogue.heads_of(entity).get(language)
        return None if number is None else self.get(number)

    def titled(self, entity: str, order: Sequence[str]) -> Piece | None:
        """Return the head in the first of these languages it has a title in."""
        for language in dict.fromkeys((*order, *self._catalogue.heads_of(entity))):
            head = self.head(entity, language)
            if head and head.title:
                return head
        return None


def read_pieces(session: Session, ids: Collection[int]) -> dict[int, Piece]:
    """Return some documents by id."""
    rows = session.connection().execute(_WANTED, {"ids": list(ids)}).all()
    return {piece.id: piece for piece in map(Piece._make, rows)}


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
    found = map(Piece._make, session.connection().execute(_TITLED, wanted))
    return {(piece.entity, piece.position): piece for piece in found}
