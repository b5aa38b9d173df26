"""The job that copies a file from Commons into quarantine, as if somebody had sent it.

From there on it is an upload like others. While Commons is slow or away the job comes
back later and later; it may be killed at any moment and run again.
"""

import tempfile
from datetime import timedelta
from typing import Any

from app.media.job_names import COPY, PROCESS
from app.media.kinds import (
    MAX_DOCUMENT_BYTES,
    MAX_PICTURE_BYTES,
    MAX_VIDEO_BYTES,
    Refused,
)
from app.media.models import Upload, UploadState
from app.media.publishing import COMMONS
from app.media.wikimedia.answers import Original
from app.media.wikimedia.asking import Commons, Later, agent_of
from app.media.wikimedia.remembering import told
from app.media.working import Cancelled, Reporter, begin_work, own_row, refuse
from app.platform.i18n import N_
from app.platform.jobs import RunningJob, request_job
from app.platform.storage import Storage

NO_ANSWER = N_("Commons did not answer for hours. Please try again later.")
ASKED_AGAIN = N_("Commons does not answer just now. It is asked again by itself.")
FIRST_PAUSE = 30
MOST_PAUSE = 3600
# With pauses that double, about seven hours.
MOST_TRIES = 12
COPIED = 90


class Copying:
    """Does the job: into a storage, from the API at an address, for a site."""

    def __init__(self, storage: Storage, api: str, site: str) -> None:
        self.storage = storage
        self.commons = Commons(api, agent_of(site))

    def run(self, job: RunningJob) -> None:
        """Copy the file that the upload named by the payload is to be."""
        upload = begin_work(job)
        if upload is None:
            return
        try:
            self._copy(job, upload)
        except Refused as refusal:
            refuse(job, upload, refusal)
        except Cancelled:
            self.storage.delete(upload.key)
        except Later as later:
            _put_off(job, upload, later)

    def _copy(self, job: RunningJob, upload: Upload) -> None:
        original = self.commons.find(str(upload.about[COMMONS]["name"]))
        tell = Reporter(job, upload)
        with tempfile.TemporaryFile() as file:

            def watch() -> None:
                share = COPIED * file.tell() // max(1, original.bytes)
                tell(min(COPIED, share))

            self.commons.copy(original, file, _most(original), watch)
            size = file.tell()
            file.seek(0)
            self.storage.put(upload.key, file)
        _hand_over(job, upload, original, size)


def _most(original: Original) -> int:
    kind = original.mime.partition("/")[0]
    if kind == "image":
        return MAX_PICTURE_BYTES
    return MAX_VIDEO_BYTES if kind in {"video", "audio"} else MAX_DOCUMENT_BYTES


def _hand_over(job: RunningJob, upload: Upload, original: Original, size: int) -> None:
    """Let the worker look through it, with the credit that Commons tells."""
    with job.database.transaction() as session:
        row = own_row(session, job, upload)
        row.about = credited(row.about, original)
        row.file_name, row.bytes = original.name, size
        row.state, row.reason = UploadState.WAITING, ""
        request_job(session, PROCESS, {"upload": row.token}, key=row.job_key)


def credited(about: dict[str, Any], original: Original) -> dict[str, Any]:
    """Return what is said of an upload, with what Commons says of it."""
    return about | {
        "title": original.title,
        "author": original.author,
        "licence": original.licence,
        "source": original.page,
        COMMONS: told(original),
    }


def _put_off(job: RunningJob, upload: Upload, later: Later) -> None:
    """Come back when Commons said, or after a pause that doubles; at last give up."""
    tries = int(job.payload.get("tries", 0)) + 1
    if tries >= MOST_TRIES:
        refuse(job, upload, Refused(NO_ANSWER))
        return
    pause = min(later.seconds or FIRST_PAUSE * 2**tries, MOST_PAUSE)
    with job.database.transaction() as session:
        row = own_row(session, job, upload)
        row.state, row.reason = UploadState.WAITING, ASKED_AGAIN
        again = {"upload": row.token, "tries": tries}
        delay = timedelta(seconds=pause)
        request_job(session, COPY, again, key=row.copying_key, delay=delay)
