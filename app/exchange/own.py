"""What an account holds of this room: to take along, and to be forgotten."""

from typing import Any

from sqlalchemy import Connection, delete, or_, select, update
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.exchange.blocking import blocked_by
from app.exchange.models import (
    Conversation,
    ExchangeReport,
    Message,
    Need,
    NeedOutcome,
    Offer,
    Peer,
    PeerBlock,
    PeerLanguage,
    ReportDecision,
)
from app.exchange.needs import languages_of_needs
from app.notices.models import Notice, NoticeKind
from app.platform import clock

Rows = list[dict[str, Any]]
KINDS = (NoticeKind.ASKED, NoticeKind.HELP, NoticeKind.HELPED, NoticeKind.MATCH)


def export_own(session: Session, user_id: int) -> dict[str, Any]:
    """Return what somebody offers, asked, wrote and reported, as JSON can hold it.

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
        "requests": _requests(session, user_id),
        "messages": _dumped(
            session, Message, Message.author_id, user_id, {"author_id"}
        ),
        "blocked": [one.name for one in blocked_by(session, user_id)],
        # Whose words it was about is not theirs to take along.
        "reports": [
            told.model_dump(mode="json", include={"subject", "reason", "created_at"})
            for told in session.scalars(
                select(ExchangeReport)
                .where(col(ExchangeReport.reporter_id) == user_id)
                .order_by(col(ExchangeReport.id))
            )
        ],
    }


def _requests(session: Session, user_id: int) -> Rows:
    asked = _dumped(session, Need, Need.asker_id, user_id, {"asker_id", "hidden_by"})
    languages = languages_of_needs(session, [row["id"] for row in asked])
    return [row | {"languages": languages[row["id"]]} for row in asked]


def _dumped(
    session: Session,
    table: Any,
    whose: Any,
    user_id: int,
    left_out: set[str],
) -> Rows:
    mine = select(table).where(col(whose) == user_id).order_by(table.id)
    return [
        row.model_dump(mode="json", exclude=left_out) for row in session.scalars(mine)
    ]


def forget_account(session: Session, fact: AccountVanished) -> None:
    """Delete what somebody offered, and the words of what they asked and wrote.

    Their needs are closed and nobody finds them any more. Who they wrote with keeps
    their own words, and sees that somebody who has left said something. Of a report
    stays what it was about and what was decided, without what they had said.
    """
    who = fact.user_id
    connection = session.connection()
    for table in (Offer, PeerLanguage, Peer):
        connection.execute(delete(table).where(col(table.user_id) == who))
    connection.execute(
        delete(PeerBlock).where(
            or_(col(PeerBlock.user_id) == who, col(PeerBlock.blocked_id) == who)
        )
    )
    _forget_needs(connection, who)
    _forget_conversations(connection, who)
    _forget_reports(connection, who)


def _forget_needs(connection: Connection, who: int) -> None:
    mine = col(Need.asker_id) == who
    connection.execute(update(Need).where(mine).values(title="", text=""))
    connection.execute(
        update(Need)
        .where(mine, col(Need.closed_at).is_(None))
        .values(closed_at=clock.now(), outcome=NeedOutcome.DROPPED)
    )
    # Notices of others name what was asked; their own go with their account.
    connection.execute(
        delete(Notice).where(col(Notice.actor_id) == who, col(Notice.kind).in_(KINDS))
    )


def _forget_conversations(connection: Connection, who: int) -> None:
    now = clock.now()
    connection.execute(
        update(Message)
        .where(col(Message.author_id) == who)
        .values(text="", removed_at=now)
    )
    theirs = select(col(Need.id)).where(col(Need.asker_id) == who)
    is_theirs = or_(
        col(Conversation.helper_id) == who, col(Conversation.need_id).in_(theirs)
    )
    connection.execute(
        update(Conversation)
        .where(is_theirs, col(Conversation.ended_at).is_(None))
        .values(ended_at=now, ended_by=who)
    )


def _forget_reports(connection: Connection, who: int) -> None:
    about = col(ExchangeReport.about_id) == who
    connection.execute(update(ExchangeReport).where(about).values(said=""))
    # There is nothing left to decide about.
    connection.execute(
        update(ExchangeReport)
        .where(about, col(ExchangeReport.settled_at).is_(None))
        .values(settled_at=clock.now(), decision=ReportDecision.REMOVED)
    )
    connection.execute(
        update(ExchangeReport)
        .where(col(ExchangeReport.reporter_id) == who)
        .values(reporter_id=None, reason="")
    )
