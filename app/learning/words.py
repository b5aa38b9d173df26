"""The wording of packs and modules for a reader.

Translations live in a room beside this one, so `app.main` hands in how to read them:
`app.state.unit_texts = app.translation.queries.unit_texts`.
"""

from collections.abc import Callable, Sequence

from sqlmodel import Session
from starlette.requests import Request

from app.learning.pack_facts import ModuleFacts, PackFacts
from app.platform.languages import get_language
from app.texts.models import Document
from app.texts.queries import current_units
from app.texts.reading import Status, UnitText

UnitReader = Callable[[Session, Document, Sequence[str]], list[UnitText]]

# The first units of a pack are its title and summary, the others are its goals.
HEAD_UNITS = 2


class Words:
    """Reads wordings in one language; what is not translated comes in another."""

    def __init__(self, session: Session, read: UnitReader, language: str) -> None:
        self.session = session
        self.read = read
        self.language = language

    @classmethod
    def of(cls, request: Request, session: Session, language: str) -> "Words":
        """Return the wordings as this app is wired."""
        read: UnitReader = getattr(request.app.state, "unit_texts", source_units)
        return cls(session, read, language)

    def goals(self, pack: PackFacts) -> list[UnitText]:
        """Return what a learner can do after a pack."""
        return self._units(pack.document_id)[HEAD_UNITS:]

    def module_title(self, module: ModuleFacts) -> UnitText:
        """Return the title of a module."""
        return self._units(module.document_id)[0]

    def _units(self, document_id: int) -> list[UnitText]:
        document = self.session.get_one(Document, document_id)
        return self.read(self.session, document, [self.language])


def source_units(
    session: Session, document: Document, languages: Sequence[str]
) -> list[UnitText]:
    """Return every unit in the source language, for an app without translations."""
    assert document.id is not None  # noqa: S101 (loaded rows have one)
    source = get_language(document.source_language)
    is_asked = source.code == languages[0]
    status = Status.ORIGINAL if is_asked else Status.FALLBACK
    around = ("", "") if is_asked else (source.tag, source.direction)
    return [
        UnitText(unit.id, unit.text, status, source.code, *around)
        for unit in current_units(session, document.id)
    ]
