"""Reading the glossary: hits in a text, lists of concepts, what was written when."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import fold_name
from app.translation.glossary.drafts import ConceptDraft, from_rows
from app.translation.glossary.matching import Hit, TargetTerm, hits_among, keys
from app.translation.glossary.models import Concept, ConceptRevision, Term


def hits(session: Session, text: str, source: str, target: str) -> list[Hit]:
    """Return the concepts whose terms stand in a text, in the text's order.

    `source` is the code of the text's language, `target` of the one translated into.
    """
    found = _terms_like(session, text, source)
    if not found:
        return []
    ids = {term.concept_id for term in found}
    targets = _targets(session, ids, target)
    return hits_among(text, found, targets, _definitions(session, ids))


def _terms_like(session: Session, text: str, language: str) -> Sequence[Term]:
    wanted = keys(text)
    if not wanted:
        return []
    given = {"language": language, "keys": list(wanted)}
    return session.scalars(_with_keys(), given).all()


@cache
def _with_keys() -> Select[Term]:
    # Built once: it is asked with every save, and rarely finds anything.
    return (
        select(Term)
        .where(
            col(Term.language) == bindparam("language"),
            col(Term.key).in_(bindparam("keys", expanding=True)),
        )
        .order_by(col(Term.id))
    )


def _targets(
    session: Session, ids: set[int], language: str
) -> dict[int, tuple[TargetTerm, ...]]:
    statement = (
        select(Term)
        .where(col(Term.concept_id).in_(ids), col(Term.language) == language)
        .order_by(col(Term.id))
    )
    found: dict[int, tuple[TargetTerm, ...]] = {}
    for term in session.scalars(statement) if ids else ():
        one = TargetTerm(term.text, term.status)
        found[term.concept_id] = (*found.get(term.concept_id, ()), one)
    return found


def _definitions(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(
        select(col(ConceptRevision.concept_id), col(ConceptRevision.definition))
        .join(Concept, _is_newest())
        .where(col(Concept.id).in_(ids))
    )
    return dict(rows.all())


def _is_newest() -> ColumnElement[bool]:
    return (col(ConceptRevision.concept_id) == col(Concept.id)) & (
        col(ConceptRevision.number) == col(Concept.number)
    )


class ConceptRow(Struct, frozen=True):
    """A concept as its newest revision tells it."""

    id: int
    number: int
    is_withdrawn: bool
    draft: ConceptDraft
    changed_at: datetime


def concept_rows(
    session: Session, query: str = "", *, limit: int, offset: int = 0
) -> list[ConceptRow]:
    """Return concepts with a term that begins like the query, in their order."""
    statement = (
        select(Concept, ConceptRevision)
        .join(ConceptRevision, _is_newest())
        .where(_is_asked_for(query))
        .order_by(col(Concept.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [_row(*pair) for pair in session.execute(statement)]


def count_concepts(session: Session, query: str = "") -> int:
    """Count the concepts that `concept_rows` would return without a limit."""
    found = select(func.count()).select_from(Concept).where(_is_asked_for(query))
    return session.scalar(found) or 0


def _is_asked_for(query: str) -> ColumnElement[bool]:
    in_use = col(Concept.is_withdrawn).is_(False)
    wanted = fold_name(query)
    if not wanted:
        return in_use
    terms = select(col(Term.concept_id)).where(
        col(Term.folded).contains(wanted, autoescape=True)
    )
    return in_use & col(Concept.id).in_(terms)


def all_concepts(session: Session) -> Iterator[ConceptRow]:
    """Yield every concept that is in use, oldest first, for an export."""
    statement = (
        select(Concept, ConceptRevision)
        .join(ConceptRevision, _is_newest())
        .where(col(Concept.is_withdrawn).is_(False))
        .order_by(col(Concept.id))
        .execution_options(yield_per=500)
    )
    for pair in session.execute(statement):
        yield _row(*pair)


def get_concept(session: Session, concept_id: int) -> ConceptRow:
    """Return a concept, withdrawn ones too; raise NotFound."""
    found = session.execute(
        select(Concept, ConceptRevision)
        .join(ConceptRevision, _is_newest())
        .where(col(Concept.id) == concept_id)
    ).first()
    if found is None:
        raise NotFound(N_("The glossary has no such concept."))
    return _row(*found)


def _row(concept: Concept, revision: ConceptRevision) -> ConceptRow:
    assert concept.id is not None  # noqa: S101 (loaded rows have one)
    return ConceptRow(
        concept.id,
        concept.number,
        concept.is_withdrawn,
        draft_of(revision),
        revision.created_at,
    )


def draft_of(revision: ConceptRevision) -> ConceptDraft:
    """Return what a revision says."""
    return ConceptDraft(
        revision.definition, revision.definition_language, from_rows(revision.terms)
    )


def get_revision(session: Session, concept_id: int, number: int) -> ConceptRevision:
    """Return what was written of a concept at a time; raise NotFound."""
    found = session.scalar(
        select(ConceptRevision).where(
            col(ConceptRevision.concept_id) == concept_id,
            col(ConceptRevision.number) == number,
        )
    )
    if found is None:
        raise NotFound(N_("The glossary has no such concept."))
    return found


def concept_history(
    session: Session, concept_id: int
) -> list[tuple[ConceptRevision, str | None]]:
    """Return the revisions of a concept, newest first, with their authors' names."""
    rows = session.execute(
        select(ConceptRevision, col(User.name))
        .outerjoin(User, col(User.id) == col(ConceptRevision.author_id))
        .where(col(ConceptRevision.concept_id) == concept_id)
        .order_by(col(ConceptRevision.number).desc())
    )
    return [(revision, name) for revision, name in rows]


def count_terms(session: Session, language: str) -> int:
    """Count the concepts that have a term in a language."""
    found = select(func.count(func.distinct(col(Term.concept_id))))
    return session.scalar(found.where(col(Term.language) == language)) or 0
