"""How far a text is in each language, counted in units."""

from dataclasses import dataclass

from sqlmodel import Session

from app.texts.models import Document
from app.texts.queries import current_units
from app.translation.models import TranslationState
from app.translation.wordings import wordings


@dataclass(frozen=True)
class Coverage:
    """How far a text is in a language, in units."""

    units: int = 0
    current: int = 0
    outdated: int = 0
    reviewed: int = 0
    machine: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.units + other.units,
            self.current + other.current,
            self.outdated + other.outdated,
            self.reviewed + other.reviewed,
            self.machine + other.machine,
        )

    @property
    def percent(self) -> int:
        """Share of units that are current, floored: 100 only when all are."""
        return 100 * self.current // self.units if self.units else 0


def coverage(session: Session, document: Document) -> dict[str, Coverage]:
    """Return how far a document is in each language that has a translation."""
    units = len(current_units(session, document.number))
    result = {}
    for language, known in wordings(session, document.number).items():
        current = [w for w in known.values() if w.is_current]
        reviewed = [w for w in current if w.state == TranslationState.APPROVED]
        result[language] = Coverage(
            units=units,
            current=len(current),
            outdated=len(known) - len(current),
            reviewed=len(reviewed),
            machine=sum(w.is_unread_machine for w in current),
        )
    return result
