"""The job that makes a copy: as a reader would get it, without anybody asking.

It may be killed at any moment and run again: storage has a file whole or not at all,
and the row names it in one transaction.
"""

import time
from typing import IO, Any

import structlog
from fastapi import FastAPI
from sqlmodel import Session
from starlette.requests import Request

from app.platform import clock
from app.platform.errors import AppError
from app.platform.i18n import use_locale
from app.platform.jobs import RunningJob
from app.platform.languages import get_language
from app.platform.storage import Storage
from app.reading.loading import PackAddress
from app.takeout.flavours import Made, made
from app.takeout.models import PackCopy
from app.takeout.queries import version_of
from app.takeout.subjects import SubjectAddress
from app.takeout.sweeping import FOLDER, request_sweep
from app.takeout.wanted import Wanted
from app.web.snapshots import ContentReader

# How much of the work packing is; the rest is bringing it to storage.
PACKED = 60
STEP_PERCENT = 5
# Shorter than the lease of a job, which telling renews.
TELL_SECONDS = 10

log = structlog.get_logger("passalong.takeout")


class Making:
    """Makes copies with the templates, the storage and the settings of an app."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def run(self, job: RunningJob) -> None:
        """Make the copy in the payload; without the pack there is nothing to do."""
        wanted = Wanted.of(job.payload)
        with job.database.open_session() as session, use_locale(wanted.locale):
            address, request = asked_by_nobody(self.app, session, wanted)
            try:
                subject = address.open()
            except AppError:
                # It was moved or withdrawn meanwhile: its page says so.
                return
            version = version_of(session, subject.key)
            taken = made(subject, wanted, request)
            stored = self._stored(job, taken, f"{wanted.slot}/{version}")
        job.report(99)
        with job.database.transaction() as session:
            _note(session, (wanted.slot, subject.key), stored, version)
            request_sweep(session)
        log.info("copy_made", flavour=wanted.flavour, bytes=stored["bytes"])

    def _stored(self, job: RunningJob, taken: Made, place: str) -> dict[str, Any]:
        storage: Storage = self.app.state.storage
        telling = Telling(job, taken.weight)
        file, size = taken.packing(taken.files, telling)
        key = f"{FOLDER}{place}/{taken.name}"
        with file:
            storage.put(key, Watched(file, Telling(job, size, PACKED)))  # type: ignore[arg-type] # it is only read
        return {
            "key": key,
            "name": taken.name,
            "content_type": taken.content_type,
            "bytes": size,
        }


def asked_by_nobody(
    app: FastAPI, session: Session, wanted: Wanted
) -> tuple[SubjectAddress, Request]:
    """Return what templates need that render for whoever wants a copy."""
    page = get_language(wanted.language)
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": f"/{wanted.language}/{wanted.kind}/{wanted.slug}/offline",
        "query_string": b"",
        "headers": [],
        "app": app,
    }
    request = Request(scope)
    request.state.content_language = page
    state = app.state
    content = ContentReader(session, state.snapshots, state.learner_pages)
    languages = (wanted.language,)
    drafts = wanted.sees_drafts
    address = PackAddress(wanted.slug, page, content, languages, drafts)
    return SubjectAddress(wanted.kind, address), request


class Telling:
    """Tells how far a job is, not at each piece: telling costs a commit."""

    def __init__(self, job: RunningJob, whole: int, begun: int = 0) -> None:
        self._job, self._whole, self._begun = job, max(whole, 1), begun
        self._share = (PACKED if begun == 0 else 100) - begun
        self._done, self._told, self._at = 0, begun, time.monotonic()

    def __call__(self, count: int) -> None:
        """Count bytes, and tell now and then; raise LostLease."""
        self._done += count
        part = min(self._done / self._whole, 1)
        percent = min(self._begun + int(self._share * part), 99)
        is_late = time.monotonic() - self._at > TELL_SECONDS
        if percent >= self._told + STEP_PERCENT or is_late:
            self._job.report(percent)
            self._told, self._at = percent, time.monotonic()


class Watched:
    """A file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], telling: Telling) -> None:
        self._file, self._telling = file, telling

    def read(self, size: int = -1, /) -> bytes:
        """Read as a file does."""
        piece = self._file.read(size)
        self._telling(len(piece))
        return piece


def _note(
    session: Session, of: tuple[str, str], stored: dict[str, Any], version: int
) -> None:
    slot, pack_key = of
    row = session.get(PackCopy, slot, with_for_update=True)
    if row is None:
        # An older version was swept while this one was made.
        row = PackCopy(slot=slot, pack_key=pack_key)
        session.add(row)
    for name, value in stored.items():
        setattr(row, name, value)
    row.version, row.made_at = version, clock.now()
