"""How much memory a rebuild takes: `python -m tests.bench.reindexing`.

`passalong search reindex` builds the embedded index anew from ever more documents; the
most memory its process ever held should not grow with them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.cli.database import migrate
from app.platform.db import Database
from tests.bench.outage import put_documents
from tests.bench.search_documents import batches
from tests.conventions.sources import ROOT

SIZES = (3_000, 30_000)


def main() -> None:
    """Print a line for each number of documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    print("| documents | indexed/s | most memory MiB |\n|---:|---:|---:|", flush=True)
    for size in parser.parse_args().sizes:
        with tempfile.TemporaryDirectory(prefix="passalong-reindex-") as folder:
            url = f"sqlite:///{folder}/passalong.db"
            _fill(url, size)
            took, memory = _reindex(url, Path(folder))
        print(f"| {size:,} | {size / took:,.0f} | {memory:.0f} |", flush=True)


def _fill(url: str, size: int) -> None:
    with Database(url) as database:
        migrate(database)
        for batch in batches(size):
            put_documents(database, batch)


def _reindex(url: str, folder: Path) -> tuple[float, float]:
    """Run the command; return its seconds and the most memory it had, in MiB."""
    given = {"DATABASE_URL": url, "MEDIA_FOLDER": str(folder), "LOG_LEVEL": "warning"}
    own = {f"PASSALONG_{name}": value for name, value in given.items()}
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "search", "reindex"],
        cwd=ROOT,
        env={**os.environ, **own},
        stdout=subprocess.DEVNULL,
    )
    # Not `wait`: only this call tells what one child used.
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = status
    if status:
        raise RuntimeError("the index could not be built")
    return time.monotonic() - began, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
