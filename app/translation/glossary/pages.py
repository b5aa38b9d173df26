"""What stands on the pages of the glossary."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlmodel import Session

from app.platform.i18n import N_, gettext
from app.platform.languages import Language, find_language, get_language
from app.texts.differences import Span, word_diff
from app.translation.glossary.drafts import ConceptDraft, TermDraft
from app.translation.glossary.models import ConceptRevision
from app.translation.glossary.queries import (
    ConceptRow,
    concept_history,
    draft_of,
)
from app.translation.glossary.status import TermStatus

STATUS_NAMES = {
    TermStatus.PREFERRED: N_("preferred"),
    TermStatus.ADMITTED: N_("admitted"),
    TermStatus.FORBIDDEN: N_("do not use"),
    TermStatus.KEEP: N_("keep as it is"),
}
STATUS_TAGS = {TermStatus.PREFERRED: "ok", TermStatus.FORBIDDEN: "bad"}


class ShownTerm(Struct, frozen=True):
    """A term with the words for how to use it."""

    text: str
    language: Language
    status: str
    kind: str


class ShownConcept(Struct, frozen=True):
    """A concept on a page: its terms by language, those of the page's first."""

    id: int
    number: int
    is_withdrawn: bool
    definition: str
    definition_language: Language
    terms: tuple[tuple[Language, tuple[ShownTerm, ...]], ...]
    changed_at: datetime

    @property
    def title(self) -> ShownTerm:
        """The first term, by which the concept is called."""
        return self.terms[0][1][0]

    def of(self, language: Language) -> tuple[ShownTerm, ...]:
        """Return the terms of one language."""
        return dict(self.terms).get(language, ())


def shown(row: ConceptRow, first: Sequence[Language]) -> ShownConcept:
    """Return a concept as a page shows it, terms of these languages first."""
    order = {language.code: place for place, language in enumerate(first)}
    codes = dict.fromkeys(term.language for term in row.draft.terms)
    ranked = sorted(codes, key=lambda code: (order.get(code, len(order)), code))
    return ShownConcept(
        id=row.id,
        number=row.number,
        is_withdrawn=row.is_withdrawn,
        definition=row.draft.definition,
        definition_language=_language(row.draft.definition_language),
        terms=tuple(
            (_language(code), tuple(map(_shown_term, row.draft.of_language(code))))
            for code in ranked
        ),
        changed_at=row.changed_at,
    )


def _shown_term(term: TermDraft) -> ShownTerm:
    return ShownTerm(
        text=term.text,
        language=_language(term.language),
        status=gettext(STATUS_NAMES[term.status]),
        kind=STATUS_TAGS.get(term.status, ""),
    )


def _language(code: str) -> Language:
    return find_language(code) or get_language("en")


def language_pair(page: Language, known: Sequence[str]) -> tuple[Language, Language]:
    """Return the language of a page and the one to compare it with.

    That is the first other one the reader knows, or English, or French for English.
    """
    others = [*known, "en", "fr"]
    other = next(code for code in others if code != page.code and find_language(code))
    return page, _language(other)


class PastConcept(Struct, frozen=True):
    """A revision of a concept, and what it changed."""

    number: int
    author: str | None
    message: str
    changed_at: datetime
    is_withdrawn: bool
    spans: tuple[Span, ...]


def past_of(session: Session, concept_id: int) -> list[PastConcept]:
    """Return the revisions of a concept, newest first, each with what it changed."""
    revisions = concept_history(session, concept_id)
    before = [as_text(draft_of(one)) for one, _ in revisions[1:]] + [""]
    return [
        _past(revision, name, earlier)
        for (revision, name), earlier in zip(revisions, before, strict=True)
    ]


def _past(revision: ConceptRevision, name: str | None, earlier: str) -> PastConcept:
    return PastConcept(
        number=revision.number,
        author=name,
        message=revision.message,
        changed_at=revision.created_at,
        is_withdrawn=revision.is_withdrawn,
        spans=word_diff(earlier, as_text(draft_of(revision))),
    )


def as_text(draft: ConceptDraft) -> str:
    """Return a concept as lines of text, to compare it with another."""
    lines = [draft.definition] if draft.definition else []
    terms = sorted(draft.terms, key=lambda term: term.language)
    lines += [
        f"{_language(term.language).autonym}: {term.text} "
        f"({gettext(STATUS_NAMES[term.status])})"
        for term in terms
    ]
    return "\n".join(lines)
