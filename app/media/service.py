"""What may be done with a file that was uploaded."""

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.media.models import MediaFile, MediaItem
from app.media.sweeping import FORGET
from app.platform import clock
from app.platform.jobs import request_job


def delete_item(session: Session, item: MediaItem, user_id: int, reason: str) -> None:
    """Delete an item's files and keep who did it and why.

    When this is committed, a job takes from the storage what nobody else shows.
    """
    named = select(col(MediaFile.key)).where(col(MediaFile.item_id) == item.id)
    keys = sorted(set(session.scalars(named)))
    session.execute(delete(MediaFile).where(col(MediaFile.item_id) == item.id))
    item.deleted_at, item.deleted_by = clock.now(), user_id
    item.deleted_reason = reason
    request_job(session, FORGET, {"keys": keys})
