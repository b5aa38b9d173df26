"""Telling moderators of something: they see what was reported, and no more."""

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.exchange.conversations import find_talk
from app.exchange.models import (
    ExchangeReport,
    Message,
    ReportSubject,
)
from app.exchange.needs import get_need
from app.exchange.people import find_listed_peer
from app.exchange.telling import conversation_path, need_path
from app.platform.errors import Forbidden, NotFound
from app.platform.i18n import N_


class Reported(Struct, frozen=True):
    """What is reported: whose it is, how it is now, and where the reporter saw it."""

    subject: ReportSubject
    id: int
    about_id: int | None
    about: str
    said: str
    path: str


class ReportLine(Struct, frozen=True):
    """A report with the names of who told, whose it is, and who decided."""

    report: ExchangeReport
    reporter: str | None
    about: str | None
    decider: str | None


def reported_peer(session: Session, name: str) -> Reported:
    """Return what a peer's page says; raise NotFound."""
    peer = find_listed_peer(session, name)
    if peer is None:
        raise NotFound(N_("Nobody here has this name."))
    notes = [note for _, note in peer.offers if note]
    said = "\n\n".join(one for one in (peer.about, *notes) if one)
    path = "peers/people"
    return Reported(
        ReportSubject.PEER, peer.user_id, peer.user_id, peer.name, said, path
    )


def reported_need(session: Session, need_id: int, user_id: int) -> Reported:
    """Return what a request says; raise NotFound."""
    opened = get_need(session, need_id, user_id)
    need = opened.need
    said = f"{need.title}\n\n{need.text}".strip()
    about_id, path = need.asker_id, need_path(need_id)
    return Reported(ReportSubject.NEED, need_id, about_id, opened.asker, said, path)


def reported_message(session: Session, message_id: int, user_id: int) -> Reported:
    """Return a message of a conversation of one's own; raise NotFound."""
    message = session.get(Message, message_id)
    if message is None or message.author_id is None or message.removed_at is not None:
        raise NotFound(N_("There is no such message."))
    find_talk(session, message.conversation_id, user_id)
    author = session.get_one(User, message.author_id)
    path = conversation_path(message.conversation_id)
    return Reported(
        *(ReportSubject.MESSAGE, message_id, author.id, author.name),
        *(message.text, path),
    )


def report(session: Session, what: Reported, *, by: int, reason: str) -> None:
    """Tell moderators; raise Forbidden for one's own. Told twice, it is one report."""
    if what.about_id == by:
        raise Forbidden(N_("These are your own words."))
    waits = select(col(ExchangeReport.id)).where(
        col(ExchangeReport.subject) == what.subject,
        col(ExchangeReport.subject_id) == what.id,
        col(ExchangeReport.reporter_id) == by,
        col(ExchangeReport.settled_at).is_(None),
    )
    if session.scalar(waits.limit(1)) is None:
        session.add(
            ExchangeReport(
                reporter_id=by,
                subject=what.subject,
                subject_id=what.id,
                about_id=what.about_id,
                said=what.said,
                reason=reason,
            )
        )


def get_report(session: Session, report_id: int) -> ExchangeReport:
    """Return a report; raise NotFound."""
    found = session.get(ExchangeReport, report_id)
    if found is None:
        raise NotFound(N_("There is no such report."))
    return found


def reports(
    session: Session, *, settled: bool, limit: int, offset: int = 0
) -> list[ReportLine]:
    """Return what waits, the oldest first; or what was decided, the newest first."""
    reporter, about, decider = aliased(User), aliased(User), aliased(User)
    number = col(ExchangeReport.id)
    found = (
        select(ExchangeReport, col(reporter.name), col(about.name), col(decider.name))
        .outerjoin(reporter, col(reporter.id) == col(ExchangeReport.reporter_id))
        .outerjoin(about, col(about.id) == col(ExchangeReport.about_id))
        .outerjoin(decider, col(decider.id) == col(ExchangeReport.settled_by))
        .where(_is_settled(settled=settled))
        .order_by(col(ExchangeReport.settled_at).desc(), number)
        .limit(limit)
        .offset(offset)
    )
    return [ReportLine(*row) for row in session.execute(found)]


def count_reports(session: Session, *, settled: bool) -> int:
    """Return how many wait, or how many were decided."""
    found = select(func.count()).select_from(ExchangeReport)
    return session.scalar(found.where(_is_settled(settled=settled))) or 0


def _is_settled(*, settled: bool) -> ColumnElement[bool]:
    moment = col(ExchangeReport.settled_at)
    return moment.is_not(None) if settled else moment.is_(None)
