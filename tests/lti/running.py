"""Starts the learning system's process for a test session."""

import sys
from pathlib import Path

from tests.services.process import (
    Program,
    RunningServer,
    answers,
    end,
    free_port,
    start,
    wait_until,
)

ROOT = Path(__file__).parents[2]


def start_platform(folder: Path) -> RunningServer:
    """Start a learning system on a free port, with its log in `folder`."""
    port = free_port()
    log = folder / "platform.log"
    command = [sys.executable, "-m", "tests.lti.platform", str(port)]
    process = start(Program(command, log, cwd=ROOT))
    wait_until(lambda: answers(port), process, log)
    return RunningServer(f"http://127.0.0.1:{port}", lambda: end(process), process.pid)
