"""The paths somebody takes, as the page of their learning shows them."""

from sqlmodel import Session

from app.learning.dependencies import Visitor
from app.learning.ways import OwnWay
from app.onboarding.joining import own_paths
from app.onboarding.queries import best_words
from app.platform.languages import get_language
from app.reading.languages import reader_languages


def own_ways(session: Session, visitor: Visitor) -> list[OwnWay]:
    """Return the paths somebody takes, those joined last first, in their language."""
    languages = reader_languages(visitor.request, visitor.content)
    ways = []
    for own in own_paths(session, visitor.learner):
        words = best_words(session, own.path, languages)
        href = visitor.path("onboarding.path", path=own.path.slug)
        language = get_language(words.language)
        ways.append(OwnWay(words.title, language, href, own.organisation.name))
    return ways
