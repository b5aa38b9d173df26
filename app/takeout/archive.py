"""ZIPs that are the same bytes for the same files, and need little memory."""

from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from msgspec import Struct

from app.platform.storage import Storage

IN_MEMORY = 4_000_000
CHUNK = 256 * 1024
# Packing them again costs seconds and saves nothing.
PACKED = ("audio/", "video/", "image/jpeg", "image/png", "image/webp", "image/gif")
# The same pack gives the same bytes.
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16


class StoredFile(Struct, frozen=True):
    """A file that storage keeps: it is copied piece by piece, never read whole."""

    storage: Storage
    key: str
    content_type: str
    bytes: int = 0


class Plain(Struct, frozen=True):
    """Bytes that a reader of the archive must find as they are, not packed."""

    data: bytes


Content = bytes | Plain | StoredFile
# Is told of so many bytes more, while something large is made.
Told = Callable[[int], None]


def tell_nobody(_count: int) -> None:
    """Go on without a word."""


def zipped(
    files: Iterable[tuple[str, Content]], told: Told = tell_nobody
) -> tuple[IO[bytes], int]:
    """Return a ZIP of files, on disk when it is large, and its size in bytes.

    Whoever gets it closes it. Raises FileNotFoundError when a stored file is gone.
    """
    target = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - handed on
    try:
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            for name, content in files:
                add_file(archive, name, content, told)
    except BaseException:
        target.close()
        raise
    size = target.tell()
    target.seek(0)
    return target, size


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it."""
    with file:
        while piece := file.read(CHUNK):
            yield piece


def member_of(name: str) -> ZipInfo:
    """Return what an archive says of a file: always the same."""
    member = ZipInfo(name, _WRITTEN_AT)
    member.external_attr = _MODE
    return member


def add_file(
    archive: ZipFile, name: str, content: Content, told: Told = tell_nobody
) -> None:
    """Put a file into an archive, a stored one piece by piece."""
    member = member_of(name)
    if isinstance(content, bytes):
        archive.writestr(member, content, ZIP_DEFLATED)
    elif isinstance(content, Plain):
        archive.writestr(member, content.data, ZIP_STORED)
    else:
        is_packed = content.content_type.startswith(PACKED)
        member.compress_type = ZIP_STORED if is_packed else ZIP_DEFLATED
        with (
            content.storage.open(content.key) as source,
            archive.open(member, "w", force_zip64=True) as target,
        ):
            while piece := source.read(CHUNK):
                target.write(piece)
                told(len(piece))
