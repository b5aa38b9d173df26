"""Makes what files of packs lack: pictures more widths and formats, long films pieces.

Files that lie in a pack's folder come as they are, and those that were brought long ago
had less made of them. What is made here is of the role `stream`: offered to readers
beside what the pack has, left out of exports, and made again when a folder is loaded.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from app.media.drawing import telling
from app.media.job_names import COMPLETE
from app.media.kinds import HEAD_BYTES, Refused, recognise
from app.media.made import Made, MadeFile
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.media.pictures import WIDTHS, make_pictures
from app.media.publishing import UPLOADED, store_files
from app.media.queries import files_of
from app.media.streaming import HLS_FROM_SECONDS, make_streams
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.platform.states import CONTENT, bump
from app.platform.storage import Storage

log = structlog.get_logger()

MODERN = {"image/avif", "image/webp"}

# Says that the work goes on; ends it with what it raises.
Tell = Callable[[], None]


def request_completion(session: Session, owner: str) -> None:
    """Ask for what files of a pack lack, if any lack anything."""
    session.flush()
    if next(lacking(session, owner), None) is not None:
        request_job(session, COMPLETE, {"owner": owner}, key=f"{COMPLETE}:{owner}")


class Completing:
    """The job: every file of the pack that its payload names by its key."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def run(self, job: RunningJob) -> None:
        """Make what is missing, file by file; what cannot be made stays as it is."""
        with job.database.open_session() as session:
            numbers = [item.id for item in lacking(session, str(job.payload["owner"]))]
        for done, number in enumerate(numbers):
            tell = partial(job.report, 100 * done // len(numbers))
            complete(job.database, self.storage, number or 0, tell)


def lacking(session: Session, owner: str = "") -> Iterator[MediaItem]:
    """Yield the pictures and films of a pack, or of all, that lack something."""
    made = select(col(MediaFile.item_id)).where(col(MediaFile.role) == MediaRole.STREAM)
    wanted = select(MediaItem).where(
        _may_lack(),
        col(MediaItem.id).not_in(made),
        col(MediaItem.owner).not_like(f"{UPLOADED}%"),
    )
    if owner:
        wanted = wanted.where(col(MediaItem.owner) == owner)
    for item in session.scalars(wanted.order_by(col(MediaItem.id))):
        if _sources(item, files_of(session, item)):
            yield item


def _may_lack() -> ColumnElement[bool]:
    is_long = and_(
        col(MediaItem.kind) == MediaKind.VIDEO,
        col(MediaItem.duration) >= HLS_FROM_SECONDS,
    )
    return or_(col(MediaItem.kind) == MediaKind.IMAGE, is_long)


def _sources(item: MediaItem, files: Sequence[MediaFile]) -> list[MediaFile]:
    """Return what the missing files are made of; nothing where none is missing."""
    variants = [one for one in files if one.role is MediaRole.VARIANT]
    if item.kind is MediaKind.VIDEO:
        films = [one for one in variants if one.content_type == "video/mp4"]
        return list({one.height: one for one in films if one.height}.values())
    widths = {one.width for one in variants}
    is_light = bool({one.content_type for one in variants} & MODERN)
    # With two widths somebody has thought of them; a small one needs no second.
    is_whole = len(widths) > 1 or (is_light and 0 < max(widths) <= WIDTHS[0])
    return [] if is_whole else variants[:1]


def complete(database: Database, storage: Storage, number: int, tell: Tell) -> bool:
    """Make what an item lacks; return whether it has it now."""
    with database.open_session() as session:
        item = session.get_one(MediaItem, number)
        sources = _sources(item, files_of(session, item))
    with tempfile.TemporaryDirectory(prefix="passalong-media-") as folder:
        try:
            made = _made_of(item, _fetched(storage, sources, Path(folder), tell), tell)
        except (Refused, FileNotFoundError) as reason:
            log.warning("media_not_completed", item=item.name, reason=str(reason))
            return False
        storing = partial(store_files, storage, made, item.name)
        rows = telling(tell, storing)
    keys = [one.key for one in sources]
    with database.transaction() as session:
        return _added(session, number, keys, rows)


def _fetched(
    storage: Storage, sources: Sequence[MediaFile], folder: Path, tell: Tell
) -> list[MadeFile]:
    files = []
    for place, file in enumerate(sources):
        path = folder / f"{file.height or place}p.source"
        with storage.open(file.key) as source, path.open("wb") as target:
            telling(tell, partial(shutil.copyfileobj, source, target))
        kind, size = file.content_type, (file.width, file.height)
        files.append(MadeFile(path, kind, file.role, *size))
    return files


def _made_of(item: MediaItem, files: Sequence[MadeFile], tell: Tell) -> Made:
    def watch(_: str) -> None:
        tell()

    if item.kind is MediaKind.VIDEO:
        return Made(MediaKind.VIDEO, make_streams(files, watch))
    path = files[0].path
    with path.open("rb") as file:
        container = recognise(file.read(HEAD_BYTES))
    if container.kind is not MediaKind.IMAGE:
        raise FileNotFoundError("this is no picture")
    return make_pictures(path, container, watch)


def _added(
    session: Session, number: int, keys: list[str], rows: Sequence[MediaFile]
) -> bool:
    """Give the item what was made, unless it is another one by now."""
    found = select(MediaItem).where(col(MediaItem.id) == number).with_for_update()
    item = session.scalar(found)
    files = files_of(session, item) if item else []
    is_made = any(one.role is MediaRole.STREAM for one in files)
    if item is None or is_made or [one.key for one in _sources(item, files)] != keys:
        return False
    last = max(one.position for one in files)
    for row in rows:
        row.item_id, row.version, row.role = number, item.version, MediaRole.STREAM
        row.position += last + 1
        session.add(row)
    bump(session, CONTENT, about=f"pack:{item.owner}")
    return True
