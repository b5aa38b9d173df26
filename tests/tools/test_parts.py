"""The parts of the tests run beside each other; what each says stays together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT
from tools.parts import run_all

MEET = "@touch {mine}.here; while [ ! -e {other}.here ]; do sleep 0.1; done"
BUSY = "from time import process_time as p; all(p() < 1 for _ in iter(int, 1))"
# Says what it knows when it is interrupted for the first time, as pytest does.
LONG = """
import os, signal, sys, time
from pathlib import Path

def interrupted(*_):
    print("two were red until now", flush=True)
    Path("long.asked").touch()
    if sys.argv[1:] != ["deaf"]:
        sys.exit(2)

signal.signal(signal.SIGINT, interrupted)
print("it begins", flush=True)
Path("long.id").write_text(str(os.getpid()))
Path("long.id").rename("long.here")
while True:
    time.sleep(60)
"""
MUCH_SECONDS = 60
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
long:
\t@{sys.executable} long.py
deaf:
\t@{sys.executable} long.py deaf
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


def wait_for(is_there: Callable[[], bool]) -> None:
    until = time.monotonic() + MUCH_SECONDS
    while not is_there():
        assert time.monotonic() < until
        time.sleep(0.02)


def begun(folder: Path, *names: str) -> subprocess.Popen[str]:
    """Run parts in a group of their own, as a terminal does; wait for the long one."""
    (folder / "Makefile").write_text(MAKEFILE)
    (folder / "long.py").write_text(LONG)
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.parts", *names],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for((folder / "long.here").exists)
    return process


def is_gone(folder: Path) -> bool:
    return not Path(f"/proc/{(folder / 'long.here').read_text()}").exists()


@pytest.mark.parametrize(
    ("how", "send"), [(signal.SIGINT, os.killpg), (signal.SIGTERM, os.kill)]
)
def test_ended_early_its_parts_end_and_tell_what_they_knew(
    tmp_path: Path, how: signal.Signals, send: Callable[[int, int], None]
) -> None:
    process = begun(tmp_path, "long", "third")

    send(process.pid, how)
    said, _ = process.communicate(timeout=MUCH_SECONDS)

    assert is_gone(tmp_path)
    assert process.returncode == 128 + how
    assert said.count("two were red until now") == 1
    assert "it begins" in said
    assert any(line.startswith("long ") for line in said.splitlines())


def test_a_part_that_does_not_listen_ends_when_it_is_asked_for_twice(
    tmp_path: Path,
) -> None:
    process = begun(tmp_path, "deaf")
    os.killpg(process.pid, signal.SIGINT)
    wait_for((tmp_path / "long.asked").exists)

    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=MUCH_SECONDS)

    wait_for(lambda: is_gone(tmp_path))
    assert process.returncode == 128 + signal.SIGINT
    assert "two were red until now" in said
