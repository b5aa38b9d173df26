"""The paths somebody takes, as the page of their learning shows them."""

from sqlmodel import Session

from app.learning.dependencies import Visitor
from app.learning.joined_paths import JoinedPath
from app.onboarding.joining import own_paths
from app.onboarding.queries import best_words
from app.platform.languages import get_language
from app.reading.languages import reader_languages


def joined_paths(session: Session, visitor: Visitor) -> list[JoinedPath]:
    """Return the paths somebody takes, those joined last first, in their language."""
    languages = reader_languages(visitor.request, visitor.content)
    joined = []
    for own in own_paths(session, visitor.learner):
        words = best_words(session, own.path, languages)
        href = visitor.path("onboarding.path", path=own.path.slug)
        language = get_language(words.language)
        joined.append(JoinedPath(words.title, language, href, own.organisation.name))
    return joined
