"""Reading peers: who lets themselves be found, with what they offer.

What is read here may be shown to everybody. Core rows, a few statements for a whole
list: people do not make a page slower.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.exchange.matching import related_skills
from app.exchange.models import Conversation, Offer, Peer, PeerLanguage
from app.packs.skills import SKILLS
from app.platform import clock
from app.platform.languages import all_languages, find_language
from app.projects.models import Organisation

# Who has not said for so long that it is still so is listed no more.
LISTED_FOR = timedelta(days=365)


class Looking(Struct, frozen=True):
    """What somebody looks for: a skill and a language, each empty for any."""

    skill: str = ""
    language: str = ""

    @classmethod
    def of(cls, skill: str | None, language: str | None) -> "Looking":
        """Return what an address asks for; what there is none of counts as any."""
        known = find_language(language[:40]) if language else None
        code = known.code if known and not known.pseudo else ""
        return cls(skill if skill in SKILLS else "", code)


class PeerLine(Struct, frozen=True):
    """A peer as everybody may see them.

    `offers` are skills with what was noted about each; `organisation` is its name and
    slug; `times` are in the hours of `utc_offset`; `helped` is how many said so.
    """

    user_id: int
    name: str
    offers: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    country: str
    organisation: tuple[str, str] | None
    hours: int
    times: int
    utc_offset: int | None
    confirmed_at: datetime
    helped: int
    about: str = ""
    about_language: str = ""

    @property
    def skills(self) -> tuple[str, ...]:
        """The slugs of what they offer."""
        return tuple(skill for skill, _ in self.offers)


def is_listed_peer() -> ColumnElement[bool]:
    """Return the rule of who is shown, for a query that reads `Peer`."""
    has_offer = exists().where(col(Offer.user_id) == col(Peer.user_id))
    is_there = exists().where(
        col(User.id) == col(Peer.user_id),
        col(User.blocked_at).is_(None),
        col(User.vanished_at).is_(None),
    )
    return and_(
        col(Peer.is_listed).is_(True),
        col(Peer.hidden_at).is_(None),
        col(Peer.confirmed_at) > clock.now() - LISTED_FOR,
        has_offer.correlate(Peer),
        is_there.correlate(Peer),
    )


def forms_of(language: str) -> list[str]:
    """Return the codes of a language in all its forms: `pt` and `pt-br`."""
    known = find_language(language)
    if known is None:
        return []
    return [one.code for one in all_languages() if one.base == known.base]


def offers_one_of(skills: Sequence[str]) -> ColumnElement[bool]:
    """Tell who offers one of some skills, for a query that reads `Peer`."""
    offered = exists().where(
        col(Offer.user_id) == col(Peer.user_id), col(Offer.skill).in_(skills)
    )
    return offered.correlate(Peer)


def speaks_one_of(codes: Sequence[str]) -> ColumnElement[bool]:
    """Tell who knows one of some languages, for a query that reads `Peer`."""
    spoken = exists().where(
        col(PeerLanguage.user_id) == col(Peer.user_id),
        col(PeerLanguage.language).in_(codes),
    )
    return spoken.correlate(Peer)


def listed_peers(
    session: Session, looking: Looking, *, limit: int, offset: int = 0
) -> list[PeerLine]:
    """Return peers; who offers the very skill first, then who confirmed it last."""
    newest = (col(Peer.confirmed_at).desc(), col(Peer.user_id))
    found = _lines().where(*_rules(looking))
    if looking.skill:
        is_other = case((offers_one_of([looking.skill]), 0), else_=1)
        found = found.order_by(is_other, *newest)
    else:
        found = found.order_by(*newest)
    return _read(session, found.limit(limit).offset(offset))


def count_listed_peers(session: Session, looking: Looking) -> int:
    """Return how many there are."""
    found = select(func.count()).select_from(Peer).where(*_rules(looking))
    return session.scalar(found) or 0


def find_listed_peer(session: Session, name: str) -> PeerLine | None:
    """Return the peer of a name, if everybody may see them."""
    found = _lines().where(is_listed_peer(), col(User.name) == name)
    return next(iter(_read(session, found)), None)


def find_peer(session: Session, user_id: int) -> PeerLine | None:
    """Return what somebody's page shows or would show, listed or not."""
    found = _lines().where(col(Peer.user_id) == user_id)
    return next(iter(_read(session, found)), None)


