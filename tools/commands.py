"""Running other programs so that whoever watches sees what was run."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> None:
    """Print a command, run it, and stop with its code when it fails."""
    if code := attempt(command, env=env):
        sys.exit(code)


def attempt(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> int:
    """Print a command, run it, and return its code."""
    print("+", shlex.join(command), flush=True)
    merged = {**os.environ, **(env or {})}
    return subprocess.run(command, env=merged, check=False).returncode


def works(command: Sequence[str]) -> bool:
    """Return whether a command exists and ends well, without showing it."""
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def stop(sentence: str) -> NoReturn:
    """End with a sentence that says what to do."""
    print(f"\nStopped: {sentence}", file=sys.stderr)
    sys.exit(1)
