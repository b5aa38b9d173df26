"""The parts of the tests run beside each other; what each says stays together."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT
from tools.parts import run_all

MEET = "@touch {mine}.here; while [ ! -e {other}.here ]; do sleep 0.1; done"
BUSY = "from time import process_time as p; all(p() < 1 for _ in iter(int, 1))"
MAKEFILE = f"""
first:
\t{MEET.format(mine="first", other="second")}
\t@echo first begins; touch first.said
\t@while [ ! -e second.said ]; do sleep 0.1; done
\t@echo "===== 7 passed, 1 rerun in 63.21s (0:01:03) ====="
second:
\t{MEET.format(mine="second", other="first")}
\t@while [ ! -e first.said ]; do sleep 0.1; done
\t@echo second is red; touch second.said
\t@echo "===== 2 failed, 3 passed in 1.00s ====="
\t@false
third:
\t@echo nothing here
busy:
\t@{sys.executable} -c "{BUSY}"
"""


def ran(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    (folder / "Makefile").write_text(MAKEFILE)
    return subprocess.run(
        [sys.executable, "-m", "tools.parts", *names],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Two parts that end only when both run at once, and one after them."""
    return ran(tmp_path_factory.mktemp("parts"), "first", "second", "third")


def test_what_a_part_says_stays_together(
    three: subprocess.CompletedProcess[str],
) -> None:
    said = three.stdout.splitlines()

    begins = said.index("first begins")
    assert said[begins + 1].startswith("===== 7 passed")
    red = said.index("second is red")
    assert said[red + 1].startswith("===== 2 failed")
    assert any("Error 1" in line for line in said)


def test_a_red_part_hides_no_other_and_makes_all_red(
    three: subprocess.CompletedProcess[str],
) -> None:
    assert "nothing here" in three.stdout
    assert three.returncode == 1


def test_green_parts_are_green(tmp_path: Path) -> None:
    assert ran(tmp_path, "third").returncode == 0


def test_the_end_is_a_table_of_what_each_part_took(
    three: subprocess.CompletedProcess[str],
) -> None:
    rows = three.stdout.split("minutes processor\n")[1].splitlines()
    cells = {line.split()[0]: line.split(maxsplit=3)[3:] for line in rows}

    assert cells == {
        "first": ["7 passed, 1 rerun"],
        "second": ["2 failed, 3 passed"],
        "third": ["no tests"],
        "all": [],
    }


def test_what_a_part_computes_counts_with_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Makefile").write_text(MAKEFILE)
    monkeypatch.chdir(tmp_path)
    (part,) = run_all(["busy"])

    assert part.process.returncode == 0
    assert part.processor_seconds > 1
