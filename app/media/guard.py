"""Limits a program before it begins: `guard.py SECONDS MEMORY FILE PARENT program …`.

Run with the bare interpreter, it sets the limits for itself and becomes the program,
so that no moment is without them. It also ends with the worker that started it: a
worker that is killed must not leave ffmpeg at work on what nobody waits for. Only the
worker ends it: asked to end by a terminal or a service manager, ffmpeg would leave half
a file and the code of a failure, and the file would seem to be broken.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
NICE = 10
# After its seconds of CPU it is told, and killed when it goes on.
GRACE_SECONDS = 5
# In sysexits.h: not now, but perhaps later.
TEMPORARY = 75
ASKING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}


def main() -> None:
    """Set the limits and become the program."""
    seconds, memory, size, parent = map(int, sys.argv[1:5])
    program = sys.argv[5:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It died before we asked to be told.
        sys.exit(TEMPORARY)
    signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + GRACE_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    os.execvp(program[0], program)  # noqa: S606 - the worker's own words


if __name__ == "__main__":
    try:
        main()
    except OSError:
        sys.exit(TEMPORARY)
