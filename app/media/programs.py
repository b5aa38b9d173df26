"""Runs ffmpeg and ffprobe: limited, without a network, watched while they work.

What they end with says something of the file only when they ended by themselves, or by
a limit of CPU or memory. A machine that is slow, full or about to stop says nothing of
it: then `CutShort` is raised, and the job is done again.
"""

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from app.media.guard import TEMPORARY
from app.media.kinds import Refused
from app.platform.i18n import N_
from app.platform.limited import CutShort

GUARD = Path(__file__).with_name("guard.py")
# Paths and the language; no setting and no secret.
PASSED_ON = ("PATH", "LANG")
LOOK_SECONDS = 1.0
MAX_LINE = 100_000
# With less left on the disk, what a program could not write is not the file's fault.
LEAST_FREE_BYTES = 50_000_000


class ProgramMissing(Exception):
    """ffmpeg is not installed; uploads wait until it is."""


class Allowance(Struct, frozen=True):
    """What a program may take: seconds of CPU, bytes of memory, and bytes of the
    largest file it writes.

    The clock is not limited, for it counts what other programs take; only after so many
    seconds without any CPU has a program got stuck.
    """

    cpu_seconds: int = 60
    stuck_seconds: int = 600
    memory: int = 1_500_000_000
    file_bytes: int = 2_000_000_000


Watch = Callable[[str], None]


def run_program(
    command: Sequence[str], folder: Path, allowed: Allowance, watch: Watch
) -> None:
    """Run a program in a folder.

    `watch` gets each line that it prints, and an empty one every second besides; what
    it raises ends the program. Raises Refused when the program fails or takes too
    much: that is how broken and hostile files show. Raises CutShort when the machine
    ended it.
    """
    if shutil.which(command[0]) is None:
        raise ProgramMissing(command[0])
    limits = (allowed.cpu_seconds, allowed.memory, allowed.file_bytes, os.getpid())
    words = [sys.executable, "-I", "-S", str(GUARD), *map(str, limits), *command]
    process = subprocess.Popen(  # noqa: S603 - our own words, files by our own names
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        # What it says quotes the file, and could be long.
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={key: os.environ[key] for key in PASSED_ON if key in os.environ},
    )
    try:
        _follow(process, allowed, watch)
        code, used = _ended(process)
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()
    if code == 0:
        return
    is_killed = code == -signal.SIGKILL and used < allowed.cpu_seconds
    is_full = shutil.disk_usage(folder).free < LEAST_FREE_BYTES
    if code == TEMPORARY or is_killed or is_full:
        raise CutShort
    raise broken()


def broken() -> Refused:
    """Return the refusal of a file that cannot be read to its end."""
    return Refused(
        N_(
            "The file is broken, or needs more time and memory than it may have. "
            "Save it again with another program and try once more."
        )
    )


class _Life:
    """Tells a program that waits for the CPU from one that got stuck."""

    def __init__(self, pid: int, seconds: int) -> None:
        self._stat = Path(f"/proc/{pid}/stat")
        self._seconds = seconds
        self._used = ""
        self._until = 0.0

    def check(self) -> None:
        """Raise CutShort when there was no sign of life for too long."""
        # proc_pid_stat(5): after the name in brackets, the 12th and 13th are its CPU.
        words = self._stat.read_text().rpartition(")")[2].split()
        used, now = " ".join(words[11:13]), time.monotonic()
        if used != self._used:
            self._used, self._until = used, now + self._seconds
        elif now > self._until:
            raise CutShort


def _follow(process: subprocess.Popen[bytes], allowed: Allowance, watch: Watch) -> None:
    assert process.stdout is not None  # noqa: S101 - started with a pipe
    rest = b""
    life = _Life(process.pid, allowed.stuck_seconds)
    with process.stdout as output, selectors.DefaultSelector() as selector:
        os.set_blocking(output.fileno(), False)
        selector.register(output, selectors.EVENT_READ)
        while True:
            if not selector.select(LOOK_SECONDS):
                life.check()
                watch("")
                continue
            piece = output.read(65_536)
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines if piece else [rest]:
                watch(line.decode(errors="replace"))
            if not piece:
                return
            if len(rest) > MAX_LINE:
                raise broken()


def _ended(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Return the code that a program ended with and the seconds of CPU it took.

    It has closed its output, so it is about to end.
    """
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime
