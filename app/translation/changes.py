"""What the source has changed since a text was translated, unit by unit."""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.texts.differences import Span, word_diff
from app.texts.models import Document
from app.texts.queries import current_units
from app.texts.variables import fill, mask
from app.translation.wordings import wording_sources, wordings


class ChangedUnit(Struct, frozen=True):
    """A unit whose translation was made from an earlier wording.

    `spans` are the words that went and came in the source; `text` is the translation
    as it stands, with today's targets of links.
    """

    unit_id: str
    spans: Sequence[Span]
    text: str


def changes_since(
    session: Session, document: Document, language: str
) -> list[ChangedUnit]:
    """Return the units whose source has changed since, in order."""
    known = wordings(session, document.number, [language]).get(language, {})
    outdated = {u: w for u, w in known.items() if not w.is_current}
    if not outdated:
        return []
    sources = wording_sources(session, [document.number])
    return [
        ChangedUnit(
            unit.id,
            word_diff(sources[outdated[unit.id].unit_version_id], unit.text),
            fill(outdated[unit.id].text, mask(unit.text)),
        )
        for unit in current_units(session, document.number)
        if unit.id in outdated
    ]
