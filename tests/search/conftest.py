"""Packs to find."""

from pathlib import Path

import pytest

from app.platform.db import Database
from tests.factories.library import ContentFolders


@pytest.fixture
def folders(tmp_path: Path, database: Database) -> ContentFolders:
    """Sound content that nothing else uses."""
    return ContentFolders(tmp_path, database)
