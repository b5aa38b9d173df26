"""Reading one's own notices."""

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.notices.models import Notice, NoticeKind, UnwantedNotice


class Told(Struct, frozen=True):
    """A notice, and the name of who caused it; None: nobody, or nobody known."""

    notice: Notice
    actor: str | None


def notices_of(
    session: Session, user_id: int, *, limit: int, offset: int = 0
) -> list[Told]:
    """Return somebody's notices, the newest first."""
    found = (
        select(Notice, col(User.name))
        .outerjoin(User, col(User.id) == col(Notice.actor_id))
        .where(col(Notice.user_id) == user_id)
        .order_by(col(Notice.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [Told(*row) for row in session.execute(found)]


def count_notices(session: Session, user_id: int) -> int:
    """Return how many notices somebody has, read or not."""
    found = select(func.count()).where(col(Notice.user_id) == user_id)
    return session.scalar(found) or 0


def has_unread(session: Session, user_id: int, path: str) -> bool:
    """Tell whether somebody was told about a page and has not read it."""
    found = select(col(Notice.id)).where(
        col(Notice.user_id) == user_id,
        col(Notice.path) == path,
        col(Notice.read_at).is_(None),
    )
    return session.scalar(found.limit(1)) is not None


def unwanted_kinds(session: Session, user_id: int) -> frozenset[NoticeKind]:
    """Return the kinds somebody has turned off."""
    found = select(col(UnwantedNotice.kind)).where(
        col(UnwantedNotice.user_id) == user_id
    )
    return frozenset(session.scalars(found))


def who_wants(
    session: Session, user_ids: Collection[int], kind: NoticeKind
) -> list[int]:
    """Return those of some people who have not turned a kind off."""
    unwanted = select(col(UnwantedNotice.user_id)).where(
        col(UnwantedNotice.kind) == kind
    )
    found = select(col(User.id)).where(
        col(User.id).in_(user_ids),
        col(User.id).not_in(unwanted),
        col(User.vanished_at).is_(None),
    )
    return [number for number in session.scalars(found) if number is not None]
