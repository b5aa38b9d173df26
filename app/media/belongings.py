"""What somebody has brought, as their data: given out whole, and forgotten."""

from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.media.job_names import FORGET
from app.media.models import Captions, MediaFile, MediaItem, Upload
from app.media.queries import files_of, owners_showing, placed_of
from app.platform.jobs import request_job
from app.platform.outbox import EventBus


def export_files(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return everything somebody brought or tried to, as JSON can hold it."""
    rows = session.execute(
        select(Upload, MediaItem)
        .outerjoin(MediaItem, col(MediaItem.id) == col(Upload.item_id))
        .where(col(Upload.user_id) == user_id)
        .order_by(col(Upload.id))
    )
    return [_told(session, upload, item) for upload, item in rows]


def _told(session: Session, upload: Upload, item: MediaItem | None) -> dict[str, Any]:
    files = files_of(session, item) if item else []
    return {
        "said": upload.about,
        "file_name": upload.file_name,
        "bytes": upload.bytes,
        "state": upload.state.value,
        "brought_at": upload.created_at.isoformat(),
        "version": upload.version,
        "address": f"/files/{item.token}" if item else None,
        "sizes": [
            {"file": file.file_name, "type": file.content_type, "bytes": file.bytes}
            for file in files
        ],
        "in_packs": sorted(one.owner for one in placed_of(session, item))
        if item
        else [],
    }


def export_captions(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return every captions that somebody saved, as JSON can hold it."""
    found = select(Captions).where(col(Captions.author_id) == user_id)
    return [
        {
            "language": row.language,
            "text": row.text,
            "saved_at": row.created_at.isoformat(),
        }
        for row in session.scalars(found.order_by(col(Captions.id)))
    ]


def wire(bus: EventBus) -> None:
    """Hear of who left."""
    bus.subscribe(AccountVanished, forget_files)


def forget_files(session: Session, fact: AccountVanished) -> None:
    """Take away what somebody brought, but for what packs have: that was given.

    Its credit stays as it was stated; who brought it has an opaque name by now.
    """
    session.execute(delete(Upload).where(col(Upload.user_id) == fact.user_id))
    theirs = select(MediaItem).where(col(MediaItem.uploader_id) == fact.user_id)
    for item in list(session.scalars(theirs)):
        if placed_of(session, item) or owners_showing(session, files_of(session, item)):
            continue
        named = select(col(MediaFile.key)).where(col(MediaFile.item_id) == item.id)
        keys = sorted(set(session.scalars(named)))
        session.delete(item)
        request_job(session, FORGET, {"keys": keys})
