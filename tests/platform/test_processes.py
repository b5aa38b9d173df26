"""Several processes serve one address, and stand in for each other."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.databases import Databases
from tests.services.passalong import start_passalong
from tests.services.process import RunningServer

PATIENCE_SECONDS = 120


@pytest.fixture
def servers(databases: Databases, tmp_path: Path) -> Iterator[RunningServer]:
    """Two processes on the starter content."""
    url = databases.copy("live")
    more = databases.settings(url, tmp_path) | {"PROCESSES": "2"}
    running = start_passalong(tmp_path, verb="serve", more=more)
    yield running
    running.stop()
    databases.drop(url)


def children(pid: int) -> set[int]:
    """Return the processes that a process has started, Python's own helper left out."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    found = {int(child) for child in listed.split()}
    return {one for one in found if "spawn_main" in command_of(one)}


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


def wait_until(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_a_process_that_ends_is_started_again_and_readers_are_answered_meanwhile(
    servers: RunningServer,
) -> None:
    assert servers.pid is not None
    pid = servers.pid
    before = children(pid)
    assert len(before) == 2

    os.kill(min(before), signal.SIGKILL)
    answered = []

    def is_whole_again() -> bool:
        page = httpx2.get(f"{servers.url}/en/", timeout=PATIENCE_SECONDS)
        answered.append(page.status_code)
        now = children(pid)
        return len(now) == 2 and now != before

    assert wait_until(is_whole_again)
    assert set(answered) == {200}
    servers.stop()
    assert wait_until(lambda: not any(map(command_of, before)))
