"""Not being written to by somebody: a list of one's own, which nobody else sees."""

from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.exchange.models import PeerBlock
from app.platform import clock
from app.platform.errors import Forbidden, Invalid
from app.platform.i18n import N_
from app.platform.rows import insert_once

MOST_SHOWN = 200


class CannotWrite(Forbidden):
    """One of the two has blocked the other; which of them is not said."""

    def __init__(self) -> None:
        super().__init__(N_("You cannot write to this person."))


class Blocked(Struct, frozen=True):
    """Somebody who was blocked, by their name of today."""

    user_id: int
    name: str


def block(session: Session, user_id: int, blocked_id: int) -> None:
    """Let somebody not write to an account any more; twice is once."""
    if user_id == blocked_id:
        raise Invalid(N_("This is your own account."))
    row = {"user_id": user_id, "blocked_id": blocked_id, "created_at": clock.now()}
    insert_once(session, PeerBlock, row)


def unblock(session: Session, user_id: int, blocked_id: int) -> None:
    """Let somebody write again."""
    mine = col(PeerBlock.user_id) == user_id
    session.connection().execute(
        delete(PeerBlock).where(mine, col(PeerBlock.blocked_id) == blocked_id)
    )


def blocked_by(session: Session, user_id: int) -> list[Blocked]:
    """Return whom somebody has blocked, by name."""
    found = (
        select(col(User.id), col(User.name))
        .join(PeerBlock, col(PeerBlock.blocked_id) == col(User.id))
        .where(col(PeerBlock.user_id) == user_id)
        .order_by(col(User.name))
        .limit(MOST_SHOWN)
    )
    return [Blocked(*row) for row in session.execute(found)]


def may_write(session: Session, one: int, other: int) -> bool:
    """Tell whether neither of two has blocked the other."""
    found = select(col(PeerBlock.user_id)).where(_between(one, other))
    return session.execute(found).first() is None


def _between(one: Any, other: Any) -> ColumnElement[bool]:
    """Return the rule that one of two, ids or columns of them, blocked the other."""
    user, blocked = col(PeerBlock.user_id), col(PeerBlock.blocked_id)
    return or_(and_(user == one, blocked == other), and_(user == other, blocked == one))


def may_meet(whom: Any, viewer_id: int | None) -> list[ColumnElement[bool]]:
    """Return the rule that two are not the same and neither has blocked the other.

    `whom` is the column of the other one in a query; nobody is left out for who is not
    signed in.
    """
    if viewer_id is None:
        return []
    other = col(whom)
    blocked = exists().where(_between(viewer_id, other)).correlate(whom.class_)
    return [other != viewer_id, ~blocked]


def must_be_let(session: Session, writer: int, reader: int) -> None:
    """Raise CannotWrite unless both may write to each other and are there."""
    there = select(col(User.id)).where(
        col(User.id) == reader,
        col(User.blocked_at).is_(None),
        col(User.vanished_at).is_(None),
    )
    if session.scalar(there) is None or not may_write(session, writer, reader):
        raise CannotWrite
