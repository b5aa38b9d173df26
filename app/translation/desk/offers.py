"""Translations to use for a unit: suggested, made earlier, or of a text like it."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform.i18n import gettext
from app.texts.differences import Span, is_changed, word_diff
from app.texts.variables import mask
from app.translation.desk.marks import Place
from app.translation.desk.places import Wording
from app.translation.memory.suggestions import (
    Suggestion,
    SuggestionKind,
    Wanted,
    suggestions,
)
from app.translation.models import Origin, Translation


class Offer(Struct, frozen=True):
    """A translation to use. `suggestion_id` is set for what waits to be judged."""

    text: str
    label: str
    origin: str
    is_exact: bool
    changes: Sequence[Span] = ()
    suggestion_id: int | None = None


def offers(
    session: Session, place: Place, wording: Wording, target: str
) -> list[Offer]:
    """Return what others suggested, then what was translated before, best first."""
    waiting = _waiting(session, place)
    asked = Wanted(place.unit_id, wording.source, wording.language, target)
    known = {offer.text for offer in waiting}
    source = mask(wording.source).text
    remembered = (_offer(one, source) for one in suggestions(session, asked))
    return [*waiting, *(one for one in remembered if one.text not in known)]


def _waiting(session: Session, place: Place) -> list[Offer]:
    """Return what others suggested and nobody has judged, the newest first."""
    rows = session.execute(
        select(Translation, col(User.name))
        .outerjoin(User, col(User.id) == col(Translation.author_id))
        .where(col(Translation.id).in_(place.suggestion_ids))
        .order_by(col(Translation.id).desc())
    )
    return [
        Offer(
            text=row.text,
            label=_label(row.origin),
            origin=name or "",
            is_exact=False,
            suggestion_id=row.id,
        )
        for row, name in rows
    ]


def _label(origin: Origin) -> str:
    is_machine = origin == Origin.MACHINE
    return gettext("Machine translation") if is_machine else gettext("Suggested")


def _offer(one: Suggestion, source: str) -> Offer:
    origins = {
        SuggestionKind.HISTORY: gettext("This unit, earlier"),
        SuggestionKind.WHOLE: gettext("The piece it was cut out of"),
    }
    changes = word_diff(one.source, source)
    return Offer(
        text=one.text,
        label=gettext("%(number)s%%", number=one.match),
        origin=origins.get(one.kind) or one.author or "",
        is_exact=one.match == 100,
        changes=changes if is_changed(changes) else (),
    )
