"""Measures copies of packs: processor time of each form, memory of a pack of 2 GB.

`python -m tests.bench.copies`. Time is that of the processor, with what a copy waits
for from the disk left out; memory is the most this process had at once.
"""

import os
import resource
import tempfile
import time
from pathlib import Path

from fastapi import FastAPI

from app.main import create_app
from app.platform.i18n import use_locale
from app.platform.storage import FolderStorage
from app.takeout.archive import StoredFile, tell_nobody, zipped
from app.takeout.flavours import made
from app.takeout.making import asked_by_nobody
from app.takeout.wanted import Carried, Flavour, Wanted
from app.takeout.written import WITH_CLIPS
from tests.browser.pages import VIDEO_PACK
from tests.databases import Databases, make_settings

ROUNDS = 3
LARGE_BYTES = 2_000_000_000
COURSE = "partner-institution"


def main() -> None:
    """Print a line for each form, and one for memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"2 GB in one archive: {_memory(folder / 'large')} MB more at most")
        databases = Databases(folder, None)
        app = create_app(make_settings(databases.copy("starter"), databases.media))
        for flavour in WITH_CLIPS:
            for carried in (Carried.TEXT, Carried.FILM):
                wanted = Wanted(VIDEO_PACK, "en", flavour, carried, "en")
                seconds, size = min(_made(app, wanted) for _ in range(ROUNDS))
                kilobytes = size // 1000
                print(f"{flavour}, {carried}: {seconds:.3f} s CPU, {kilobytes} kB")
        _whole_course(app)


def _whole_course(app: FastAPI) -> None:
    """Measure more than a pack of five modules: all packs of a course, with a film."""
    wanted = Wanted(COURSE, "en", Flavour.PAGES, Carried.FILM, "en", kind="courses")
    begun = time.monotonic()
    _, size = _made(app, wanted)
    took = time.monotonic() - begun
    print(f"a whole course with a film: {took:.2f} s in all, {size // 1000} kB")


def _made(app: FastAPI, wanted: Wanted) -> tuple[float, int]:
    begun = _seconds()
    with app.state.database.open_session() as session, use_locale("en"):
        address, request = asked_by_nobody(app, session, wanted)
        taken = made(address.open(), wanted, request)
        file, size = taken.packing(taken.files, tell_nobody)
        file.close()
    return _seconds() - begun, size


def _seconds() -> float:
    """Return the processor time of this process and of programs it has run."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


def _memory(folder: Path) -> int:
    folder.mkdir()
    with (folder / "film.mp4").open("wb") as film:
        film.truncate(LARGE_BYTES)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    storage = FolderStorage(folder)
    stored = StoredFile(storage, "film.mp4", "video/mp4", LARGE_BYTES)
    file, _ = zipped([("film.mp4", stored)])
    file.close()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000


if __name__ == "__main__":
    main()
