"""The editor's script is what its sources and the lock file say, and light enough."""

import gzip
import json
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT
from tools.bundle import LICENCES, SCRIPT, TABLE, build

SERVED = ROOT / "static" / "editor"
MOST_BYTES = 140_000
# Besides these, an author would have to look at a licence again.
KNOWN_LICENCES = {"MIT"}

# The packages come with the tools of the tests.
pytestmark = pytest.mark.service


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(ROOT)
    build(tmp_path)
    return tmp_path


def test_building_again_gives_the_same_bytes(built: Path) -> None:
    for name in (SCRIPT, LICENCES, TABLE):
        assert (built / name).read_bytes() == (SERVED / name).read_bytes(), (
            f"{name} is not what its sources make: run `make bundle`"
        )


def test_it_is_made_of_the_locked_packages(built: Path) -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    table = (built / TABLE).read_text().splitlines()
    rows = [line.split("|")[1:4] for line in table if line.startswith("| `")]

    assert rows
    for name, version, licence in ([cell.strip(" `") for cell in row] for row in rows):
        assert lock[f"node_modules/{name}"]["version"] == version
        assert licence in KNOWN_LICENCES, name


def test_it_is_light_enough() -> None:
    packed = len(gzip.compress((SERVED / SCRIPT).read_bytes(), 9))

    assert packed <= MOST_BYTES, f"{packed} of {MOST_BYTES} bytes"
