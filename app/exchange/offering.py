"""Offering help: what somebody says of themselves, and skills they can help with."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from app.exchange.jobs import ask_to_remind
from app.exchange.models import Offer, Peer, PeerLanguage
from app.exchange.people import LISTED_FOR
from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.rows import insert_new, insert_once
from app.projects.models import Organisation

MOST_SUGGESTED = 5


class AlreadyOffered(Conflict):
    """Somebody offers this skill already."""

    def __init__(self) -> None:
        super().__init__(
            N_("You offer this already. You can change what you say about it.")
        )


class Profile(Struct, frozen=True):
    """What somebody says of themselves; all of it public once they are listed."""

    about: str
    about_language: str
    languages: Sequence[str]
    country: str
    organisation_id: int | None
    hours: int
    times: int
    utc_offset: int | None
    is_listed: bool
    wants_matches: bool


class Own(Struct, frozen=True):
    """What somebody has said of themselves so far; no peer: nothing."""

    peer: Peer | None
    offers: Sequence[Offer]
    languages: Sequence[str]
    organisation: str

    @property
    def is_shown(self) -> bool:
        """Whether others find them now."""
        return self.wants_to_be_shown and bool(self.offers) and not self.is_hidden

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator took them off the list."""
        return self.peer is not None and self.peer.hidden_at is not None

    @property
    def wants_to_be_shown(self) -> bool:
        """Whether they let others find them, and have said so within a year."""
        peer = self.peer
        is_fresh = peer is not None and peer.confirmed_at > clock.now() - LISTED_FOR
        return peer is not None and peer.is_listed and is_fresh


def own_offers(session: Session, user_id: int) -> Own:
    """Return what somebody offers, for changing it."""
    peer = session.get(Peer, user_id)
    offers = session.scalars(
        select(Offer).where(col(Offer.user_id) == user_id).order_by(col(Offer.id))
    ).all()
    languages = session.scalars(
        select(col(PeerLanguage.language))
        .where(col(PeerLanguage.user_id) == user_id)
        .order_by(col(PeerLanguage.position))
    ).all()
    organisation = None
    if peer is not None and peer.organisation_id is not None:
        organisation = session.get(Organisation, peer.organisation_id)
    return Own(peer, offers, languages, organisation.name if organisation else "")


def save_profile(session: Session, user_id: int, profile: Profile) -> None:
    """Keep what somebody says of themselves; they say that all of it is so now."""
    peer = _peer_of(session, user_id)
    peer.about, peer.about_language = profile.about, profile.about_language
    peer.country, peer.organisation_id = profile.country, profile.organisation_id
    peer.hours, peer.times = profile.hours, profile.times
    peer.utc_offset = profile.utc_offset
    peer.is_listed, peer.wants_matches = profile.is_listed, profile.wants_matches
    peer.confirmed_at, peer.reminded_at = clock.now(), None
    session.add(peer)
    if peer.is_listed:
        ask_to_remind(session)
    session.connection().execute(
        delete(PeerLanguage).where(col(PeerLanguage.user_id) == user_id)
    )
    rows = [
        {"user_id": user_id, "language": code, "position": place}
        for place, code in enumerate(profile.languages)
    ]
    insert_new(session, PeerLanguage, rows)


def add_offer(session: Session, user_id: int, skill: str, note: str) -> None:
    """Offer help with a skill; raise AlreadyOffered."""
    _peer_of(session, user_id)
    session.flush()
    row = {
        "user_id": user_id,
        "skill": skill,
        "note": note,
        "created_at": clock.now(),
    }
    if not insert_once(session, Offer, row):
        raise AlreadyOffered


def change_note(session: Session, user_id: int, offer_id: int, note: str) -> None:
    """Change what somebody notes about a skill they offer; raise NotFound."""
    _own_offer(session, user_id, offer_id).note = note


def take_away(session: Session, user_id: int, offer_id: int) -> Offer:
    """Offer a skill no more; return what was offered. Raise NotFound."""
    offer = _own_offer(session, user_id, offer_id)
    session.delete(offer)
    session.flush()
    return offer


def set_listed(session: Session, user_id: int, *, is_listed: bool) -> None:
    """Let others find somebody, who says by that that all of it is so, or hide them."""
    peer = _peer_of(session, user_id)
    peer.is_listed = is_listed
    if is_listed:
        peer.confirmed_at, peer.reminded_at = clock.now(), None
        ask_to_remind(session)
    session.add(peer)


def confirm(session: Session, user_id: int) -> None:
    """Keep that all somebody said is still so."""
    session.connection().execute(
        update(Peer)
        .where(col(Peer.user_id) == user_id)
        .values(confirmed_at=clock.now(), reminded_at=None)
    )


def named_organisations(session: Session, text: str) -> list[Organisation]:
    """Return the organisation of a name, or else a few whose names have it in them."""
    shown = select(Organisation).where(col(Organisation.is_withdrawn).is_(False))
    exact = session.scalars(shown.where(col(Organisation.name) == text).limit(2)).all()
    if len(exact) == 1:
        return list(exact)
    holds_it = func.lower(col(Organisation.name)).contains(
        text.lower(), autoescape=True
    )
    alike = shown.where(holds_it).order_by(col(Organisation.name))
    return list(session.scalars(alike.limit(MOST_SUGGESTED)))


def _peer_of(session: Session, user_id: int) -> Peer:
    """Return somebody's row, made if there is none, held until the end."""
    blank = Peer(user_id=user_id)
    insert_once(session, Peer, blank.model_dump())
    found = select(Peer).where(col(Peer.user_id) == user_id).with_for_update()
    return session.scalars(found).one()


def _own_offer(session: Session, user_id: int, offer_id: int) -> Offer:
    found = select(Offer).where(
        col(Offer.id) == offer_id, col(Offer.user_id) == user_id
    )
    offer = session.scalars(found.with_for_update()).one_or_none()
    if offer is None:
        raise NotFound(N_("You do not offer this any more."))
    return offer
