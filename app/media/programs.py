"""Runs ffmpeg and ffprobe: limited, without a network, watched while they work."""

import os
import selectors
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.media.kinds import Refused
from app.platform.i18n import N_

GUARD = Path(__file__).with_name("guard.py")
# Paths and the language; no setting and no secret.
PASSED_ON = ("PATH", "LANG")
LOOK_SECONDS = 1.0
MAX_OUTPUT = 1_000_000


class ProgramMissing(Exception):
    """ffmpeg is not installed; uploads wait until it is."""


@dataclass(frozen=True)
class Allowance:
    """What a program may take: seconds of CPU and of the clock, bytes of memory, and
    bytes of the largest file it writes.
    """

    cpu_seconds: int = 60
    wall_seconds: int = 60
    memory: int = 1_500_000_000
    file_bytes: int = 2_000_000_000


Watch = Callable[[str], None]


def run_program(
    command: Sequence[str], folder: Path, allowed: Allowance, watch: Watch
) -> str:
    """Run a program in a folder and return what it printed.

    `watch` gets each line as it comes, and an empty one every second besides; what
    it raises ends the program. Raises Refused when the program fails or takes too
    much: that is how broken and hostile files show.
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
    assert process.stdout is not None  # noqa: S101 - started with a pipe
    try:
        with process.stdout as output:
            said = _follow(output, time.monotonic() + allowed.wall_seconds, watch)
        # It has closed its output, so it is about to end.
        code = process.wait(timeout=allowed.wall_seconds)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if code != 0:
        raise broken()
    return said


def broken() -> Refused:
    """Return the refusal of a file that cannot be read to its end."""
    return Refused(
        N_(
            "The file is broken, or needs more time and memory than it may have. "
            "Save it again with another program and try once more."
        )
    )


def _follow(output: IO[bytes], until: float, watch: Watch) -> str:
    said, rest = bytearray(), b""
    os.set_blocking(output.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            if time.monotonic() > until:
                raise broken()
            if not selector.select(LOOK_SECONDS):
                watch("")
                continue
            piece = output.read(65_536)
            if not piece:
                return said.decode(errors="replace")
            said += piece
            if len(said) > MAX_OUTPUT:
                raise broken()
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                watch(line.decode(errors="replace"))
