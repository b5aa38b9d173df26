"""What is written of a concept: checked, tidied, and the same as rows and as a form."""

import unicodedata
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.platform.languages import find_language
from app.translation.glossary.matching import key_of
from app.translation.glossary.status import TermStatus

MAX_TERM, MAX_DEFINITION, MAX_TERMS = 120, 1000, 400


class TermDraft(Struct, frozen=True):
    """A term: the code of its language, its text, how to use it."""

    language: str
    text: str
    status: TermStatus = TermStatus.PREFERRED


class ConceptDraft(Struct, frozen=True):
    """All that is written of a concept; the definition is in `definition_language`."""

    definition: str = ""
    definition_language: str = "en"
    terms: tuple[TermDraft, ...] = field(default=())

    def of_language(self, language: str) -> tuple[TermDraft, ...]:
        """Return the terms of one language."""
        return tuple(term for term in self.terms if term.language == language)

    def with_terms(self, language: str, terms: Iterable[TermDraft]) -> "ConceptDraft":
        """Return the draft with the terms of one language replaced."""
        others = (term for term in self.terms if term.language != language)
        return ConceptDraft(
            self.definition, self.definition_language, (*others, *terms)
        )


def tidy(draft: ConceptDraft) -> ConceptDraft:
    """Return the draft as it is kept; raise Invalid when it cannot be.

    Spaces at the ends and repeated terms do not count, letters are composed (NFC).
    """
    definition = _text(draft.definition)
    if len(definition) > MAX_DEFINITION:
        message = N_("A definition may have at most %(most)s characters.")
        raise Invalid(message, most=MAX_DEFINITION)
    terms: dict[tuple[str, str], TermDraft] = {}
    for term in draft.terms:
        text = _text(term.text)
        if text:
            terms[term.language, text] = TermDraft(term.language, text, term.status)
    if not terms:
        raise Invalid(N_("A concept needs at least one term."))
    if len(terms) > MAX_TERMS:
        message = N_("A concept may have at most %(most)s terms.")
        raise Invalid(message, most=MAX_TERMS)
    for one in terms.values():
        _refuse(one)
    return ConceptDraft(definition, draft.definition_language, tuple(terms.values()))


def _refuse(term: TermDraft) -> None:
    if find_language(term.language) is None:
        message = N_("No language has the code %(code)s.")
        raise Invalid(message, code=term.language[:MAX_TERM])
    if len(term.text) > MAX_TERM:
        message = N_("A term may have at most %(most)s characters.")
        raise Invalid(message, most=MAX_TERM)
    if not key_of(term.text):
        message = N_("A term needs letters or digits: %(term)s has none.")
        raise Invalid(message, term=term.text)


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def to_rows(draft: ConceptDraft) -> list[dict[str, str]]:
    """Return the terms as a revision keeps them."""
    return [
        {"language": t.language, "text": t.text, "status": t.status.value}
        for t in draft.terms
    ]


def from_rows(rows: Iterable[Mapping[str, str]]) -> tuple[TermDraft, ...]:
    """Return the terms that a revision keeps."""
    return tuple(
        TermDraft(row["language"], row["text"], TermStatus(row["status"]))
        for row in rows
    )
