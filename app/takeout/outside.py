"""Files that a program of its own makes into one: within limits, beside the worker."""

import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import IO

from app.media.programs import Allowance, run_program
from app.takeout.archive import CHUNK, Content, Plain, StoredFile, Told

ALLOWED = Allowance(cpu_seconds=600, memory=3_000_000_000)


def made_outside(
    program: Path, result: str, files: Iterable[tuple[str, Content]], told: Told
) -> tuple[IO[bytes], int]:
    """Return what a program makes of files in a folder, and its size in bytes.

    The program is given the folder and writes `result` there. Whoever gets it closes
    it. Raises Refused when it takes more than it may.
    """
    with TemporaryDirectory(prefix="copy-") as name:
        folder = Path(name)
        for path, content in files:
            _write(folder / path, content)
        words = (sys.executable, "-P", str(program), name)
        # A word now and then: whoever makes it is alive.
        run_program(words, folder, ALLOWED, lambda _line: told(0))
        made = folder / result
        # Open, it outlives its folder.
        return made.open("rb"), made.stat().st_size


def _write(path: Path, content: Content) -> None:
    path.parent.mkdir(exist_ok=True)
    if isinstance(content, StoredFile):
        with content.storage.open(content.key) as source, path.open("wb") as target:
            copyfileobj(source, target, CHUNK)
    else:
        path.write_bytes(content.data if isinstance(content, Plain) else content)
