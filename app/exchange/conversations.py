"""Reading conversations: only the two who write to each other can."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.exchange.blocking import may_write
from app.exchange.models import Conversation, Message, Need
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language, get_language

PER_PAGE = 40


class TalkLine(Struct, frozen=True):
    """A conversation in a list, as one of the two sees it.

    `last` are the words written last; empty where a moderator took them away, or who
    wrote them has left.
    """

    id: int
    need_id: int
    title: str
    language: Language
    other: str
    is_asker: bool
    last: str
    is_mine: bool
    last_at: datetime
    is_unread: bool
    is_ended: bool
    is_helped: bool


class Said(Struct, frozen=True):
    """A message, with who wrote it; None for nobody who is known."""

    message: Message
    author: str | None
    is_mine: bool

    @property
    def at(self) -> str:
        """The time of day: nobody here says where they are."""
        return f"{self.message.created_at:%H:%M} UTC"


class Day(Struct, frozen=True):
    """What was written on a day."""

    day: date
    said: tuple[Said, ...]


class OpenedTalk(Struct, frozen=True):
    """A conversation as one of the two sees it.

    `before` is the message that earlier ones come before, None where all are shown.
    `is_cut`: one of the two has blocked the other, or has left.
    """

    talk: Conversation
    need: Need
    other: str
    is_asker: bool
    days: tuple[Day, ...]
    before: int | None
    is_cut: bool

    @property
    def may_write(self) -> bool:
        """Whether a message can be sent."""
        return self.talk.ended_at is None and not self.is_cut


def talks_of(
    session: Session, user_id: int, *, limit: int, offset: int = 0
) -> list[TalkLine]:
    """Return somebody's conversations, those with something unread first."""
    found = _lines(user_id).where(_is_own(user_id))
    return _read(session, found.limit(limit).offset(offset))


def talks_about(session: Session, need: Need, *, limit: int) -> list[TalkLine]:
    """Return who offers help with a need, as who asked sees it."""
    found = _lines(need.asker_id).where(col(Conversation.need_id) == need.number)
    return _read(session, found.limit(limit))


def count_talks(session: Session, user_id: int) -> int:
    """Return how many conversations somebody has."""
    found = select(func.count()).select_from(Conversation).where(_is_own(user_id))
    return session.scalar(found) or 0


def find_talk(
    session: Session, talk_id: int, user_id: int
) -> tuple[Conversation, Need]:
    """Return a conversation of somebody's own and its need; raise NotFound."""
    found = (
        select(Conversation, Need)
        .join(Need, col(Need.id) == col(Conversation.need_id))
        .where(col(Conversation.id) == talk_id, _is_one_of(user_id))
    )
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such conversation."))
    return row[0], row[1]


def open_talk(
    session: Session, talk_id: int, user_id: int, *, before: int | None = None
) -> OpenedTalk:
    """Return a conversation with its newest messages; raise NotFound."""
    talk, need = find_talk(session, talk_id, user_id)
    is_asker = need.asker_id == user_id
    other = session.get_one(User, talk.helper_id if is_asker else need.asker_id)
    said = _messages(session, talk.number, user_id, before)
    is_gone = other.is_blocked or other.vanished_at is not None
    return OpenedTalk(
        talk=talk,
        need=need,
        other=other.name,
        is_asker=is_asker,
        days=_by_day(said[-PER_PAGE:]),
        before=said[-PER_PAGE].message.id if len(said) > PER_PAGE else None,
        is_cut=is_gone or not may_write(session, user_id, other.number),
    )


def _messages(
    session: Session, talk_id: int, user_id: int, before: int | None
) -> list[Said]:
    """Return a page of messages, the oldest first; one more where there are earlier."""
    found = (
        select(Message, col(User.name))
        .outerjoin(User, col(User.id) == col(Message.author_id))
        .where(col(Message.conversation_id) == talk_id)
        .order_by(col(Message.id).desc())
        .limit(PER_PAGE + 1)
    )
    if before is not None:
        found = found.where(col(Message.id) < before)
    rows = [
        Said(message, author, message.author_id == user_id)
        for message, author in session.execute(found)
    ]
    return rows[::-1]


def _by_day(said: list[Said]) -> tuple[Day, ...]:
    days = groupby(said, key=lambda one: one.message.created_at.date())
    return tuple(Day(day, tuple(group)) for day, group in days)


def _is_one_of(user_id: int) -> ColumnElement[bool]:
    return or_(col(Conversation.helper_id) == user_id, col(Need.asker_id) == user_id)


def _is_own(user_id: int) -> ColumnElement[bool]:
    """Return the rule of whose a conversation is, by two indexes.

    One rule over both tables would look through what everybody writes.
    """
    helping = select(col(Conversation.id)).where(col(Conversation.helper_id) == user_id)
    asking = (
        select(col(Conversation.id))
        .join(Need, col(Need.id) == col(Conversation.need_id))
        .where(col(Need.asker_id) == user_id)
    )
    return col(Conversation.id).in_(union_all(helping, asking))


def _lines(user_id: int) -> Select[Any]:
    asker, helper = aliased(User), aliased(User)
    newest = (
        select(func.max(col(Message.id)))
        .where(col(Message.conversation_id) == col(Conversation.id))
        .correlate(Conversation)
        .scalar_subquery()
    )
    asks = col(Need.asker_id) == user_id
    seen = case(
        (asks, col(Conversation.asker_seen)), else_=col(Conversation.helper_seen)
    )
    is_unread = and_(
        col(Message.id) > seen, col(Message.author_id).is_distinct_from(user_id)
    )
    unread_first = case((is_unread, 0), else_=1)
    return (
        select(
            col(Conversation.id),
            col(Need.id).label("need_id"),
            col(Need.title),
            col(Need.language),
            case((asks, col(helper.name)), else_=col(asker.name)).label("other"),
            asks.label("is_asker"),
            col(Message.text),
            (col(Message.author_id) == user_id).label("is_mine"),
            col(Conversation.last_at),
            unread_first.label("unread_first"),
            col(Conversation.ended_at),
            col(Conversation.helped_at),
        )
        .join(Need, col(Need.id) == col(Conversation.need_id))
        .join(asker, col(asker.id) == col(Need.asker_id))
        .join(helper, col(helper.id) == col(Conversation.helper_id))
        .outerjoin(Message, col(Message.id) == newest)
        .order_by(
            unread_first, col(Conversation.last_at).desc(), col(Conversation.id).desc()
        )
    )


def _read(session: Session, found: Select[Any]) -> list[TalkLine]:
    return [
        TalkLine(
            id=row.id,
            need_id=row.need_id,
            title=row.title,
            language=get_language(row.language),
            other=row.other,
            is_asker=bool(row.is_asker),
            last=row.text or "",
            is_mine=bool(row.is_mine),
            last_at=row.last_at,
            is_unread=row.unread_first == 0,
            is_ended=row.ended_at is not None,
            is_helped=row.helped_at is not None,
        )
        for row in session.execute(found)
    ]
