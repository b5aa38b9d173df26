"""Imports that are killed in the middle, to be run as a program.

It reads `<database> <folder> <file>` from its input, one a line, and forks for each a
process that brings the file in for ever. What came in stands in `said` in the folder.
"""

import os
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

from app.cli.importing import import_packs
from app.platform.settings import get_settings


def main() -> None:
    """Fork for each line; say who, and later how it ended."""
    for line in sys.stdin:
        url, folder, file = line.split()
        pid = os.fork()
        if pid == 0:
            _bring_in(url, Path(folder), Path(file))
        print(pid, flush=True)  # noqa: T201 (the answer to the test)
        _, status = os.waitpid(pid, 0)
        print("killed", os.WTERMSIG(status), flush=True)  # noqa: T201 (the same)


def _bring_in(url: str, folder: Path, file: Path) -> None:
    settings = {
        "DATABASE_URL": url,
        "MEDIA_FOLDER": str(folder / "media"),
        "ENVIRONMENT": "test",
    }
    os.environ |= {f"PASSALONG_{name}": value for name, value in settings.items()}
    get_settings.cache_clear()
    # What it was unpacked into is left behind by who is killed.
    tempfile.tempdir = str(folder)
    said = folder / "said"
    with (
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
        said.open("ab", buffering=0) as lines,
    ):
        while True:
            lines.write(b"began\n")
            began = time.monotonic()
            import_packs(file)
            lines.write(f"done {time.monotonic() - began:.3f}\n".encode())


if __name__ == "__main__":
    main()
