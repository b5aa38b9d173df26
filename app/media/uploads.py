"""Bringing a file: begun, sent straight to the storage, finished or given up."""

from typing import Any

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.media.job_names import PROCESS
from app.media.kinds import MAX_FORM_BYTES, Refused
from app.media.models import AT_WORK, Upload, UploadState
from app.media.queries import find_job
from app.media.sweeping import request_sweep
from app.platform.errors import Conflict, TooManyRequests
from app.platform.i18n import N_
from app.platform.ids import secret_token
from app.platform.jobs import JobState, request_job
from app.platform.storage import PartsWrong, Storage, UploadForm, UploadRules
from app.platform.storage.interface import QUARANTINE, PartsRef

# S3 takes no smaller ones, but for the last; 2 GB are 250 of them.
PART_BYTES = 8 * 1024 * 1024
# So many addresses are given at once, each good for as long as a slow line needs.
ADDRESSES_AT_ONCE = 8
PART_SECONDS = 3600
FORM_SECONDS = 24 * 3600
MAX_UNFINISHED = 20
OPEN = (UploadState.SENDING, *AT_WORK)
ENDED = N_("This upload has ended meanwhile. Please begin again.")
ANY_TYPE = "application/octet-stream"


class PartsPlan(Struct, frozen=True):
    """Which parts to send next: numbers from 1, with where to PUT each."""

    part_bytes: int
    arrived: int
    wanted: tuple[tuple[int, str], ...]


def begin_upload(
    session: Session, user_id: int, about: dict[str, Any], item_id: int | None
) -> Upload:
    """Make room for a file; raise TooManyRequests when too many are unfinished."""
    unfinished = select(func.count()).where(
        col(Upload.user_id) == user_id, col(Upload.state).in_(OPEN)
    )
    if (session.scalar(unfinished) or 0) >= MAX_UNFINISHED:
        raise TooManyRequests(
            N_("You have many unfinished uploads. Finish or cancel some first."),
            retry_after=600,
        )
    token = secret_token()
    upload = Upload(
        token=token,
        user_id=user_id,
        item_id=item_id,
        file_name="",
        about=about,
        key=quarantined(token),
    )
    session.add(upload)
    request_sweep(session)
    return upload


def quarantined(token: str) -> str:
    """Return the key under which an upload waits to be looked through."""
    return f"{QUARANTINE}{token}/file"


def plain_form(storage: Storage, upload: Upload, then: str) -> UploadForm:
    """Return the form that brings the file without script."""
    rules = UploadRules(ANY_TYPE, MAX_FORM_BYTES, seconds=FORM_SECONDS, then=then)
    return storage.upload_form(upload.key, rules)


def check_size(upload: Upload, size: int) -> None:
    """Raise Conflict when another file was begun with this upload."""
    if upload.state is not UploadState.SENDING or upload.bytes not in {0, size}:
        raise Conflict(
            N_("Another file was begun here. Choose that one, or start a new upload.")
        )


def plan_parts(storage: Storage, upload: Upload) -> PartsPlan:
    """Return what is still to be sent; what has arrived is not sent again."""
    ref = PartsRef(upload.key, upload.parts)
    sizes = part_sizes(upload.bytes)
    try:
        known = storage.parts(ref)
    except FileNotFoundError:
        # It was left for a day, or finished in another tab.
        raise Conflict(ENDED) from None
    arrived = {
        part.number: part.bytes
        for part in known
        if sizes.get(part.number) == part.bytes
    }
    missing = [number for number in sizes if number not in arrived]
    wanted = tuple(
        (
            number,
            storage.part_address(ref, number, size=sizes[number], seconds=PART_SECONDS),
        )
        for number in missing[:ADDRESSES_AT_ONCE]
    )
    return PartsPlan(PART_BYTES, sum(arrived.values()), wanted)


def part_sizes(size: int) -> dict[int, int]:
    """Return the bytes of each part of a file, by number."""
    whole, rest = divmod(size, PART_BYTES)
    sizes = [PART_BYTES] * whole + ([rest] if rest else [])
    return dict(enumerate(sizes, 1))


def put_together(storage: Storage, upload: Upload) -> int:
    """Make one file of what has arrived; return its bytes, or raise Refused."""
    if upload.parts and not storage.exists(upload.key):
        try:
            ref = PartsRef(upload.key, upload.parts)
            storage.finish_parts(ref, size=upload.bytes)
        except (PartsWrong, FileNotFoundError):
            raise Refused(
                N_("Not all of it has arrived. Choose the same file to go on.")
            ) from None
    found = storage.find(upload.key)
    if found is None:
        raise Refused(N_("Nothing has arrived yet. Choose a file and send it."))
    return found.bytes


def hand_over(session: Session, upload: Upload, size: int) -> None:
    """Let the worker look through a file that has arrived."""
    if upload.state is UploadState.SENDING:
        upload.bytes, upload.state = size, UploadState.WAITING
        payload = {"upload": upload.token}
        request_job(session, PROCESS, payload, key=upload.job_key)


def try_again(session: Session, upload: Upload) -> None:
    """Let the worker begin anew with what it could not end: the file is still here."""
    job = find_job(session, upload)
    if upload.state in AT_WORK and job is not None and job.state is JobState.FAILED:
        request_job(session, job.kind, job.payload, key=job.key)


def cancel(upload: Upload) -> bool:
    """Give an upload up; tell whether it had not ended yet."""
    if upload.state not in OPEN:
        return False
    upload.state = UploadState.CANCELLED
    return True


def take_away(storage: Storage, upload: Upload) -> None:
    """Remove what has arrived of an upload; a job that is at it ends by itself."""
    if upload.parts:
        storage.drop_parts(PartsRef(upload.key, upload.parts))
    storage.delete(upload.key)
