"""Changing the glossary: every change is a revision, and any can be taken back."""

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.languages import fold_name
from app.translation.glossary.drafts import ConceptDraft, tidy, to_rows
from app.translation.glossary.matching import key_of
from app.translation.glossary.models import Concept, ConceptRevision, Term
from app.translation.glossary.queries import draft_of, get_revision

MAX_MESSAGE = 200


class ConceptChanged(Conflict):
    """Somebody else has changed the concept since the form was opened."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody changed this concept while you wrote."))


class Change(Struct, frozen=True):
    """Who changes a concept, and what for."""

    author_id: int | None
    message: str = ""


def add_concept(session: Session, draft: ConceptDraft, change: Change) -> Concept:
    """Add a concept; raise Invalid when it cannot be kept."""
    concept = Concept()
    session.add(concept)
    _write(session, concept, tidy(draft), change)
    return concept


def change_concept(
    session: Session,
    concept_id: int,
    draft: ConceptDraft,
    change: Change,
    *,
    base_number: int,
) -> Concept:
    """Write a concept anew, based on the revision its writer has seen.

    Raise ConceptChanged when that is no longer the newest one, and Invalid.
    """
    concept = _locked(session, concept_id)
    if concept.number != base_number:
        raise ConceptChanged
    tidied = tidy(draft)
    same = draft_of(get_revision(session, concept_id, base_number)) == tidied
    if not same or concept.is_withdrawn:
        _write(session, concept, tidied, change)
    return concept


def withdraw_concept(session: Session, concept_id: int, change: Change) -> None:
    """Take a concept out of use; its revisions stay."""
    concept = _locked(session, concept_id)
    if not concept.is_withdrawn:
        newest = get_revision(session, concept_id, concept.number)
        _write(session, concept, draft_of(newest), change, is_withdrawn=True)


def restore_concept(
    session: Session, concept_id: int, number: int, change: Change
) -> None:
    """Write an earlier revision of a concept once more."""
    earlier = get_revision(session, concept_id, number)
    concept = _locked(session, concept_id)
    _write(session, concept, draft_of(earlier), change)


def _locked(session: Session, concept_id: int) -> Concept:
    concept = session.get(Concept, concept_id, with_for_update=True)
    if concept is None:
        raise NotFound(N_("The glossary has no such concept."))
    return concept


def _write(
    session: Session,
    concept: Concept,
    draft: ConceptDraft,
    change: Change,
    *,
    is_withdrawn: bool = False,
) -> None:
    concept.number += 1
    concept.is_withdrawn = is_withdrawn
    session.flush()  # The revision refers to the concept.
    assert concept.id is not None  # noqa: S101 (just flushed)
    session.add(
        ConceptRevision(
            concept_id=concept.id,
            number=concept.number,
            definition=draft.definition,
            definition_language=draft.definition_language,
            terms=to_rows(draft),
            is_withdrawn=is_withdrawn,
            message=change.message[:MAX_MESSAGE],
            author_id=change.author_id,
        )
    )
    session.execute(delete(Term).where(col(Term.concept_id) == concept.id))
    if not is_withdrawn:
        session.add_all(
            Term(
                concept_id=concept.id,
                language=term.language,
                text=term.text,
                status=term.status,
                key=key_of(term.text),
                folded=fold_name(term.text),
            )
            for term in draft.terms
        )
    session.flush()  # Hits are looked for in the same transaction.


class MergeReport(Struct):
    """What taking concepts in did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def merge_concepts(
    session: Session, drafts: Iterable[ConceptDraft], change: Change
) -> MergeReport:
    """Take concepts in from a file; the same file twice changes nothing.

    A concept that shares a term with one we have is that one: it gets the terms it
    lacks, and loses none. Raise Invalid for what cannot be kept.
    """
    report = MergeReport()
    for draft in map(tidy, drafts):
        concept = _known(session, draft)
        if concept is None:
            add_concept(session, draft, change)
            report.added += 1
            continue
        assert concept.id is not None  # noqa: S101 (loaded rows have one)
        own = draft_of(get_revision(session, concept.id, concept.number))
        merged = _merged(own, draft)
        if merged == own:
            report.unchanged += 1
        else:
            _write(session, concept, merged, change)
            report.changed += 1
    return report


def _known(session: Session, draft: ConceptDraft) -> Concept | None:
    for term in draft.terms:
        same = select(col(Term.concept_id)).where(
            col(Term.language) == term.language, col(Term.text) == term.text
        )
        if found := session.scalar(same.order_by(col(Term.id)).limit(1)):
            return _locked(session, found)
    return None


def _merged(own: ConceptDraft, other: ConceptDraft) -> ConceptDraft:
    known = {(term.language, term.text) for term in own.terms}
    new = (term for term in other.terms if (term.language, term.text) not in known)
    definition = (own.definition, own.definition_language)
    if not own.definition:
        definition = (other.definition, other.definition_language)
    return ConceptDraft(*definition, (*own.terms, *new))
