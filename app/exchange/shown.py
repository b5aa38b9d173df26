"""Peers as pages show them: every word ready, nothing left to look up."""

from markupsafe import Markup
from msgspec import Struct

from app.exchange.matching import Match
from app.exchange.people import PeerLine
from app.exchange.words import (
    autonyms,
    fit_said,
    hours_said,
    skill_name,
    when_said,
)
from app.platform.formats import babel_locale
from app.platform.i18n import current_locale
from app.platform.languages import Language, find_language


class ShownOffer(Struct, frozen=True):
    """A skill somebody offers: its slug, its name, what they noted."""

    skill: str
    name: str
    note: str


class ShownPeer(Struct, frozen=True):
    """A peer for `exchange/_peer_line.html` and their own page.

    `fit` is how they fit a request, nothing where none was asked; `ask_about` is the
    skill a request to them begins with.
    """

    name: str
    offers: tuple[ShownOffer, ...]
    languages: Markup
    country: str
    organisation: tuple[str, str] | None
    hours: str
    when: str
    helped: int
    about: str
    about_language: Language | None
    fit: tuple[Markup, ...] = ()
    ask_about: str = ""


def shown_peer(line: PeerLine, fit: Match | None = None, skill: str = "") -> ShownPeer:
    """Return a peer in the words of the interface; `skill` is what is looked for."""
    offered = line.skills
    about = skill if skill in offered else next(iter(offered), "")
    return ShownPeer(
        name=line.name,
        offers=tuple(
            ShownOffer(slug, skill_name(slug), note) for slug, note in line.offers
        ),
        languages=autonyms(line.languages),
        country=country_name(line.country),
        organisation=line.organisation,
        hours=hours_said(line.hours),
        when=when_said(line.times, line.utc_offset),
        helped=line.helped,
        about=line.about,
        about_language=find_language(line.about_language or ""),
        fit=tuple(fit_said(fit)) if fit else (),
        ask_about=about,
    )


def country_name(code: str) -> str:
    """Return what the interface calls a country; the code where it has no word."""
    return str(babel_locale(current_locale()).territories.get(code, code))
