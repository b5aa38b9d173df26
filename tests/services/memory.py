"""Where to keep files that need not survive the run that writes them."""

import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - every file in it gets a folder of its own
# Containers often have 64 MB there, too little for the databases of two workers.
_ENOUGH_BYTES = 2_000_000_000


def memory_folder() -> Path | None:
    """Return a folder that is memory and has room, or None for the usual one.

    A disk makes every commit and every deletion wait, most of all a busy one.
    """
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH_BYTES:
        return _MEMORY
    return None
