"""Where files are kept: one small interface; the local folder is the default."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK_BYTES = 1 << 20


class Storage(Protocol):
    """Files under keys such as `3f/3fa9…/name.webm`. Keys never change meaning."""

    def put(self, key: str, source: BinaryIO) -> None:
        """Store the bytes under the key, all or nothing."""

    def open(self, key: str) -> BinaryIO:
        """Return the stored bytes; raise FileNotFoundError when there are none."""

    def exists(self, key: str) -> bool:
        """Tell whether the key is stored."""

    def delete(self, key: str) -> None:
        """Remove the key; do nothing when it is not there."""


class FolderStorage:
    """Files in a local folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return the file of a key; raise ValueError for one that leaves the folder."""
        root = self.folder.resolve()
        target = (root / key).resolve()
        if not target.is_relative_to(root) or target == root:
            raise ValueError("a storage key stays inside its folder")
        return target

    def put(self, key: str, source: BinaryIO) -> None:
        """Write beside the target, flush to disk, then rename over it."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            try:
                while chunk := source.read(CHUNK_BYTES):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _flush_folder(target.parent)

    def open(self, key: str) -> BinaryIO:
        """Open the file of a key for reading."""
        return self.path(key).open("rb")

    def exists(self, key: str) -> bool:
        """Tell whether the key has a file."""
        return self.path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the file of a key."""
        self.path(key).unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    # Without this a power cut may take back the renaming, though not the bytes.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def content_key(source: BinaryIO, name: str) -> str:
    """Return the key of a file by what it holds, and rewind it.

    The hash makes the address permanent; the name keeps downloads readable.
    """
    hasher = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        hasher.update(chunk)
    source.seek(0)
    digest = hasher.hexdigest()
    return f"{digest[:2]}/{digest}/{name}"
