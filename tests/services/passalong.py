"""Passalong itself as a process of its own, on a database made for the test."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conventions.sources import ROOT
from tests.services.process import (
    Program,
    RunningServer,
    end,
    free_port,
    start,
    wait_until,
)

MOST_SECONDS_TO_INDEX = 180
# A first page waits for much that is read in; to look whether it comes costs little.
PAGE_SECONDS, LOOK_SECONDS = 20, 0.01
NO_SETTINGS: Mapping[str, str] = {}


def start_passalong(
    folder: Path,
    *,
    before: Sequence[str] = (),
    verb: str = "run",
    more: Mapping[str, str] = NO_SETTINGS,
    page: str = "/healthz",
) -> RunningServer:
    """Start the program with its starter content, or use what TESTS_SERVER names.

    It has started when `page` has come.

    A second start in the same folder finds its database there; `serve` is enough
    then. `before` are words in front of the command, as `taskset` wants them;
    `more` are settings by the name they have without their beginning.
    """
    given = os.environ.get("TESTS_SERVER")
    if given:
        return RunningServer(given.rstrip("/"), stop=lambda: None)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "ENVIRONMENT": "test",
        "PUBLIC_URL": url,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/passalong.db",
        "MEDIA_FOLDER": str(folder / "media"),
        "DEMO": "true",
        # The sites that packs name are not asked by tests.
        "CHECK_LINKS": "false",
        "LOCAL_ACCOUNTS": "true",
        "PSEUDO_LOCALES": "true",
        "LOG_LEVEL": "warning",
        **more,
    }
    own = {f"PASSALONG_{name}": value for name, value in settings.items()}
    log = folder / "server.log"
    command = [*before, sys.executable, "-m", "app", verb]
    process = start(Program(command, log, env={**_without_ours(), **own}, cwd=ROOT))
    wait_until(lambda: _comes(f"{url}{page}"), process, log, every=LOOK_SECONDS)
    return RunningServer(url, lambda: end(process), process.pid)


def _without_ours() -> dict[str, str]:
    """Return the environment without settings of whoever runs the tests."""
    items = os.environ.items()
    return {name: value for name, value in items if not name.startswith("PASSALONG_")}


def _comes(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PAGE_SECONDS) as answer:  # noqa: S310 - our own loopback server
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def wait_until_found(url: str) -> None:
    """Let the worker index what was loaded; the status page tells when it has."""
    until = time.monotonic() + MOST_SECONDS_TO_INDEX
    while time.monotonic() < until:
        status = f"{url}/en/status"
        with urllib.request.urlopen(status) as answer:  # noqa: S310 - our own server
            if b'class="msg ok"' in answer.read():
                return
        time.sleep(0.5)
    raise TimeoutError("the starter content was not indexed in time")
