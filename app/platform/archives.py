"""ZIP files that strangers made: read member by member, within limits, or refused.

What a ZIP says about itself is checked before anything is unpacked, and what comes
out is counted while it does, since it may say what it likes.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from msgspec import Struct

from app.platform.i18n import N_, gettext

MAX_NAME = 200
_LOCAL_HEAD = 30
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ARCHIVES = frozenset({".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar"})
_CHUNK = 64 * 1024


class ArchiveError(ValueError):
    """A ZIP is not read. `member` is the name of the file in it, if it is about one.

    `reason` is a message id for gettext.
    """

    def __init__(self, reason: str, member: str = "") -> None:
        shown = member[:MAX_NAME].encode("ascii", "backslashreplace").decode()
        super().__init__(f"{shown}: {reason}" if shown else reason)
        self.reason, self.member = reason, shown

    @property
    def sentence(self) -> str:
        """The reason in the interface language."""
        return gettext(self.reason)


class ArchiveLimits(Struct, frozen=True):
    """How much may come out of one ZIP."""

    members: int = 2_000
    total_bytes: int = 200_000_000
    member_bytes: int = 50_000_000
    ratio: int = 100


def read_archive(
    file: BinaryIO, limits: ArchiveLimits | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file in a ZIP, folders left out.

    Raise ArchiveError, before the first one for whatever the ZIP says of itself.
    """
    limits = limits or ArchiveLimits()
    try:
        with zipfile.ZipFile(file) as archive:
            members = _checked(archive.infolist(), limits)
            left = limits.total_bytes
            for member in members:
                data = _unpacked(archive, member, min(left, limits.member_bytes))
                left -= len(data)
                yield member.filename, data
    except ArchiveError:
        raise
    # The library trips over some broken files with these.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise ArchiveError(N_("This is not a ZIP file, or it is broken.")) from error
    except (ValueError, NotImplementedError, RuntimeError, IndexError) as error:
        raise ArchiveError(N_("This is not a ZIP file, or it is broken.")) from error


def _checked(
    members: Sequence[zipfile.ZipInfo], limits: ArchiveLimits
) -> list[zipfile.ZipInfo]:
    if len(members) > limits.members:
        raise ArchiveError(N_("There are too many files in it."))
    if sum(member.file_size for member in members) > limits.total_bytes:
        raise ArchiveError(N_("Unpacked it would be too large."))
    names: set[str] = set()
    for member in members:
        _check_name(member.filename)
        _check_kind(member)
        folded = member.filename.casefold().rstrip("/")
        if folded in names:
            raise ArchiveError(N_("Two files in it have one name."), member.filename)
        names.add(folded)
        packed = max(member.compress_size, 1)
        if member.file_size > limits.member_bytes or (
            member.file_size > _CHUNK and member.file_size // packed > limits.ratio
        ):
            raise ArchiveError(N_("Unpacked it would be too large."), member.filename)
    _check_overlap(members)
    return [member for member in members if not member.is_dir()]


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    is_plain = (
        len(name) <= MAX_NAME
        and name.isprintable()
        and "\\" not in name
        and ":" not in name
        and not path.is_absolute()
        and ".." not in path.parts
        and path.parts
    )
    if not is_plain:
        raise ArchiveError(N_("A file in it has a name that is not allowed."), name)


def _check_kind(member: zipfile.ZipInfo) -> None:
    mode = member.external_attr >> 16
    is_file = member.is_dir() or stat.S_IFMT(mode) in {0, stat.S_IFREG}
    if not is_file:
        reason = N_("Something in it is not a plain file.")
        raise ArchiveError(reason, member.filename)
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        reason = N_("A file in it is encrypted or packed in an unusual way.")
        raise ArchiveError(reason, member.filename)
    if PurePosixPath(member.filename).suffix.lower() in _ARCHIVES:
        raise ArchiveError(N_("There is an archive in it."), member.filename)


def _check_overlap(members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes: a few of them could unpack to terabytes."""
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            reason = N_("Files in it share their bytes.")
            raise ArchiveError(reason, member.filename)
        end = member.header_offset + _LOCAL_HEAD + member.compress_size


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    pieces, size = [], 0
    with archive.open(member) as file:
        while piece := file.read(_CHUNK):
            size += len(piece)
            if size > most:
                reason = N_("Unpacked it would be too large.")
                raise ArchiveError(reason, member.filename)
            pieces.append(piece)
    return b"".join(pieces)
