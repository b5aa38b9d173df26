"""Puts what arrives into a folder of its own: plain files, within limits."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from app.platform.archives import ArchiveError, ArchiveLimits, read_archive
from app.platform.i18n import N_

LIMITS = ArchiveLimits()
_SYSTEM = (".", "__MACOSX")


def unpack(file: BinaryIO, folder: Path) -> None:
    """Write the files of a ZIP into a folder, one by one; raise ArchiveError."""
    for name, data in read_archive(file, LIMITS):
        if _is_of_a_system(name):
            continue
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            # A file is named as a folder of another one.
            raise ArchiveError(N_("Two files in it have one name."), name) from error


def copy_folder(origin: Path, folder: Path) -> None:
    """Copy a folder's plain files; raise ArchiveError for links and for too much."""
    members, total = 0, 0
    for path in _walk(origin):
        name = path.relative_to(origin).as_posix()
        if _is_of_a_system(name):
            continue
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise ArchiveError(N_("Something in it is not a plain file."), name)
        if path.is_dir():
            continue
        size = path.stat().st_size
        members, total = members + 1, total + size
        if members > LIMITS.members:
            raise ArchiveError(N_("There are too many files in it."))
        if size > LIMITS.member_bytes or total > LIMITS.total_bytes:
            raise ArchiveError(N_("Unpacked it would be too large."), name)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def inner_folder(folder: Path) -> Path:
    """Return the folder that holds everything: ZIPs often wrap theirs in another."""
    while True:
        entries = [entry for entry in folder.iterdir() if entry.name[0] != "."]
        if len(entries) != 1 or not entries[0].is_dir():
            return folder
        folder = entries[0]


def _walk(origin: Path) -> Iterable[Path]:
    # Links to folders are not followed.
    return sorted(origin.rglob("*"))


def _is_of_a_system(name: str) -> bool:
    """Tell whether a computer put the file there and no person."""
    return any(part.startswith(_SYSTEM) for part in name.split("/"))
