"""What the database knows about the texts a file is for, read in a few queries."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.texts.models import Document, Unit, UnitVersion
from app.texts.queries import CurrentUnit, current_units
from app.texts.variables import Masked, mask
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)

# More numbers than this in one statement are too many for a database.
MANY = 500


class KnownWording(Struct, frozen=True):
    """A wording a unit has or had; `id` is 0 for one that only the file knows."""

    id: int
    masked: Masked
    meaning: str


class KnownHead(Struct, frozen=True):
    """The translation in force for a unit."""

    translation_id: int
    row_version: int
    text: str
    meaning: str
    state: TranslationState
    origin: Origin
    author_id: int | None

    @property
    def is_of_a_person(self) -> bool:
        """Whether somebody made it here, and not a file of a content folder."""
        return self.author_id is not None or self.origin == Origin.HUMAN

    @property
    def is_unread_machine(self) -> bool:
        """Whether a machine made it and nobody has approved it."""
        return self.origin == Origin.MACHINE and self.state != TranslationState.APPROVED


class Known:
    """Units, their wordings and what is in force in one language."""

    def __init__(
        self, session: Session, documents: Sequence[Document], language: str
    ) -> None:
        self.language = language
        ids = [document.number for document in documents]
        self.current: dict[str, CurrentUnit] = {
            unit.id: unit
            for document_id in ids
            for unit in current_units(session, document_id)
        }
        self.wordings: dict[tuple[str, str], KnownWording] = {}
        rows = session.execute(
            select(col(Unit.id), col(Unit.document_id)).where(
                col(Unit.document_id).in_(ids)
            )
        )
        self.documents = {document.number: document for document in documents}
        self.units: dict[str, int] = dict(rows.all())
        for unit_id, wording in _wordings(session, ids):
            self.wordings[unit_id, wording.masked.text] = wording
        self.heads = dict(_heads(session, ids, language))
        self._by_text: dict[str, list[str]] | None = None

    def is_current(self, unit_id: str, meaning: str) -> bool:
        """Tell whether a meaning is that of today's wording of a unit."""
        unit = self.current.get(unit_id)
        return unit is not None and unit.meaning_hash == meaning

    def kind_of(self, unit_id: str) -> str:
        """Return what a unit is in the text; a paragraph when it is there no more."""
        unit = self.current.get(unit_id)
        return unit.kind if unit else "paragraph"

    def units_with(self, source: str) -> Sequence[str]:
        """Return today's units that read like this, in the order of the text."""
        if self._by_text is None:
            self._by_text = {}
            for unit in self.current.values():
                self._by_text.setdefault(mask(unit.text).text, []).append(unit.id)
        return self._by_text.get(source, ())


def _wordings(
    session: Session, document_ids: Sequence[int]
) -> Iterator[tuple[str, KnownWording]]:
    rows = session.execute(
        select(
            col(UnitVersion.unit_id),
            col(UnitVersion.id),
            col(UnitVersion.text),
            col(UnitVersion.meaning_hash),
        )
        .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
        .where(col(Unit.document_id).in_(document_ids))
        .order_by(col(UnitVersion.id))
    )
    for unit_id, row_id, text, meaning in rows:
        yield unit_id, KnownWording(row_id, mask(text), meaning)


def _heads(
    session: Session, document_ids: Sequence[int], language: str
) -> Iterator[tuple[str, KnownHead]]:
    rows = session.execute(
        select(
            col(TranslationHead.unit_id),
            col(Translation.id),
            col(TranslationHead.row_version),
            col(Translation.text),
            col(UnitVersion.meaning_hash),
            col(Translation.state),
            col(Translation.origin),
            col(Translation.author_id),
        )
        .join(Translation, col(Translation.id) == col(TranslationHead.translation_id))
        .join(UnitVersion, col(UnitVersion.id) == col(Translation.unit_version_id))
        .join(Unit, col(Unit.id) == col(TranslationHead.unit_id))
        .where(
            col(Unit.document_id).in_(document_ids),
            col(TranslationHead.language) == language,
        )
    )
    return ((unit_id, KnownHead(*rest)) for unit_id, *rest in rows)


def earlier_texts(
    session: Session, unit_ids: Iterable[str], language: str
) -> set[tuple[str, str]]:
    """Return every text that some units ever had in a language, suggestions too."""
    wanted, found = sorted(set(unit_ids)), set()
    for start in range(0, len(wanted), MANY):
        found |= set(session.execute(_texts(wanted[start : start + MANY], language)))
    return {(unit_id, text) for unit_id, text in found}


def _texts(unit_ids: Sequence[str], language: str) -> Select[str, str]:
    return select(col(Translation.unit_id), col(Translation.text)).where(
        col(Translation.unit_id).in_(unit_ids), col(Translation.language) == language
    )
