"""What a glossary file holds: concepts, and the terms for each in any language."""

from dataclasses import dataclass, field

from msgspec import Struct

from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.queries import ConceptRow
from app.translation.glossary.status import TermStatus

MAX_CONCEPTS = 20_000


class FileTerm(Struct, frozen=True):
    """A term as it stands in a file: language by our code."""

    language: str
    text: str
    status: TermStatus = TermStatus.PREFERRED
    note: str = ""


@dataclass(frozen=True)
class FileConcept:
    """A thing that has a name in several languages; `key` tells it from others."""

    key: str
    definition: str = ""
    terms: tuple[FileTerm, ...] = ()
    line: int = field(default=0, compare=False)

    @classmethod
    def of(cls, row: ConceptRow) -> "FileConcept":
        """Return a concept of our glossary as a file has it."""
        terms = (FileTerm(t.language, t.text, t.status) for t in row.draft.terms)
        return cls(f"c{row.id}", row.draft.definition, tuple(terms))

    @property
    def draft(self) -> ConceptDraft:
        """The concept as our glossary takes it, explained in English."""
        terms = (TermDraft(t.language, t.text, t.status) for t in self.terms)
        return ConceptDraft(self.definition, terms=tuple(terms))
