"""Finding who fits: peers for a need, needs for a peer.

A query narrows to what may fit, those with a language in common first; the rule of
`matching` puts the few that are left in order.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, case, exists, select
from sqlmodel import Session, col

from app.exchange.blocking import may_meet
from app.exchange.matching import Match, Side, best_first, best_needs, related_skills
from app.exchange.models import (
    Conversation,
    Need,
    NeedLanguage,
    Offer,
    Peer,
    PeerLanguage,
)
from app.exchange.needs import NeedLine, is_open_need, need_lines
from app.exchange.people import (
    PeerLine,
    forms_of,
    is_listed_peer,
    offers_one_of,
    peers_by_id,
    speaks_one_of,
)
from app.exchange.times import hours_of_week
from app.packs.skills import SKILLS
from app.platform import clock

MOST_CANDIDATES = 200
Rows = Select[*tuple[Any, ...]]


class NeedSide(Struct, frozen=True):
    """What is wanted, as far as it decides who fits."""

    skill: str
    languages: Sequence[str]
    times: int = 0
    utc_offset: int | None = None


class Found(Struct, frozen=True):
    """A peer and how they fit."""

    peer: PeerLine
    fit: Match


class FoundNeed(Struct, frozen=True):
    """An open request and how it fits what somebody offers."""

    need: NeedLine
    fit: Match


def peers_for(
    session: Session,
    need: NeedSide,
    *,
    viewer_id: int | None,
    limit: int = 5,
    wanting: bool = False,
) -> list[Found]:
    """Return listed peers who can help, the best first.

    Left out are who looks and those with whom one of the two has blocked the other.
    `wanting`: only those who want to be told of requests that fit.
    """
    if need.skill not in SKILLS:
        return []
    wanted = Side(
        id=0,
        skills=[need.skill],
        languages=need.languages,
        hours=_hours(need.times, need.utc_offset),
    )
    found = _candidate_peers(wanted).where(*may_meet(Peer.user_id, viewer_id))
    if wanting:
        found = found.where(col(Peer.wants_matches).is_(True))
    return _best(session, wanted, found, limit)


def peers_with(
    session: Session,
    skills: Sequence[str],
    languages: Sequence[str],
    *,
    viewer_id: int | None,
    limit: int,
) -> list[Found]:
    """Return listed peers who can help with one of these, in a shared language."""
    wanted = Side(id=0, skills=skills, languages=languages)
    found = _candidate_peers(wanted).where(*may_meet(Peer.user_id, viewer_id))
    return [one for one in _best(session, wanted, found, limit) if one.fit.languages]


def needs_for(session: Session, user_id: int, *, limit: int = 5) -> list[FoundNeed]:
    """Return open requests that somebody can help with, the best first.

    Nothing they answer already, and none of who blocked them or whom they blocked.
    """
    offered = _side_of(session, user_id)
    if offered is None:
        return []
    rows = session.execute(_candidate_needs(offered, user_id)).all()
    languages = _by_owner(
        session, NeedLanguage.need_id, NeedLanguage.language, [row.id for row in rows]
    )
    wanted = [
        Side(
            id=row.id,
            skills=[row.skill],
            languages=languages[row.id],
            hours=_hours(row.times, row.utc_offset),
            age_days=_age(row.created_at),
        )
        for row in rows
    ]
    fits = best_needs(offered, wanted)[:limit]
    shown = need_lines(session, [fit.id for fit in fits])
    return [FoundNeed(shown[fit.id], fit) for fit in fits if fit.id in shown]


def _best(session: Session, wanted: Side, found: Rows, limit: int) -> list[Found]:
    """Return the best of those a query narrowed to: a few statements, always."""
    rows = session.execute(found).all()
    ids = [row.user_id for row in rows]
    skills = _by_owner(session, Offer.user_id, Offer.skill, ids)
    languages = _by_owner(session, PeerLanguage.user_id, PeerLanguage.language, ids)
    sides = [
        Side(
            id=row.user_id,
            skills=skills[row.user_id],
            languages=languages[row.user_id],
            hours=_hours(row.times, row.utc_offset),
            age_days=_age(row.confirmed_at),
        )
        for row in rows
    ]
    fits = best_first(wanted, sides)[:limit]
    shown = peers_by_id(session, [fit.id for fit in fits])
    return [Found(shown[fit.id], fit) for fit in fits if fit.id in shown]


def _candidate_peers(wanted: Side) -> Rows:
    near = {one for skill in wanted.skills for one in related_skills(skill)}
    codes = [code for language in wanted.languages for code in forms_of(language)]
    shares_no_language = case((speaks_one_of(codes), 0), else_=1)
    found: Rows = (
        select(
            col(Peer.user_id),
            col(Peer.times),
            col(Peer.utc_offset),
            col(Peer.confirmed_at),
        )
        .where(is_listed_peer(), offers_one_of(sorted(near)))
        .order_by(shares_no_language, col(Peer.confirmed_at).desc(), col(Peer.user_id))
        .limit(MOST_CANDIDATES)
    )
    return found


def _candidate_needs(offered: Side, user_id: int) -> Rows:
    """Return the requests whose skill is near one that is offered, the newest."""
    # Nearness is the same in both directions, only called otherwise.
    near = {one for skill in offered.skills for one in related_skills(skill)}
    codes = [code for language in offered.languages for code in forms_of(language)]
    shared = exists().where(
        col(NeedLanguage.need_id) == col(Need.id),
        col(NeedLanguage.language).in_(codes),
    )
    answered = exists().where(
        col(Conversation.need_id) == col(Need.id),
        col(Conversation.helper_id) == user_id,
    )
    found: Rows = (
        select(
            col(Need.id),
            col(Need.skill),
            col(Need.times),
            col(Need.utc_offset),
            col(Need.created_at),
        )
        .where(
            is_open_need(),
            col(Need.skill).in_(sorted(near)),
            ~answered.correlate(Need),
            *may_meet(Need.asker_id, user_id),
        )
        .order_by(
            case((shared.correlate(Need), 0), else_=1),
            col(Need.created_at).desc(),
            col(Need.id).desc(),
        )
        .limit(MOST_CANDIDATES)
    )
    return found


def _side_of(session: Session, user_id: int) -> Side | None:
    """Return what somebody offers, as far as it decides what fits; None: nothing."""
    peer = session.execute(
        select(col(Peer.times), col(Peer.utc_offset), col(Peer.confirmed_at)).where(
            col(Peer.user_id) == user_id
        )
    ).one_or_none()
    skills = _by_owner(session, Offer.user_id, Offer.skill, [user_id])[user_id]
    known = [skill for skill in skills if skill in SKILLS]
    if peer is None or not known:
        return None
    languages = _by_owner(
        session, PeerLanguage.user_id, PeerLanguage.language, [user_id]
    )
    return Side(
        id=user_id,
        skills=known,
        languages=languages[user_id],
        hours=_hours(peer.times, peer.utc_offset),
        age_days=_age(peer.confirmed_at),
    )


def _by_owner(
    session: Session, owner: Any, value: Any, ids: Sequence[int]
) -> dict[int, list[str]]:
    """Return the values of one column by whose they are: one statement."""
    found: dict[int, list[str]] = defaultdict(list)
    if ids:
        rows = session.execute(
            select(col(owner), col(value)).where(col(owner).in_(ids)).order_by(value)
        )
        for number, text in rows:
            found[number].append(text)
    return found


def _hours(times: int, utc_offset: int | None) -> frozenset[int]:
    if utc_offset is None or not times:
        return frozenset()
    return hours_of_week(times, utc_offset)


def _age(moment: datetime) -> int:
    return max(0, (clock.now() - moment).days)
