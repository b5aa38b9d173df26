"""Who else has a text open in a language, by leases that end by themselves."""

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform import clock
from app.texts.models import Unit
from app.translation.desk.board import Board
from app.translation.models import TranslationPresence
from app.translation.presence import arrive

MOST = 8


class Somebody(Struct, frozen=True):
    """Somebody else at this text, and the number of the unit they have open."""

    name: str
    unit_id: str
    number: str


def come(session: Session, board: Board, unit_id: str) -> None:
    """Note that somebody has a unit open."""
    unit = session.get(Unit, unit_id)
    is_here = unit is not None and unit.document_id in board.subject.document_ids
    if is_here and board.worker.user_id is not None:
        arrive(session, unit_id, board.address.target, board.worker.user_id)


def others_here(session: Session, board: Board) -> list[Somebody]:
    """Return who else is at this text now, each with what they opened last."""
    rows = session.execute(
        select(col(User.name), col(TranslationPresence.unit_id))
        .join(User, col(User.id) == col(TranslationPresence.user_id))
        .join(Unit, col(Unit.id) == col(TranslationPresence.unit_id))
        .where(
            col(Unit.document_id).in_(board.subject.document_ids),
            col(TranslationPresence.language) == board.address.target,
            col(TranslationPresence.until) > clock.now(),
            col(TranslationPresence.user_id) != (board.worker.user_id or 0),
        )
        .order_by(col(TranslationPresence.until))
    )
    latest = {name: unit_id for name, unit_id in rows}  # noqa: C416 (typed rows)
    if not latest:
        return []
    places = ((name, board.listing.find(unit_id)) for name, unit_id in latest.items())
    found = [
        Somebody(name, place.unit_id, board.number(place))
        for name, place in places
        if place is not None
    ]
    return found[-MOST:]
