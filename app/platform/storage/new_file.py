"""A file that is there as a whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Self

from app.platform.storage.interface import KeyTaken

MODE = 0o640
# A kernel that copies lets nobody else go first before it has copied all.
SLICE_BYTES = 64 * 1024


class NewFile:
    """Written beside its target and put in its place by `keep`; else it goes away."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.bytes = 0
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed by __exit__
            dir=target.parent, prefix=".", delete=False
        )
        self._path = Path(self._file.name)

    def write(self, data: bytes | bytearray) -> None:
        """Add bytes."""
        held = memoryview(data)
        for first in range(0, len(data), SLICE_BYTES):
            self._file.write(held[first : first + SLICE_BYTES])
        self.bytes += len(data)

    @property
    def handle(self) -> int:
        """What the system knows the file by, for who adds to it without `write`."""
        self._file.flush()
        return self._file.fileno()

    def end_at(self, size: int) -> None:
        """Say how many bytes there are; what is behind them is no part of the file."""
        os.ftruncate(self.handle, size)
        self.bytes = size

    def keep(self, *, only_new: bool = False) -> None:
        """Flush to disk, then rename; raise KeyTaken with `only_new`."""
        self._file.flush()
        # The group may read it: nginx sends it, in the name of another user.
        os.fchmod(self._file.fileno(), MODE)
        os.fsync(self._file.fileno())
        if only_new:
            try:
                # A link, unlike a renaming, refuses to replace.
                os.link(self._path, self.target)
            except FileExistsError as error:
                raise KeyTaken(self.target.name) from error
        else:
            self._path.replace(self.target)
        _flush_folder(self.target.parent)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take away what was not kept."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    # Without this a power cut may take back the renaming, though not the bytes.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
