"""The paths an organisation shows, as its page has them."""

from collections.abc import Sequence

from sqlmodel import Session

from app.onboarding.queries import best_words, listed_paths_of
from app.platform.languages import get_language
from app.projects.models import Organisation
from app.reading.record_view import OrganisationPath


def listed_paths(
    session: Session, organisation: Organisation, languages: Sequence[str]
) -> list[OrganisationPath]:
    """Return what an organisation shows, in the best language for a reader."""
    shown = []
    for path in listed_paths_of(session, organisation):
        words = best_words(session, path, languages)
        href = f"/{languages[0]}/paths/{path.slug}"
        language = get_language(words.language)
        shown.append(OrganisationPath(words.title, language, href))
    return shown
