"""Writing in a conversation: beginning, answering, ending it, saying that it helped."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.exchange.blocking import must_be_let
from app.exchange.models import Conversation, Message, Need
from app.exchange.needs import OpenedNeed
from app.exchange.telling import tell_once
from app.notices.models import NoticeKind
from app.platform import clock
from app.platform.errors import Conflict, Forbidden, Invalid
from app.platform.i18n import N_
from app.platform.rows import insert_once

# Pressed twice: the same words within it are one message.
AT_ONCE = timedelta(minutes=1)


def begin(
    session: Session, opened: OpenedNeed, helper_id: int, text: str
) -> Conversation:
    """Offer help with a first message; raise Invalid, Conflict or CannotWrite.

    There is one conversation for each who helps: where it is begun, this goes there.
    """
    need = opened.need
    if need.asker_id == helper_id:
        raise Invalid(N_("This is your own request."))
    talk = find_conversation(session, need.number, helper_id)
    if talk is None:
        if not opened.is_answerable:
            raise Conflict(N_("This request is closed."))
        must_be_let(session, helper_id, need.asker_id)
        talk = _begun(session, need.number, helper_id)
    say(session, talk, need, by=helper_id, text=text)
    return talk


def find_conversation(
    session: Session, need_id: int, helper_id: int
) -> Conversation | None:
    """Return the conversation of somebody who helps with a need."""
    found = select(Conversation).where(
        col(Conversation.need_id) == need_id, col(Conversation.helper_id) == helper_id
    )
    return session.scalars(found).one_or_none()


def say(
    session: Session, talk: Conversation, need: Need, *, by: int, text: str
) -> None:
    """Write to the other; raise Conflict where it has ended, or CannotWrite."""
    # Who presses twice waits here, and then finds the first.
    session.refresh(talk, with_for_update=True)
    if talk.ended_at is not None:
        raise Conflict(N_("This conversation has ended."))
    other = other_of(talk, need, by)
    must_be_let(session, by, other)
    if _is_said_just_now(session, talk, by, text):
        return
    message = Message(conversation_id=talk.number, author_id=by, text=text)
    session.add(message)
    session.flush()  # What its author has seen includes it.
    talk.last_at = message.created_at
    if by == need.asker_id:
        talk.asker_seen = message.id or 0
    else:
        talk.helper_seen = message.id or 0
    session.add(talk)
    tell_once(session, NoticeKind.HELP, talk, to=other, by=by)


def other_of(talk: Conversation, need: Need, who: int) -> int:
    """Return the other of the two; raise Forbidden for a third."""
    two = {need.asker_id: talk.helper_id, talk.helper_id: need.asker_id}
    if who not in two:
        raise Forbidden(N_("Only the two who write to each other can do this."))
    return two[who]


def end(session: Session, talk: Conversation, *, by: int) -> None:
    """End a conversation: nobody writes there any more, both can read it."""
    if talk.ended_at is None:
        talk.ended_at, talk.ended_by = clock.now(), by
        session.add(talk)


def go_on(session: Session, talk: Conversation, *, by: int) -> None:
    """Take an end back; raise Forbidden when the other one made it."""
    if talk.ended_at is not None and talk.ended_by != by:
        raise Forbidden(N_("Only who has ended this can take it up again."))
    talk.ended_at = talk.ended_by = None
    session.add(talk)


def note_helped(
    session: Session, talk: Conversation, need: Need, *, is_so: bool
) -> None:
    """Say that it helped, or take that back; who helped is told the first time."""
    if is_so and talk.helped_at is None:
        talk.helped_at = clock.now()
        tell_once(session, NoticeKind.HELPED, talk, to=talk.helper_id, by=need.asker_id)
    elif not is_so:
        talk.helped_at = None
    session.add(talk)


def has_news(session: Session, talk: Conversation, need: Need, user_id: int) -> bool:
    """Tell whether one of the two has something there that they have not seen."""
    seen = talk.asker_seen if need.asker_id == user_id else talk.helper_seen
    return newest_message(session, talk.number) > seen


def mark_seen(session: Session, talk_id: int, need: Need, user_id: int) -> None:
    """Remember that one of the two has seen what is there."""
    seen = "asker_seen" if need.asker_id == user_id else "helper_seen"
    session.connection().execute(
        update(Conversation)
        .where(col(Conversation.id) == talk_id)
        .values(**{seen: newest_message(session, talk_id)})
    )


def newest_message(session: Session, talk_id: int) -> int:
    """Return the number of the message written last; 0 where there is none."""
    newest = select(func.max(col(Message.id)))
    theirs = newest.where(col(Message.conversation_id) == talk_id)
    return session.scalar(theirs) or 0


def _begun(session: Session, need_id: int, helper_id: int) -> Conversation:
    now = clock.now()
    row = {
        "need_id": need_id,
        "helper_id": helper_id,
        "asker_seen": 0,
        "helper_seen": 0,
        "created_at": now,
        "last_at": now,
    }
    insert_once(session, Conversation, row)
    talk = find_conversation(session, need_id, helper_id)
    assert talk is not None  # noqa: S101 - inserted above, here or by the same press
    return talk


def _is_said_just_now(session: Session, talk: Conversation, by: int, text: str) -> bool:
    found = select(col(Message.id)).where(
        col(Message.conversation_id) == talk.id,
        col(Message.author_id) == by,
        col(Message.text) == text,
        col(Message.created_at) > clock.now() - AT_ONCE,
    )
    return session.scalar(found.limit(1)) is not None
