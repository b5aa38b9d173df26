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
        # Whom it forked and has not waited for: their id is nobody else's until then.
        self.child: int | None = None

    def kill_one(
        self, line: str, has_begun: Callable[[], bool], *, after: float = 0
    ) -> None:
        """Have one forked for a line; kill it so many seconds after it has begun."""
        child = self.begin(line)
        until = time.monotonic() + WAIT_SECONDS
        while not has_begun():
            assert time.monotonic() < until, "it never began"
            time.sleep(0.005)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        self.must_be_killed()

    def begin(self, line: str) -> int:
        """Have one forked for a line; return its id."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        self.child = int(self.process.stdout.readline())
        return self.child

    def must_be_killed(self) -> None:
        """Wait until the one forked last has ended; fail unless it was killed."""
        assert self.process.stdout is not None
        ended = self.process.stdout.readline().split()
        self.child = None
        assert ended == ["killed", str(signal.SIGKILL)], "it ended by itself"

    def close(self) -> None:
        """End the process that forks, and whom a test that failed has left."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        if self.child is not None:
            os.kill(self.child, signal.SIGKILL)
        self.process.wait(WAIT_SECONDS)
        self.process.stdout.close()
