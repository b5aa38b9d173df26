"""Which engine an installation uses: the one its settings name."""

from msgspec import Struct

from app.platform.db import Database
from app.platform.search_settings import SearchSettings
from app.search.circuit import Circuit
from app.search.embedded.index import EmbeddedIndex
from app.search.index import JoinedIndex, SearchIndex, Searching
from app.search.vocabulary import Vocabulary


class Engine(Struct, frozen=True):
    """An index with its name, and what visitors ask.

    `joined` is the index when it can be part of a transaction of our own database.
    """

    name: str
    index: SearchIndex
    searching: Searching
    joined: JoinedIndex | None = None


def engine_for(
    settings: SearchSettings, database: Database, vocabulary: Vocabulary
) -> Engine:
    """Return the engine the settings name. Nothing is asked of it yet."""
    if settings.search_url:
        # What talks to a server takes long to read in, and the default needs none.
        from app.search.meilisearch.engine import (  # noqa: PLC0415 - see above
            MeilisearchIndex,
        )

        there = MeilisearchIndex(settings, vocabulary)
        return Engine(f"meilisearch:{there.name}", there, Circuit(there))
    if database.is_sqlite:
        own = EmbeddedIndex(database, vocabulary)
        return Engine("embedded", own, own, joined=own)
    beside = EmbeddedIndex(Database(f"sqlite:///{settings.search_file}"), vocabulary)
    return Engine("embedded", beside, beside)
