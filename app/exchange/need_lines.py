"""A need in the words of a page, as lists of them show it."""

from datetime import datetime

from markupsafe import Markup
from msgspec import Struct

from app.exchange.matching import Match
from app.exchange.needs import NeedLine
from app.exchange.words import autonyms, fit_said, skill_name, when_said
from app.platform.languages import Language, get_language


class ShownNeed(Struct, frozen=True):
    """A line of a list: `fit` says how it fits what somebody offers, if asked."""

    id: int
    title: str
    language: Language
    skill: str
    languages: Markup
    when: str
    asker: str
    created_at: datetime
    conversations: int
    fit: tuple[Markup, ...] = ()


def shown_need(line: NeedLine, fit: Match | None = None) -> ShownNeed:
    """Return a need in words."""
    return ShownNeed(
        id=line.id,
        title=line.title,
        language=get_language(line.language),
        skill=skill_name(line.skill),
        languages=autonyms(line.languages),
        when=when_said(line.times, line.utc_offset),
        asker=line.asker,
        created_at=line.created_at,
        conversations=line.conversations,
        fit=tuple(fit_said(fit)) if fit else (),
    )
