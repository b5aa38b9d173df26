"""The program with files of its own, and an editor who has brought one."""

import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.platform.settings import Settings
from tests.authoring.files.bringing import add_version
from tests.databases import Databases, make_settings
from tests.media.authors import Author, author_of


@pytest.fixture
def settings(starter_url: str, databases: Databases, tmp_path: Path) -> Settings:
    """Settings on the starter content, whose files no other test sees."""
    folder = tmp_path / "media"
    shutil.copytree(databases.media, folder)
    search_file = databases.search_file(starter_url)
    return make_settings(starter_url, folder, search_file=search_file)


@pytest.fixture
def author(app: FastAPI) -> Author:
    """An editor who has brought a photo."""
    author = author_of(app, "Abla")
    add_version(author, "A bench")
    return author