def peers_by_id(session: Session, user_ids: Sequence[int]) -> dict[int, PeerLine]:
    """Return the listed peers among these."""
    found = _lines().where(is_listed_peer(), col(Peer.user_id).in_(user_ids))
    return {one.user_id: one for one in _read(session, found)}


def peers_of_organisation(
    session: Session, organisation_id: int, *, limit: int
) -> list[PeerLine]:
    """Return the peers of an organisation, who confirmed last first."""
    found = _lines().where(
        is_listed_peer(), col(Peer.organisation_id) == organisation_id
    )
    newest = found.order_by(col(Peer.confirmed_at).desc(), col(Peer.user_id))
    return _read(session, newest.limit(limit))


def _rules(looking: Looking) -> list[ColumnElement[bool]]:
    rules = [is_listed_peer()]
    if looking.skill:
        rules.append(offers_one_of(list(related_skills(looking.skill))))
    if looking.language:
        rules.append(speaks_one_of(forms_of(looking.language)))
    return rules


def _lines() -> Select[Any]:
    helped = (
        select(func.count())
        .select_from(Conversation)
        .where(
            col(Conversation.helper_id) == col(Peer.user_id),
            col(Conversation.helped_at).is_not(None),
        )
        .correlate(Peer)
        .scalar_subquery()
    )
    return (
        select(
            col(Peer.user_id),
            col(User.name),
            col(Peer.country),
            col(Organisation.name).label("organisation"),
            col(Organisation.slug),
            col(Peer.hours),
            col(Peer.times),
            col(Peer.utc_offset),
            col(Peer.confirmed_at),
            helped.label("helped"),
            col(Peer.about),
            col(Peer.about_language),
        )
        .join(User, col(User.id) == col(Peer.user_id))
        .outerjoin(
            Organisation,
            (col(Organisation.id) == col(Peer.organisation_id))
            & col(Organisation.is_withdrawn).is_(False),
        )
    )


def _read(session: Session, found: Select[Any]) -> list[PeerLine]:
    """Return the lines of a query with their offers and languages: three statements."""
    rows = session.execute(found).all()
    ids = [row[0] for row in rows]
    offers, languages = _offers(session, ids), _languages(session, ids)
    return [_line(row, offers[row[0]], languages[row[0]]) for row in rows]


def _line(row: Any, offers: list[tuple[str, str]], languages: list[str]) -> PeerLine:
    return PeerLine(
        user_id=row.user_id,
        name=row.name,
        offers=tuple(offers),
        languages=tuple(languages),
        country=row.country,
        organisation=(row.organisation, row.slug) if row.slug else None,
        hours=row.hours,
        times=row.times,
        utc_offset=row.utc_offset,
        confirmed_at=row.confirmed_at,
        helped=row.helped,
        about=row.about,
        about_language=row.about_language,
    )


def _offers(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    offers: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if ids:
        found = select(col(Offer.user_id), col(Offer.skill), col(Offer.note))
        mine = found.where(col(Offer.user_id).in_(ids)).order_by(col(Offer.id))
        for number, skill, note in session.execute(mine):
            if skill in SKILLS:
                offers[number].append((skill, note))
    return offers


def _languages(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    languages: dict[int, list[str]] = defaultdict(list)
    if ids:
        found = select(col(PeerLanguage.user_id), col(PeerLanguage.language))
        mine = found.where(col(PeerLanguage.user_id).in_(ids))
        ordered = mine.order_by(col(PeerLanguage.position), col(PeerLanguage.language))
        for number, code in session.execute(ordered):
            if find_language(code):
                languages[number].append(code)
    return languages
