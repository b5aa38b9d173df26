"""Asking peers whether all they said is still so: after half a year, once.

Who does not answer is listed no more after a year (`people.LISTED_FOR`); what they
said is kept, and one press lists them again.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.exchange.models import Peer
from app.exchange.people import LISTED_FOR, is_listed_peer
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.platform import clock

ASKED_AFTER = timedelta(days=182)
AT_ONCE = 200
OFFERS = "me/peers/offers"


def is_due(peer: Peer) -> bool:
    """Tell whether somebody who wants to be found is to confirm what they said."""
    return peer.is_listed and peer.confirmed_at <= clock.now() - ASKED_AFTER


def remind_to_confirm(session: Session) -> bool:
    """Ask those whose half year is over; tell whether anybody is listed at all."""
    now = clock.now()
    due = (
        select(Peer, col(User.name))
        .join(User, col(User.id) == col(Peer.user_id))
        .where(
            is_listed_peer(),
            col(Peer.confirmed_at) <= now - ASKED_AFTER,
            col(Peer.reminded_at).is_(None),
        )
        .order_by(col(Peer.user_id))
        .limit(AT_ONCE)
    )
    for peer, name in session.execute(due).all():
        peer.reminded_at = now
        session.add(peer)
        news = News(NoticeKind.CONFIRM, name, OFFERS)
        tell(session, news, to=[peer.user_id], by=None)
    return _anybody_listed(session)


def _anybody_listed(session: Session) -> bool:
    fresh = col(Peer.confirmed_at) > clock.now() - LISTED_FOR
    listed = select(col(Peer.user_id)).where(col(Peer.is_listed).is_(True), fresh)
    return session.scalar(listed.limit(1)) is not None
