"""Lets nginx send by itself what every reader may have, and only as long as they may.

Whoever asks the program for such a file first gets it by leave, and from then on it
lies, by a second name, where nginx looks before it asks. All of this may be taken away
at any time: then the program is asked again.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.job_names import HIDE
from app.media.models import MediaFile, MediaItem
from app.media.queries import find_public_file
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.platform.settings import Settings
from app.platform.storage import FolderStorage, Storage
from app.platform.storage.opening import open_folder

# What nginx takes a name for by its ending (docs/files.md). Texts are not among them:
# the program packs them.
ENDINGS = {
    "avif": "image/avif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m3u8": "application/vnd.apple.mpegurl",
    "m4a": "audio/mp4",
    "m4s": "video/mp4",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "png": "image/png",
    "webm": "video/webm",
    "webp": "image/webp",
}
AT_ONCE = 500
_WITHDRAWN = "files withdrawn"


def show(database: Database, storage: Storage, file: MediaFile) -> None:
    """Let nginx send a public file by itself, where its name tells its type."""
    ending = file.key.rpartition(".")[2]
    is_told = ENDINGS.get(ending) == file.content_type
    if not is_told or not isinstance(storage, FolderStorage):
        return
    if not storage.shown.show(file.key):
        return
    # It was deleted meanwhile, or will be, and then is hidden after this.
    with database.open_session() as session:
        if find_public_file(session, file.key) is None:
            storage.shown.hide([file.key])


def withdraw(session: Session, keys: Iterable[str]) -> None:
    """Let nginx ask for files again that readers lose when this is committed.

    What they lose must be hidden then: by whoever hears of the commit, and by a job,
    should this process end before.
    """
    if wanted := sorted(set(keys)):
        session.info.setdefault(_WITHDRAWN, set()).update(wanted)
        request_job(session, HIDE, {"keys": wanted})


def hide_withdrawn(database: Database, storage: Storage, settings: Settings) -> None:
    """Hide what is withdrawn at every commit of this process from now on."""
    if not isinstance(storage, FolderStorage):
        # Files have moved to a bucket: nothing looks after what nginx still had.
        open_folder(settings).shown.hide_all()
        return

    shown = storage.shown
    database.after_commit(lambda session: shown.hide(session.info.get(_WITHDRAWN, ())))


class Hiding:
    """The job that hides files, should nobody have heard of the commit."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def run(self, job: RunningJob) -> None:
        """Hide the keys of the payload."""
        if isinstance(self.storage, FolderStorage):
            self.storage.shown.hide(str(key) for key in job.payload["keys"])


def wrongly_shown(database: Database, storage: Storage) -> Iterator[str]:
    """Yield the keys that nginx sends although no pack shows them."""
    if not isinstance(storage, FolderStorage):
        return
    shown = storage.shown.keys()
    while some := list(islice(shown, AT_ONCE)):
        public = (
            select(col(MediaFile.key))
            .join(MediaItem, col(MediaItem.id) == col(MediaFile.item_id))
            .where(col(MediaFile.key).in_(some), col(MediaItem.token).is_(None))
        )
        with database.open_session() as session:
            known = set(session.scalars(public))
        yield from (key for key in some if key not in known)


def hide_wrongly_shown(database: Database, storage: Storage) -> list[str]:
    """Hide what nginx should not send; return it. A backup of the database that was
    restored may know less than the folder.
    """
    wrong = list(wrongly_shown(database, storage))
    if isinstance(storage, FolderStorage):
        storage.shown.hide(wrong)
    return wrong
