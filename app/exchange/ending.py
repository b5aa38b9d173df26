"""What becomes of a request nobody closes: who asked is reminded, then it ends."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.exchange.models import Need, NeedOutcome
from app.exchange.telling import need_path
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.platform import clock

ENDS_SOON = timedelta(days=7)
BATCH = 500


def remind_of_ends(session: Session) -> bool:
    """Ask those whose request ends soon whether it is wanted; tell if any is open."""
    now = clock.now()
    due = (
        select(Need)
        .where(
            col(Need.closed_at).is_(None),
            col(Need.open_until) > now,
            col(Need.open_until) <= now + ENDS_SOON,
            col(Need.reminded_at).is_(None),
        )
        .order_by(col(Need.open_until), col(Need.id))
        .limit(BATCH)
    )
    for need in session.scalars(due):
        need.reminded_at = now
        news = News(NoticeKind.CONFIRM, need.title, need_path(need.number))
        tell(session, news, to=[need.asker_id], by=None)
    is_open = select(col(Need.id)).where(col(Need.closed_at).is_(None))
    return session.scalar(is_open.limit(1)) is not None


def close_expired(session: Session) -> bool:
    """Close what is over; nothing is left to wait for by that."""
    now = clock.now()
    session.execute(
        update(Need)
        .where(col(Need.closed_at).is_(None), col(Need.open_until) <= now)
        .values(closed_at=now, outcome=NeedOutcome.EXPIRED)
        .execution_options(synchronize_session=False)
    )
    return False
