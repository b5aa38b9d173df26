"""What an account holds of this room: to take along, and to be forgotten."""

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, SQLModel, col

from app.accounts.events import AccountVanished
from app.exchange.models import (
    Conversation,
    Message,
    Need,
    NeedOutcome,
    Offer,
    Peer,
    PeerBlock,
    PeerLanguage,
)
from app.platform import clock

Rows = list[dict[str, Any]]


def export_own(session: Session, user_id: int) -> dict[str, Any]:
    """Return what somebody offers, asked and wrote, as JSON can hold it.

    What others wrote to them is theirs, and stays with them.
    """
    peer = session.get(Peer, user_id)
    return {
        "profile": peer.model_dump(mode="json", exclude={"user_id"}) if peer else None,
        "languages": [
            row.language
            for row in session.scalars(
                select(PeerLanguage)
                .where(col(PeerLanguage.user_id) == user_id)
                .order_by(col(PeerLanguage.position))
            )
        ],
        "offers": _dumped(session, Offer, Offer.user_id, user_id, {"user_id"}),
        "requests": _dumped(session, Need, Need.asker_id, user_id, {"asker_id"}),
        "messages": _dumped(
            session, Message, Message.author_id, user_id, {"author_id"}
        ),
    }


def _dumped(
    session: Session,
    table: type[SQLModel],
    whose: Any,
    user_id: int,
    left_out: set[str],
) -> Rows:
    mine = select(table).where(col(whose) == user_id).order_by(table.id)  # type: ignore[attr-defined]
    return [
        row.model_dump(mode="json", exclude=left_out) for row in session.scalars(mine)
    ]


def forget_account(session: Session, fact: AccountVanished) -> None:
    """Delete what somebody offered, and the words of what they asked and wrote.

    Their needs are closed and nobody finds them any more. Who they wrote with keeps
    their own words, and sees that somebody who has left said something.
    """
    who, now = fact.user_id, clock.now()
    connection = session.connection()
    for whose in (Offer.user_id, PeerLanguage.user_id, Peer.user_id):
        connection.execute(delete(whose.class_).where(col(whose) == who))  # type: ignore[attr-defined]
    connection.execute(
        delete(PeerBlock).where(
            or_(col(PeerBlock.user_id) == who, col(PeerBlock.blocked_id) == who)
        )
    )
    connection.execute(
        update(Need)
        .where(col(Need.asker_id) == who)
        .values(title="", text="", closed_at=now, outcome=NeedOutcome.DROPPED)
    )
    connection.execute(
        update(Message)
        .where(col(Message.author_id) == who)
        .values(text="", removed_at=now)
    )
    theirs = select(col(Need.id)).where(
        or_(col(Need.asker_id) == who, col(Need.to_id) == who)
    )
    connection.execute(
        update(Conversation)
        .where(
            or_(
                col(Conversation.helper_id) == who,
                col(Conversation.need_id).in_(theirs),
            ),
            col(Conversation.ended_at).is_(None),
        )
        .values(ended_at=now, ended_by=who)
    )
