"""The page on which somebody says what they offer: what its fields hold and offer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from msgspec import Struct
from pydantic import BaseModel
from sqlmodel import Session

from app.exchange.confirming import is_due
from app.exchange.models import MAX_ABOUT, MAX_NOTE, Offer
from app.exchange.offering import Own, own_offers
from app.exchange.spoken import write_languages
from app.exchange.times import parts_of
from app.exchange.words import (
    offset_choices,
    skill_groups,
    skill_name,
    time_choices,
)
from app.packs.skills import SKILLS
from app.platform.formats import babel_locale
from app.platform.i18n import N_, current_locale, gettext
from app.platform.languages import Language, get_language
from app.web.forms import Bound, empty

# What a press did, by the word it leaves in the address.
SAID = {
    "saved": N_("Saved."),
    "added": N_("Added to what you offer."),
    "noted": N_("Saved."),
    "listed": N_("Others can find you now."),
    "unlisted": N_("Nobody finds you any more. What you wrote here is kept."),
    "confirmed": N_("Thank you. It is noted that all of it is still so."),
}
COUNTRY_CODE = 2
# Not countries, but in Babel's list of them.
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


class OfferLine(Struct, frozen=True):
    """A skill somebody offers, with the form to change what they note about it."""

    id: int
    name: str
    form: Bound[Any]


class Taken(Struct, frozen=True):
    """What was taken away just now, to be put back."""

    skill: str
    name: str
    note: str


class OffersPage(Struct, frozen=True):
    """The page.

    `is_first`: nothing was said yet; `has_said`: what they say of themselves was kept
    before, not only skills; `is_due`: all of it is to be confirmed; `is_hidden`: a
    moderator took them off the list.
    """

    profile: Bound[Any]
    new: Bound[Any]
    offers: tuple[OfferLine, ...]
    groups: list[tuple[str, list[tuple[str, str]]]]
    times: list[tuple[str, str]]
    offsets: list[tuple[str, str]]
    countries: list[tuple[str, str]]
    languages: Sequence[Language]
    is_first: bool
    is_shown: bool
    is_hidden: bool
    has_said: bool
    is_due: bool
    confirmed_at: datetime | None
    said: str = ""
    taken: Taken | None = None
    most_note: int = MAX_NOTE
    most_about: int = MAX_ABOUT


class Refused(Struct, frozen=True):
    """Forms that were sent and cannot be kept, and which offer a note was for."""

    profile: Bound[Any] | None = None
    new: Bound[Any] | None = None
    note: tuple[int, Bound[Any]] | None = None


class Visit(Struct, frozen=True):
    """What somebody comes to the page with.

    `known` are the languages to begin with; `skill` and `language` are to be added,
    once they are sent; `said` tells what a press did, `taken` is what it took away.
    """

    known: Sequence[str]
    skill: str = ""
    language: str = ""
    said: str = ""
    refused: Refused = Refused()
    taken: Offer | None = None


def offers_page(session: Session, user_id: int, visit: Visit) -> OffersPage:
    """Return the page of one's own offers."""
    own = own_offers(session, user_id)
    refused, taken = visit.refused, visit.taken
    chosen = visit.skill if visit.skill in SKILLS else ""
    said = gettext(SAID[visit.said]) if visit.said in SAID else ""
    return OffersPage(
        profile=refused.profile or empty(_first_values(own, visit)),
        new=refused.new or empty({"skill": chosen}),
        offers=tuple(_line(offer, refused) for offer in own.offers),
        groups=skill_groups(),
        times=time_choices(),
        offsets=offset_choices(),
        countries=countries(),
        languages=[get_language(code) for code in dict.fromkeys(visit.known)],
        is_first=own.peer is None,
        is_shown=own.is_shown,
        is_hidden=own.is_hidden,
        has_said=bool(own.languages),
        is_due=own.peer is not None and is_due(own.peer),
        confirmed_at=own.peer.confirmed_at if own.peer else None,
        said=said,
        taken=_taken(taken) if taken else None,
    )


def countries() -> list[tuple[str, str]]:
    """Return the countries by name; the first choice says nothing."""
    locale: Locale = babel_locale(current_locale())
    named = [
        (code, name)
        for code, name in locale.territories.items()
        if len(code) == COUNTRY_CODE and code.isalpha() and code not in NO_COUNTRIES
    ]
    unsaid = ("", gettext("I would rather not say"))
    return [unsaid, *sorted(named, key=lambda pair: pair[1])]


def _first_values(own: Own, visit: Visit) -> dict[str, object]:
    more = [visit.language] if visit.language else []
    spoken = dict.fromkeys((*(own.languages or visit.known), *more))
    languages = write_languages(spoken)
    # A skill may be added first: it says nothing of the rest.
    if own.peer is None or not own.languages:
        return {"languages": languages, "wants_matches": True}
    peer: BaseModel = own.peer
    return {
        **peer.model_dump(include={"about", "about_language", "country", "utc_offset"}),
        "hours": own.peer.hours or None,
        "times": [int(part) for part in parts_of(own.peer.times)],
        "languages": languages,
        "organisation": own.organisation,
        "listed": own.peer.is_listed,
        "wants_matches": own.peer.wants_matches,
    }


def _line(offer: Offer, refused: Refused) -> OfferLine:
    number = offer.id or 0
    form = empty({"note": offer.note})
    if refused.note and refused.note[0] == number:
        form = refused.note[1]
    return OfferLine(number, skill_name(offer.skill), form)


def _taken(offer: Offer) -> Taken:
    return Taken(offer.skill, skill_name(offer.skill), offer.note)
