"""Installations many tests begin with, made once a run: each test gets a copy."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.platform.db import Database
from tests.databases import EMPTY, Databases, Template
from tests.search.installation import Installation, install


def beginning(name: str, begin: Callable[[Installation], object]) -> Template:
    """Return a template of an installation with which `begin` has done something.

    What is in its folder (content, media, the index) is what its copies return.
    """

    def fill(database: Database, _: Path) -> dict[str, bytes]:
        with TemporaryDirectory() as folder:
            installation = install(database, Path(folder))
            begin(installation)
            installation.index_file.close()
            return _files(Path(folder))

    return Template(name, fill, EMPTY)


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def begun(
    databases: Databases, template: Template, folder: Path
) -> Iterator[Installation]:
    """Give a copy of such an installation, in an empty folder; remove it after use."""
    url, files = databases.prepared(template)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with Database(url) as database:
        installation = install(database, folder)
        yield installation
        installation.index_file.close()
    databases.drop(url)


def _settle(installation: Installation) -> None:
    installation.load()
    installation.settle()


def _derive(installation: Installation) -> None:
    installation.load()
    installation.derive_all()


# Two packs that are found; and these, with skills.
SETTLED = beginning("settled", _settle)
DERIVED = beginning("derived", _derive)
