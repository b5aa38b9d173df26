"""What may be done with a file that was uploaded."""

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.media.job_names import FORGET
from app.media.models import DELETED, MediaFile, MediaItem
from app.media.queries import placed_of
from app.media.showing import withdraw
from app.platform import clock
from app.platform.errors import Conflict
from app.platform.i18n import N_
from app.platform.jobs import request_job
from app.platform.states import CONTENT, bump


def delete_item(
    session: Session, item: MediaItem, user_id: int, reason: str, *, everywhere: bool
) -> None:
    """Delete an item's files and keep who did it and why.

    Drafts lose it; what readers have goes only `everywhere`, else Conflict is raised.
    When this is committed, a job takes from the storage what nobody else shows.
    """
    everything = placed_of(session, item)
    owned = col(MediaFile.item_id).in_([one.id for one in (item, *everything)])
    withdraw(session, session.scalars(select(col(MediaFile.key)).where(owned)))
    for placed in everything:
        if placed.token is None and not everywhere:
            raise Conflict(
                N_("A pack shows this file. Ask a moderator, and say what is wrong.")
            )
        if placed.token is None:
            bump(session, CONTENT, about=f"pack:{placed.owner}")
        session.delete(placed)
    named = select(col(MediaFile.key)).where(col(MediaFile.item_id) == item.id)
    keys = sorted(set(session.scalars(named)))
    # Whoever comes by an old address is told that it was deleted.
    own = update(MediaFile).where(col(MediaFile.item_id) == item.id)
    session.execute(own.values(version=DELETED))
    item.deleted_at, item.deleted_by = clock.now(), user_id
    item.deleted_reason = reason
    request_job(session, FORGET, {"keys": keys})
