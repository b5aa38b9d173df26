"""Notices of this room: somebody is asked, is written to, has helped, may help.

A notice names the request, never what was written: only the conversation has that.
"""

from sqlalchemy import select
from sqlmodel import Session, col

from app.exchange.finding import Found, NeedSide, peers_for
from app.exchange.limits import DAY
from app.exchange.models import Conversation, Need
from app.exchange.needs import is_open_need, languages_of_needs
from app.notices.models import Notice, NoticeKind
from app.notices.service import News, tell
from app.platform import clock

MOST_TOLD = 20
MOST_LOOKED_AT = 200


def need_path(need_id: int) -> str:
    """Return the address of a request, after the language."""
    return f"peers/requests/{need_id}"


def conversation_path(conversation_id: int) -> str:
    """Return the address of a conversation, after the language."""
    return f"me/peers/{conversation_id}"


def tell_asked(session: Session, need: Need) -> None:
    """Tell a peer that somebody asks them."""
    news = News(NoticeKind.ASKED, need.title, need_path(need.number))
    tell(session, news, to=[need.to_id], by=need.asker_id)


def tell_once(
    session: Session, kind: NoticeKind, talk: Conversation, *, to: int, by: int
) -> None:
    """Tell one of the two, unless they have such a notice they have not read."""
    path = conversation_path(talk.number)
    waiting = select(col(Notice.id)).where(
        col(Notice.user_id) == to,
        col(Notice.kind) == kind,
        col(Notice.path) == path,
        col(Notice.read_at).is_(None),
    )
    if session.scalar(waiting.limit(1)) is None:
        about = session.get_one(Need, talk.need_id).title
        tell(session, News(kind, about, path), to=[to], by=by)


def tell_peers(session: Session, need_id: int) -> None:
    """Tell peers who want it of a request that fits what they offer.

    In a language they share, twenty at the most, and nobody twice in a day.
    """
    found = select(Need).where(is_open_need(), col(Need.id) == need_id)
    need = session.scalars(found).one_or_none()
    if need is None:
        return
    languages = languages_of_needs(session, [need_id])[need_id]
    side = NeedSide(need.skill, languages, need.times, need.utc_offset)
    fitting = peers_for(
        session, side, viewer_id=need.asker_id, limit=MOST_LOOKED_AT, wanting=True
    )
    told = _told_today(session, [one.peer.user_id for one in fitting])
    who = [one.peer.user_id for one in fitting if _is_to_be_told(one, told)]
    news = News(NoticeKind.MATCH, need.title, need_path(need_id))
    tell(session, news, to=who[:MOST_TOLD], by=need.asker_id)


def _is_to_be_told(one: Found, told: set[int]) -> bool:
    return bool(one.fit.languages) and one.peer.user_id not in told


def _told_today(session: Session, user_ids: list[int]) -> set[int]:
    found = select(col(Notice.user_id)).where(
        col(Notice.user_id).in_(user_ids),
        col(Notice.kind) == NoticeKind.MATCH,
        col(Notice.created_at) > clock.now() - DAY,
    )
    return set(session.scalars(found))
