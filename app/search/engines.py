"""Which engine an installation uses: the one its settings name."""

from app.platform.db import Database
from app.platform.search_settings import SearchSettings
from app.search.circuit import Circuit, Searching
from app.search.embedded.index import EmbeddedIndex
from app.search.index import SearchIndex
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.vocabulary import Vocabulary


def engine_for(
    settings: SearchSettings, database: Database, vocabulary: Vocabulary
) -> SearchIndex:
    """Return the index that is written to, and asked through `searching`."""
    if settings.search_url:
        return MeilisearchIndex(settings, vocabulary)
    return EmbeddedIndex(database, vocabulary)


def searching(index: SearchIndex) -> Searching:
    """Return what visitors ask: an engine elsewhere is left alone when it fails."""
    return Circuit(index) if isinstance(index, MeilisearchIndex) else index
