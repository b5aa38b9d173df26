"""Packs to find, and servers to find them with."""

from collections.abc import Iterator

import pytest

from app.platform.db import Database
from app.platform.ids import short_id
from app.search.meilisearch.client import INDEXING
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.vocabulary import Vocabulary
from tests.services.meilisearch import MeilisearchServer, start_meilisearch


@pytest.fixture(scope="session")
def meilisearch(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MeilisearchServer]:
    """A real server for all tests of a run."""
    server = start_meilisearch(tmp_path_factory.mktemp("meilisearch"))
    yield server
    server.stop()


@pytest.fixture
def meilisearch_index(
    meilisearch: MeilisearchServer, database: Database
) -> Iterator[MeilisearchIndex]:
    """An index of its own on that server."""
    settings = meilisearch.settings(f"test_{short_id(8)}")
    index = MeilisearchIndex(settings, Vocabulary(database))
    # What is found is looked at here, not how soon: a busy machine takes its time.
    index.searching.patience = INDEXING
    yield index
    index.close()
