"""A workshop for each test, with an editor in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.accounts.roles import Grant, Role
from app.main import create_app
from tests.databases import Databases, make_settings
from tests.factories.library import ContentFolders
from tests.translation.desk.people_at_work import Translator, Workshop


@pytest.fixture
def workshop(databases: Databases, tmp_path: Path) -> Iterator[Workshop]:
    url = databases.copy("bench")
    app = create_app(make_settings(url, tmp_path / "media", page_cache_mb=0))
    shutil.copytree(databases.folder / "bench" / "media", tmp_path / "media")
    yield Workshop(app, ContentFolders(tmp_path, app.state.database))
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def ama(workshop: Workshop) -> Translator:
    """An editor."""
    return workshop.person("Ama", Grant(Role.EDITOR))


@pytest.fixture
def bo(workshop: Workshop) -> Translator:
    """Another editor, who coordinates French."""
    return workshop.person(
        "Bo", Grant(Role.EDITOR), Grant(Role.COORDINATOR, language="fr")
    )


@pytest.fixture
def cleo(workshop: Workshop) -> Translator:
    """A reader with an account."""
    return workshop.person("Cleo")
