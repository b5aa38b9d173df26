"""What moderators decide about a report: to take away, to keep, and to put back."""

from collections.abc import Callable

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.exchange.models import (
    ExchangeReport,
    Message,
    Need,
    Peer,
    ReportDecision,
    ReportSubject,
)
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.platform import clock
from app.platform.errors import Forbidden
from app.platform.i18n import N_

Act = Callable[[Session, ExchangeReport, int], None]
# Where a reporter can go to see: what was taken away has no page any more.
SEEN_AT = {ReportSubject.PEER: "peers/people", ReportSubject.NEED: "peers/requests"}


def settle(
    session: Session, told: ExchangeReport, decision: ReportDecision, *, by: int
) -> None:
    """Decide about what was reported, for all who reported it; tell them.

    Decided otherwise later, it is put back or taken away after all, and nobody is told
    again. Raises Forbidden for one's own words.
    """
    if told.about_id == by:
        raise Forbidden(N_("Another moderator decides about your own words."))
    if told.decision is decision:
        return
    acts = _TAKING_AWAY if decision is ReportDecision.REMOVED else _PUTTING_BACK
    acts[told.subject](session, told, by)
    about = session.get(User, told.about_id or 0)
    for one in _waiting(session, told):
        _decide(one, decision, by)
        path = SEEN_AT.get(told.subject, "me/peers")
        news = News(NoticeKind.PROBLEM, about.name if about else "", path)
        tell(session, news, to=[one.reporter_id], by=by)
    _decide(told, decision, by)


def _decide(told: ExchangeReport, decision: ReportDecision, by: int) -> None:
    told.settled_at, told.settled_by, told.decision = clock.now(), by, decision


def _waiting(session: Session, told: ExchangeReport) -> list[ExchangeReport]:
    found = select(ExchangeReport).where(
        col(ExchangeReport.subject) == told.subject,
        col(ExchangeReport.subject_id) == told.subject_id,
        col(ExchangeReport.settled_at).is_(None),
    )
    return list(session.scalars(found))


def _hide_need(session: Session, told: ExchangeReport, by: int) -> None:
    need = session.get_one(Need, told.subject_id)
    if need.hidden_at is None:
        need.hidden_at, need.hidden_by = clock.now(), by


def _show_need(session: Session, told: ExchangeReport, _by: int) -> None:
    need = session.get_one(Need, told.subject_id)
    need.hidden_at = need.hidden_by = None


def _empty_message(session: Session, told: ExchangeReport, _by: int) -> None:
    message = session.get_one(Message, told.subject_id)
    if message.removed_at is None:
        message.text, message.removed_at = "", clock.now()


def _fill_message(session: Session, told: ExchangeReport, _by: int) -> None:
    message = session.get_one(Message, told.subject_id)
    # Who has left took their words along, out of the report too.
    if message.removed_at is not None and told.said:
        message.text, message.removed_at = told.said, None


def _hide_peer(session: Session, told: ExchangeReport, _by: int) -> None:
    # Who has left has no row any more.
    if peer := session.get(Peer, told.subject_id):
        peer.hidden_at = clock.now()


def _show_peer(session: Session, told: ExchangeReport, _by: int) -> None:
    if peer := session.get(Peer, told.subject_id):
        peer.hidden_at = None


_TAKING_AWAY: dict[ReportSubject, Act] = {
    ReportSubject.PEER: _hide_peer,
    ReportSubject.NEED: _hide_need,
    ReportSubject.MESSAGE: _empty_message,
}
_PUTTING_BACK: dict[ReportSubject, Act] = {
    ReportSubject.PEER: _show_peer,
    ReportSubject.NEED: _show_need,
    ReportSubject.MESSAGE: _fill_message,
}
