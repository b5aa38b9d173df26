"""Processes that are forked to be killed in the middle of their work.

A module run as a program forks one for each line it reads, says its id, and later how
it ended. Forking spares each the seconds of reading the program in.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from tests.conventions.sources import ROOT

WAIT_SECONDS = 60


class Nursery:
    """Starts processes of a module and kills each without a warning."""

    def __init__(self, module: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def kill_one(
        self, line: str, has_begun: Callable[[], bool], *, after: float = 0
    ) -> None:
        """Have one forked for a line; kill it so many seconds after it has begun."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        until = time.monotonic() + WAIT_SECONDS
        while not has_begun():
            assert time.monotonic() < until, "it never began"
            time.sleep(0.005)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        ended = self.process.stdout.readline().split()
        assert ended == ["killed", str(signal.SIGKILL)], "it ended by itself"

    def close(self) -> None:
        """End the process that forks."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(WAIT_SECONDS)
        self.process.stdout.close()
