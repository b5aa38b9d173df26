"""A reviewer's word on which unit a piece of a module is, where finding it failed."""

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.texts.models import Unit, UnitVersion
from app.texts.overrides import Piece, detach, join, split
from app.texts.queries import current_units
from app.texts.variables import mask
from app.translation.desk.board import Board
from app.translation.desk.marks import Place
from app.translation.effects import show_source_changes
from app.translation.models import Translation

MOST = 20
# A piece is cut out of one that stands near it.
NEAR = 5


class Earlier(Struct, frozen=True):
    """A unit the text has or had, and how many translations were made of it."""

    unit_id: str
    text: str
    translations: int = 0


def retired_units(session: Session, board: Board, place: Place) -> list[Earlier]:
    """Return what stood in the same module and no longer does, the latest first."""
    wording = aliased(UnitVersion)
    last = (
        select(func.max(col(wording.id)))
        .where(col(wording.unit_id) == col(Unit.id))
        .correlate(Unit)
        .scalar_subquery()
    )
    made = (
        select(func.count())
        .where(col(Translation.unit_id) == col(Unit.id))
        .correlate(Unit)
        .scalar_subquery()
    )
    document_id = board.subject.parts[place.part].document_id
    rows = session.execute(
        select(col(Unit.id), col(UnitVersion.text), made)
        .join(UnitVersion, col(UnitVersion.id) == last)
        .where(
            col(Unit.document_id) == document_id, col(Unit.retired_number).is_not(None)
        )
        .order_by(col(Unit.retired_number).desc(), col(Unit.id))
        .limit(MOST)
    )
    return [Earlier(unit, mask(text).text, count) for unit, text, count in rows]


def pieces_near(session: Session, board: Board, place: Place) -> list[Earlier]:
    """Return the piece itself and those around it, in the order of the text."""
    units = current_units(session, board.subject.parts[place.part].document.number)
    index = place.position - 1
    around = units[max(index - NEAR, 0) : index + NEAR + 1]
    return [Earlier(unit.id, mask(unit.text).text) for unit in around]


def is_new_piece(session: Session, board: Board, place: Place, *, by: int) -> str:
    """Say that a piece is a new one, whatever it looks like; return its unit's id."""
    piece = _piece(board, place)
    detach(session, piece, by=by)
    return _told(session, piece)


def is_earlier_piece(
    session: Session, board: Board, place: Place, unit_id: str, *, by: int
) -> str:
    """Say that a piece is a unit the text had before: its translations come back.

    Raise Invalid for a unit of another text, or one that stands elsewhere in it.
    """
    piece = _piece(board, place)
    join(session, piece, unit_id, by=by)
    return _told(session, piece)


def is_cut_piece(
    session: Session, board: Board, place: Place, unit_id: str, *, by: int
) -> str:
    """Say that a piece was cut out of another one: its translations are offered.

    Raise Invalid for a unit of another text.
    """
    piece = _piece(board, place)
    split(session, piece, unit_id, by=by)
    return _told(session, piece)


def _piece(board: Board, place: Place) -> Piece:
    part = board.subject.parts[place.part]
    if not part.number:
        raise Invalid(N_("Only pieces of a module can be told apart by hand."))
    scope = f"{board.subject.owner}/{part.key}"
    return Piece(part.document, place.position - 1, scope)


def _told(session: Session, piece: Piece) -> str:
    show_source_changes(session, piece.document)
    return current_units(session, piece.document.number)[piece.place].id
