"""A scratch copy of a pack, which tests may edit and load again."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.content.library import read_library
from app.content.loading import LoadReport, load_library
from app.main import create_app
from app.platform.db import Database
from app.platform.storage import FolderStorage
from app.web.preferences import Preferences
from tests.conventions.sources import ROOT
from tests.databases import (
    EMPTY,
    HOST,
    Databases,
    Template,
    make_index,
    make_settings,
)
from tests.reading.html_page import Element, read_page

PACK = "run-an-edit-a-thon"
RECORDS = ("projects", "organisations")
CONTENT = (*RECORDS, f"learning_packs/{PACK}")


@dataclass
class Shelf:
    """A scratch copy of a pack, and a program of its own to load it into."""

    place: Path
    app: FastAPI

    @cached_property
    def folder(self) -> Path:
        """The copy, made when somebody asks for it: most only want the program."""
        for name in CONTENT:
            shutil.copytree(ROOT / name, self.place / name)
        return self.place

    @property
    def client(self) -> TestClient:
        """A browser without cookies of its own."""
        return TestClient(self.app, base_url=f"http://{HOST}", follow_redirects=False)

    def load(self) -> LoadReport:
        """Load the folder as it stands."""
        library = read_library(self.folder)
        assert not library.problems, library.problems
        return load_library(self.app.state.database, self.app.state.storage, library)

    def change(self, path: str, old: str, new: str) -> None:
        """Edit a file of the pack."""
        file = self.folder / "learning_packs" / PACK / path
        text = file.read_text()
        assert text.count(old) == 1, f"{path}: {old!r} stands {text.count(old)} times"
        file.write_text(text.replace(old, new))

    def forget(self, language: str, source: str) -> None:
        """Take a translation out of a catalog."""
        file = self.folder / "learning_packs" / PACK / "translations" / f"{language}.po"
        entries = file.read_text().split("\n\n")
        kept = [entry for entry in entries if source not in entry]
        assert len(kept) == len(entries) - 1
        file.write_text("\n\n".join(kept))

    def page(self, path: str, *, known: tuple[str, ...] = ()) -> Element:
        """Open a page as a reader who knows these languages as well."""
        cookie = Preferences(languages=known).encoded()
        headers = {"cookie": f"prefs={cookie}"} if known else {}
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text[:300]
        return read_page(answer.text)


def _load_records(database: Database, media: Path) -> None:
    with TemporaryDirectory() as folder:
        for name in RECORDS:
            shutil.copytree(ROOT / name, Path(folder) / name)
        load_library(database, FolderStorage(media), read_library(Path(folder)))


# To load and index them takes longer than the pack does.
SHELF = Template("shelf", make_index, Template("records", _load_records, EMPTY))


def made_shelf(databases: Databases, folder: Path) -> Iterator[Shelf]:
    """Return a shelf with the pack as it is shipped, not loaded yet."""
    url, _ = databases.prepared(SHELF)
    found = {"search_file": databases.search_file(url)}
    app = create_app(make_settings(url, folder / "media", **found))
    yield Shelf(folder, app)
    app.state.database.close()
    databases.drop(url)
