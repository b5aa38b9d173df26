"""Carries every file from one storage to another, and proves that it has arrived."""

import tempfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from msgspec import Struct

from app.platform.storage.interface import (
    CHUNK_BYTES,
    QUARANTINE,
    Storage,
    digest_of,
    is_content_key,
)

# Larger ones wait on disk, not in memory.
IN_MEMORY_BYTES = 8 * CHUNK_BYTES


class NotTheSame(Exception):
    """A file is not what its key says, or did not arrive as it left."""


class Moved(Struct):
    """How many files were copied, and how many were there already."""

    copied: int = 0
    known: int = 0
    bytes: int = 0


def move_files(
    source: Storage, target: Storage, *, tell: Callable[[int, int], None]
) -> Moved:
    """Copy what the target lacks and compare every file by its SHA-256.

    The source keeps everything. It can be stopped at any time and begun again: what
    has arrived is only compared. What is in quarantine stays where it is.
    """
    files = [file for file in source.listed() if not file.key.startswith(QUARANTINE)]
    moved = Moved()
    for number, file in enumerate(files, 1):
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as held:
            kept = cast(BinaryIO, held)
            digest = _fetch(source, file.key, kept)
            if _arrived(target, file.key, file.bytes) == digest:
                moved.known += 1
            else:
                kept.seek(0)
                target.put(file.key, kept)
                moved.copied, moved.bytes = moved.copied + 1, moved.bytes + file.bytes
                if _arrived(target, file.key, file.bytes) != digest:
                    raise NotTheSame(f"{file.key} did not arrive as it left")
        tell(number, len(files))
    return moved


def _fetch(source: Storage, key: str, held: BinaryIO) -> str:
    with source.open(key) as file:
        while chunk := file.read(CHUNK_BYTES):
            held.write(chunk)
    held.seek(0)
    digest = digest_of(held)
    if is_content_key(key) and PurePosixPath(key).parts[1] != digest:
        raise NotTheSame(f"{key} does not hold what its name says")
    return digest


def _arrived(target: Storage, key: str, size: int) -> str | None:
    found = target.find(key)
    if found is None or found.bytes != size:
        return None
    with target.open(key) as file:
        return digest_of(file)
