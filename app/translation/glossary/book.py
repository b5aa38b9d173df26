"""The terms of two languages, read once for many texts."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.translation.glossary.matching import Hit, TargetTerm, hits_among, keys
from app.translation.glossary.models import Term


class TermBook:
    """Finds in any text the concepts that have a term in its language."""

    def __init__(self, session: Session, source: str, target: str) -> None:
        """Read the terms of both languages, by their codes."""
        terms = select(Term).order_by(col(Term.id))
        self._by_key: dict[str, list[Term]] = {}
        for term in session.scalars(terms.where(col(Term.language) == source)):
            self._by_key.setdefault(term.key, []).append(term)
        self._targets: dict[int, tuple[TargetTerm, ...]] = {}
        if not self._by_key:
            return
        for term in session.scalars(terms.where(col(Term.language) == target)):
            one = TargetTerm(term.text, term.status)
            known = self._targets.get(term.concept_id, ())
            self._targets[term.concept_id] = (*known, one)

    def hits(self, text: str) -> list[Hit]:
        """Return what `queries.hits` returns, without definitions."""
        if not self._by_key:
            return []
        wanted = sorted(keys(text) & self._by_key.keys())
        found = [term for key in wanted for term in self._by_key[key]]
        return hits_among(text, found, self._targets) if found else []
