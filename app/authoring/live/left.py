"""Drafts that a process which died has left unsaved."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from app.authoring.live.models import LiveDraft
from app.platform import clock
from app.platform.db import Database

LEFT_AFTER = timedelta(minutes=1)


def left_unsaved(database: Database) -> list[int]:
    """Return drafts whose last words no save has, and nobody writes in any more."""
    found = select(col(LiveDraft.document_id)).where(
        col(LiveDraft.last_seq) > col(LiveDraft.saved_seq),
        col(LiveDraft.changed_at) < clock.now() - LEFT_AFTER,
    )
    with database.open_session() as session:
        return list(session.scalars(found))
