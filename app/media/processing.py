"""The job that looks through an upload and makes of it what readers get.

It may be killed at any moment and run again: nothing is seen before the last
transaction, which is ours only while the job's lease is, and files are stored by what
they hold. What a killed run has stored and nobody names is swept up later.
"""

import tempfile
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.captioning import CaptionsDraft, newest_captions, save_captions
from app.media.decks import make_deck
from app.media.drawing import telling
from app.media.films import Source, make_film
from app.media.kinds import HEAD_BYTES, MAX_VIDEO_BYTES, PDF, Refused, recognise
from app.media.made import Made
from app.media.models import MediaKind, Upload, UploadState
from app.media.pictures import make_pictures
from app.media.previewing import make_worksheet
from app.media.probing import probe
from app.media.publishing import COMMONS, add_version, store_files
from app.media.scanning import check_harmless
from app.media.uploads import quarantined
from app.media.working import Cancelled, Reporter, begin_work, own_row, refuse
from app.platform import clock
from app.platform.i18n import N_
from app.platform.jobs import RunningJob
from app.platform.storage import CHUNK_BYTES, Storage
from app.web.forms import EMPTY_FILE

# Shares of the whole, in percent: fetching comes before, storing after.
FETCHED, MADE = 5, 95
GONE = N_("The file is not here any more. Please send it again.")
WRONG_SIZE = N_("A file may have at most 2 GB, and not be empty.")


class Processing:
    """Does the job with a storage and, where one is set up, a scanner."""

    def __init__(self, storage: Storage, scanner: str) -> None:
        self.storage = storage
        self.scanner = scanner

    def run(self, job: RunningJob) -> None:
        """Look through the upload that the payload names by its token."""
        upload = begin_work(job)
        if upload is None:
            # Whoever ended it may have been killed before this.
            self.storage.delete(quarantined(str(job.payload["upload"])))
            return
        try:
            with tempfile.TemporaryDirectory(prefix="passalong-media-") as folder:
                self._make(job, upload, Path(folder))
        except Refused as refusal:
            refuse(job, upload, refusal)
        except Cancelled:
            pass
        self.storage.delete(upload.key)

    def _make(self, job: RunningJob, upload: Upload, folder: Path) -> None:
        tell = Reporter(job, upload)
        # A name of ours: theirs may say anything.
        path = folder / "upload"
        digest = self._fetch(upload, path, tell)
        with job.database.open_session() as session:
            _refuse_known(session, upload, digest)
        if self.scanner:
            look = partial(check_harmless, path, self.scanner)
            telling(partial(tell, FETCHED), look)
        made = _made_of(path, tell)
        tell(MADE)
        storing = partial(store_files, self.storage, made, _stem(upload))
        stored = telling(partial(tell, MADE), storing)
        with job.database.transaction() as session:
            row = own_row(session, job, upload)
            row.digest = digest
            item = add_version(session, row, made, stored)
            if made.said:
                known = newest_captions(session, item.id, item.language)
                base = known.number if known else 0
                said = CaptionsDraft(item.language, made.said, base, row.user_id)
                save_captions(session, self.storage, item, said)
            row.state, row.finished_at = UploadState.DONE, clock.now()

    def _fetch(self, upload: Upload, path: Path, tell: Reporter) -> str:
        """Copy the upload out of quarantine; return its SHA-256."""
        hasher, size = sha256(), 0
        with self._opened(upload) as source, path.open("wb") as target:
            while piece := source.read(CHUNK_BYTES):
                size += len(piece)
                if size > MAX_VIDEO_BYTES:
                    raise Refused(WRONG_SIZE)
                hasher.update(piece)
                target.write(piece)
                tell(FETCHED * size // max(size, upload.bytes))
        if not size:
            raise Refused(EMPTY_FILE)
        return hasher.hexdigest()

    def _opened(self, upload: Upload) -> BinaryIO:
        try:
            return self.storage.open(upload.key)
        except FileNotFoundError:
            raise Refused(GONE) from None


def _made_of(path: Path, tell: Reporter) -> Made:
    with path.open("rb") as file:
        container = recognise(file.read(HEAD_BYTES))

    def watch(_: str) -> None:
        tell(FETCHED)

    if container.kind is MediaKind.IMAGE:
        return make_pictures(path, container, watch)

    def part(share: float) -> None:
        tell(int(FETCHED + (MADE - FETCHED) * share))

    if container is PDF:
        return make_deck(path, part)
    if container.kind is MediaKind.DOCUMENT:
        return make_worksheet(path, partial(tell, FETCHED))
    return make_film(Source(path, container, probe(path, container, watch)), part)


def _refuse_known(session: Session, upload: Upload, digest: str) -> None:
    """Raise Refused when the same person has brought the same bytes before."""
    same = select(Upload).where(
        col(Upload.digest) == digest,
        col(Upload.user_id) == upload.user_id,
        col(Upload.state) == UploadState.DONE,
        col(Upload.id) != upload.id,
    )
    if upload.item_id and COMMONS in upload.about:
        # What was put back on Commons is taken back here.
        same = same.where(col(Upload.item_id) != upload.item_id)
    known = session.scalar(same.limit(1))
    if known is not None and known.item_id is not None:
        raise Refused(
            N_("You have this file already: “%(title)s”. Nothing was added."),
            title=str(known.about.get("title", "")),
        )


def _stem(upload: Upload) -> str:
    """Return the beginning of the names of its files, in plain letters."""
    name = (Path(upload.file_name).stem or str(upload.about.get("title"))).lower()
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else "-" for letter in name
    )
    words = [word for word in plain.split("-") if word]
    return "-".join(words)[:60] or "file"
