"""What people decide about a pack in a language: that it is published, who looks on."""

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import update
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.accounts.permissions import can_coordinate
from app.accounts.roles import Grant
from app.packs.queries import get_pack
from app.platform.errors import Conflict, Forbidden
from app.platform.i18n import N_
from app.platform.outbox import EventBus
from app.texts.models import Document
from app.translation.documents import whole_of_pack
from app.translation.models import DocumentLanguage
from app.translation.policy import set_policy
from app.translation.workflow import (
    publish_language,
    set_coordinator,
    withdraw_language,
)

NOT_YOURS = N_("Only coordinators of this language decide that.")
TAKEN = N_("Somebody else looks after this pack.")


class Decider(Struct, frozen=True):
    """Who decides, and what they are trusted with."""

    user_id: int
    grants: Iterable[Grant]


class PackLanguagePlace(Struct, frozen=True):
    """A pack, by its address, in a language, by its code."""

    slug: str
    language: str


class NewPolicy(Struct, frozen=True):
    """Who approves in a language: a second person, or authors after some days."""

    language: str
    needs_second_person: bool
    alone_after_days: int | None = None


def publish(session: Session, place: PackLanguagePlace, by: Decider) -> None:
    """Say that a pack is published; raise Forbidden, NotFound, or Conflict when
    nothing is translated.
    """
    _check(place, by)
    publish_language(session, _whole(session, place), place.language, by=by.user_id)


def withdraw(session: Session, place: PackLanguagePlace, by: Decider) -> None:
    """Take back that a pack is published; raise Forbidden or NotFound."""
    _check(place, by)
    withdraw_language(session, _whole(session, place), place.language)


def look_after(session: Session, place: PackLanguagePlace, by: Decider) -> None:
    """Name oneself; raise Conflict when somebody else is named, and NotFound."""
    whole = _whole(session, place)
    named = _named(session, whole, place)
    if named not in {None, by.user_id}:
        raise Conflict(TAKEN)
    set_coordinator(session, whole, place.language, coordinator=by.user_id)


def stop_looking_after(session: Session, place: PackLanguagePlace, by: Decider) -> None:
    """Name nobody: for who is named and for coordinators of the language."""
    whole = _whole(session, place)
    if _named(session, whole, place) not in {None, by.user_id}:
        _check(place, by)
    set_coordinator(session, whole, place.language, coordinator=None)


def change_policy(session: Session, policy: NewPolicy, by: Decider) -> None:
    """Say who approves in a language; raise Forbidden."""
    if not can_coordinate(by.grants, language=policy.language):
        raise Forbidden(NOT_YOURS)
    set_policy(
        session,
        policy.language,
        needs_second_person=policy.needs_second_person,
        alone_after_days=policy.alone_after_days,
        by=by.user_id,
    )


def wire(bus: EventBus) -> None:
    """Listen to who leaves."""
    bus.subscribe(AccountVanished, forget_coordinator)


def forget_coordinator(session: Session, fact: AccountVanished) -> None:
    """Somebody who has left looks after nothing any more."""
    named = col(DocumentLanguage.coordinator_id) == fact.user_id
    session.execute(update(DocumentLanguage).where(named).values(coordinator_id=None))


def _check(place: PackLanguagePlace, by: Decider) -> None:
    if not can_coordinate(by.grants, language=place.language):
        raise Forbidden(NOT_YOURS)


def _whole(session: Session, place: PackLanguagePlace) -> Document:
    return whole_of_pack(session, get_pack(session, place.slug))


def _named(session: Session, whole: Document, place: PackLanguagePlace) -> int | None:
    row = session.get(
        DocumentLanguage, (whole.number, place.language), with_for_update=True
    )
    return row.coordinator_id if row else None
