"""What is suggested for a unit: translations of it and its whole, then the memory."""

import math
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.texts.models import Unit, UnitVersion
from app.texts.variables import mask
from app.translation.memory.quality import APPROVED, quality
from app.translation.memory.queries import EXACT, normal, remembered
from app.translation.models import Translation

MOST = 6


class SuggestionKind(StrEnum):
    """Where a suggestion comes from."""

    HISTORY = "history"
    WHOLE = "whole"
    MEMORY = "memory"


class Suggestion(Struct, frozen=True):
    """A translation to begin with, and the text it was made for.

    `match` says how far that text is today's, in percent; texts have variables.
    """

    kind: SuggestionKind
    source: str
    text: str
    match: int
    is_approved: bool
    author: str | None = None
    made_at: datetime | None = None


class Wanted(Struct, frozen=True):
    """A unit's text in the language `source`, to be translated into `target`."""

    unit_id: str
    text: str
    source: str
    target: str


def suggestions(session: Session, wanted: Wanted) -> list[Suggestion]:
    """Return suggestions for a unit, best first, each text once.

    The unit's own earlier translations come first: they need the least work. Those of
    the unit it was cut out of hold its words, whatever else they say.
    """
    masked = mask(wanted.text).text
    found = [
        *_history(session, wanted, masked),
        *(
            Suggestion(
                kind=SuggestionKind.MEMORY,
                source=one.source,
                text=one.text,
                match=one.match,
                is_approved=one.is_approved,
            )
            for one in remembered(
                session, masked, wanted.source, wanted.target, limit=MOST
            )
        ),
    ]
    first: dict[str, Suggestion] = {}
    for one in found:
        first.setdefault(normal(one.text), one)
    return list(first.values())[:MOST]


def _history(session: Session, wanted: Wanted, masked: str) -> list[Suggestion]:
    whole = select(col(Unit.split_from_id)).where(col(Unit.id) == wanted.unit_id)
    rows = session.execute(
        select(Translation, col(UnitVersion.text), col(User.name))
        .join(UnitVersion, col(UnitVersion.id) == col(Translation.unit_version_id))
        .outerjoin(User, col(User.id) == col(Translation.author_id))
        .where(
            or_(
                col(Translation.unit_id) == wanted.unit_id,
                col(Translation.unit_id) == whole.scalar_subquery(),
            ),
            col(Translation.language) == wanted.target,
        )
        .order_by(col(Translation.id))
    )
    # The newest row with a text says what is thought of it.
    newest = {(row.text, source): (row, source, name) for row, source, name in rows}
    found = []
    for row, source, name in newest.values():
        good = quality(row.state, row.origin)
        if good is None:
            continue
        was = mask(source).text
        is_own = row.unit_id == wanted.unit_id
        found.append(
            Suggestion(
                kind=SuggestionKind.HISTORY if is_own else SuggestionKind.WHOLE,
                source=was,
                text=row.text,
                match=_match(masked, was),
                is_approved=good == APPROVED,
                author=name,
                made_at=row.created_at,
            )
        )
    return sorted(found, key=lambda one: one.match, reverse=True)


def _match(one: str, other: str) -> int:
    if normal(one) == normal(other):
        return EXACT
    # Read in when somebody translates: a server that is only read needs none of it.
    from rapidfuzz import fuzz  # noqa: PLC0415

    return min(math.floor(fuzz.ratio(normal(one), normal(other))), EXACT - 1)
