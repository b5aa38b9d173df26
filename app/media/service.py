"""What may be done with a file that was uploaded."""

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.media.models import MediaFile, MediaItem
from app.media.queries import files_of, owners_showing
from app.media.sweeping import FORGET
from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.jobs import request_job


def check_may_see(session: Session, item: MediaItem, reader: CurrentUser) -> None:
    """Raise NotFound unless it is theirs, they moderate, or a pack shows it."""
    if may_change(item, reader) or owners_showing(session, files_of(session, item)):
        return
    raise NotFound(N_("There is no such file here, or it is not yours."))


def may_change(item: MediaItem, reader: CurrentUser) -> bool:
    """Tell whether somebody may change a file: who brought it, and moderators."""
    return item.uploader_id == reader.user_id or reader.has(Role.MODERATOR)


def check_may_change(item: MediaItem, reader: CurrentUser) -> None:
    """Raise NotFound unless somebody may change a file, Conflict when it is gone."""
    if not may_change(item, reader):
        raise NotFound(N_("There is no such file here, or it is not yours."))
    if item.deleted_at:
        raise Conflict(N_("This file was deleted meanwhile."))


def delete_item(
    session: Session, item: MediaItem, reader: CurrentUser, reason: str
) -> None:
    """Delete an item's files and keep who did it and why.

    When this is committed, a job takes from the storage what nobody else shows.
    """
    named = select(col(MediaFile.key)).where(col(MediaFile.item_id) == item.id)
    keys = sorted(set(session.scalars(named)))
    session.execute(delete(MediaFile).where(col(MediaFile.item_id) == item.id))
    item.deleted_at, item.deleted_by = clock.now(), reader.user_id
    item.deleted_reason = reason
    request_job(session, FORGET, {"keys": keys})
