"""An editor's word on which unit a piece of a text is: joining, detaching, splitting.

The text is published again as it is; translations follow their units. Nothing is
deleted: a unit that is left without a piece is retired with its translations.
"""

from collections import Counter

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_
from app.texts.linking import NewText
from app.texts.models import AlignmentOverride, Document, Unit
from app.texts.queries import CurrentUnit, current_units, published_revision
from app.texts.service import publish_text

NO_PIECE = N_("There is no such piece in this text.")
STANDS_ALREADY = N_("This unit stands elsewhere in the text. Detach it there first.")
OTHER_TEXT = N_("This unit belongs to another text.")


class Piece(Struct, frozen=True):
    """A piece of a document's published text, by its place from 0."""

    document: Document
    place: int
    scope: str


def join(session: Session, piece: Piece, unit_id: str, *, by: int | None) -> None:
    """Say that a piece is a unit the document had: its translations are the piece's.

    Raise Invalid when the unit is another text's or stands in this one.
    """
    unit = session.get(Unit, unit_id)
    if unit is None or unit.document_id != piece.document.id:
        raise Invalid(OTHER_TEXT)
    units = current_units(session, piece.document.number)
    if any(u.id == unit_id for place, u in enumerate(units) if place != piece.place):
        raise Invalid(STANDS_ALREADY)
    _decide(session, piece, unit_id, by)


def detach(session: Session, piece: Piece, *, by: int | None) -> None:
    """Say that a piece is a new one, whatever it looks like."""
    _decide(session, piece, None, by)


def split(session: Session, piece: Piece, unit_id: str, *, by: int | None) -> None:
    """Say that a piece was cut out of a unit the document has or had.

    The translations of that unit are offered for it. A piece that is taken for that
    very unit is a new one from now on; any other keeps what it has. Raise Invalid when
    the unit is another text's.
    """
    unit = session.get(Unit, unit_id)
    if unit is None or unit.document_id != piece.document.id:
        raise Invalid(OTHER_TEXT)
    if _unit_at(session, piece).id == unit_id:
        _decide(session, piece, None, by)
    session.get_one(Unit, _unit_at(session, piece).id).split_from_id = unit_id


def _unit_at(session: Session, piece: Piece) -> CurrentUnit:
    units = current_units(session, piece.document.number)
    if not 0 <= piece.place < len(units):
        raise NotFound(NO_PIECE)
    return units[piece.place]


def _decide(
    session: Session, piece: Piece, unit_id: str | None, by: int | None
) -> None:
    units = current_units(session, piece.document.number)
    revision = published_revision(session, piece.document)
    if revision is None or not 0 <= piece.place < len(units):
        raise NotFound(NO_PIECE)
    digest = units[piece.place].text_hash
    before = Counter(unit.text_hash for unit in units[: piece.place])
    known = select(AlignmentOverride).where(
        col(AlignmentOverride.document_id) == piece.document.id,
        col(AlignmentOverride.text_hash) == digest,
        col(AlignmentOverride.occurrence) == before[digest],
    )
    row = session.scalar(known) or AlignmentOverride(
        document_id=piece.document.number,
        text_hash=digest,
        occurrence=before[digest],
    )
    row.unit_id, row.author_id = unit_id, by
    session.add(row)
    session.flush()  # Publishing reads it.
    new = NewText(revision.text, piece.scope, message=revision.message, author_id=by)
    publish_text(session, piece.document, new, again=True)
