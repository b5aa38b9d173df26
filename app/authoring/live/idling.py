"""When what was typed becomes a save: after a pause, or when there is none for long."""

import asyncio
from collections.abc import Iterable

import structlog

from app.authoring.live import store
from app.authoring.live.room import Room
from app.platform.db import Database

IDLE_SECONDS, LONGEST_SECONDS = 2.0, 30.0

log = structlog.get_logger("passalong.live")


async def save_due(database: Database, rooms: Iterable[Room]) -> None:
    """Save the drafts of these rooms that are due."""
    for room in rooms:
        now = asyncio.get_running_loop().time()
        since = room.unsaved_since
        if since is None or room.has_news:
            # What is not committed yet would not be in it.
            continue
        if now - room.changed_at >= IDLE_SECONDS or now - since >= LONGEST_SECONDS:
            await save_room(database, room)


async def save_room(database: Database, room: Room) -> None:
    """Save a room's draft; what fails is tried again after a pause."""
    room.unsaved_since = None
    try:
        await asyncio.to_thread(store.save, database, room.document_id)
    except Exception:
        # Others are not to wait for it.
        log.exception("live_save_failed", document=room.document_id)
        room.unsaved_since = room.changed_at = asyncio.get_running_loop().time()
