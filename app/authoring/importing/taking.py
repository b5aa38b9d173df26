"""Takes in what was looked through: every pack in one transaction, or none."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session

from app.authoring.importing.looking import Arrival, Looked, look
from app.authoring.importing.media_checks import false_files
from app.authoring.importing.sources import Wishes
from app.authoring.importing.unpacking import copy_folder, unpack
from app.content.bringing import bring_pack
from app.content.derived import refresh_skill_totals
from app.packs.models import Pack
from app.platform.storage import Storage


@contextmanager
def opened(
    session: Session, put: Callable[[Path], None], wishes: Wishes
) -> Iterator[Looked]:
    """Give what arrived, looked through, while its files are there.

    `put` writes them into a folder. Raise ArchiveError, Unreadable.
    """
    with tempfile.TemporaryDirectory(prefix="passalong-import-") as folder:
        root, work = Path(folder, "arrived"), Path(folder, "packs")
        root.mkdir()
        work.mkdir()
        put(root)
        looked = look(session, root, work, wishes)
        faults = [
            fault
            for arrival in looked.arrivals
            for fault in false_files(arrival.folder.media)
        ]
        yield Looked(
            looked.kind,
            looked.arrivals,
            looked.remarks,
            sorted([*looked.problems, *faults]),
        )


def from_zip(file: BinaryIO) -> Callable[[Path], None]:
    """Return what writes the files of a ZIP into a folder."""
    return lambda folder: unpack(file, folder)


def from_folder(origin: Path) -> Callable[[Path], None]:
    """Return what copies the files of a folder into another."""
    return lambda folder: copy_folder(origin, folder)


def take(session: Session, storage: Storage, arrivals: Sequence[Arrival]) -> list[Pack]:
    """Load the packs in the caller's transaction; raise ChangedTwice."""
    packs = [bring_pack(session, storage, arrival.folder) for arrival in arrivals]
    refresh_skill_totals(session)
    return packs
