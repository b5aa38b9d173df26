"""Limits a program before it begins: `guard.py SECONDS MEMORY FILE PARENT program …`.

Run with the bare interpreter, it sets the limits for itself and becomes the program,
so that no moment is without them. It also ends with the worker that started it: a
worker that is killed must not leave ffmpeg at work on what nobody waits for.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
NICE = 10


def main() -> None:
    """Set the limits and become the program."""
    seconds, memory, size, parent = map(int, sys.argv[1:5])
    program = sys.argv[5:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It died before we asked to be told.
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    os.execvp(program[0], program)  # noqa: S606 - the worker's own words


if __name__ == "__main__":
    main()
