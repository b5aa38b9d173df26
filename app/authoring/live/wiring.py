"""What `app.main` holds of live drafts; nothing is read in before somebody writes."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.authoring.live.left import left_unsaved
from app.platform.db import Database
from app.platform.ids import derived_id
from app.platform.settings import Settings

# As long as it takes until what somebody left unsaved counts as left.
TEND_SECONDS = 60

if TYPE_CHECKING:
    from app.authoring.live.hub import Hub


log = structlog.get_logger("passalong.live")


class LiveDrafts:
    """The live drafts of a process, from its start to its end."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._hub: Hub | None = None
        self._is_open = False
        self._is_over = asyncio.Event()
        self._tending: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Let people in, and save what a process that died had not."""
        self._is_open = True
        self._tending = asyncio.create_task(self._tend())

    def hub(self) -> "Hub | None":
        """Return the rooms of this process; None when it begins or ends."""
        if self._hub is None and self._is_open:
            # Here, because a server that is only read needs neither.
            from app.authoring.live.bridge import Bridge  # noqa: PLC0415
            from app.authoring.live.hub import Hub  # noqa: PLC0415 - as above

            url = self._settings.redis_url
            channel = f"passalong:live:{derived_id(self._settings.public_url)}"
            bridge = Bridge(url, channel) if url else None
            self._hub = Hub(self._database, bridge)
        return self._hub if self._is_open else None

    async def close(self) -> None:
        """Let nobody else in; write and save what there is."""
        self._is_open = False
        self._is_over.set()
        if self._tending is not None:
            await self._tending
        if self._hub is not None:
            await self._hub.close()

    async def _tend(self) -> None:
        while not self._is_over.is_set():
            try:
                await asyncio.to_thread(_save_left, self._database)
            except SQLAlchemyError as error:
                log.warning("live_not_tended", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), TEND_SECONDS)


def _save_left(database: Database) -> None:
    if left := left_unsaved(database):
        # Here, because nearly always there is none.
        from app.authoring.live.store import save_all  # noqa: PLC0415 - see above

        save_all(database, left)
