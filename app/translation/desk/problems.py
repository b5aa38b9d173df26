"""What is looked at in a translation as it is typed, kept and listed."""

from collections.abc import Sequence

from sqlmodel import Session

from app.texts.variables import mask
from app.translation.checks import Problem, check
from app.translation.desk.marks import Mark, Place
from app.translation.desk.places import Wording
from app.translation.desk.plurals import plural_problems
from app.translation.glossary.matching import Hit
from app.translation.glossary.queries import hits


def terms_of(session: Session, wording: Wording, language: str) -> list[Hit]:
    """Return what the glossary knows of a unit's original, for a language."""
    return hits(session, mask(wording.source).text, wording.language, language)


def problems_of(
    wording: Wording, text: str, language: str, terms: Sequence[Hit]
) -> list[Problem]:
    """Return what may be wrong with a translation of a unit.

    `language` is that of the translation, `terms` are the glossary's hits of the
    original.
    """
    lines = plural_problems(wording.kind, text, language)
    return [*lines, *check(mask(wording.source).text, text, language, terms)]


def faults_of(
    session: Session, place: Place, wording: Wording, language: str
) -> list[str]:
    """Return what keeps a translation from readers, in sentences.

    Nothing where somebody only said that it needs work.
    """
    if place.mark != Mark.NEEDS_WORK or not wording.text:
        return []
    terms = terms_of(session, wording, language)
    found = problems_of(wording, wording.text, language, terms)
    return [problem.text for problem in found if problem.is_error]
