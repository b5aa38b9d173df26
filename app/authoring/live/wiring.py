"""What `app.main` holds of live drafts; nothing is read in before somebody writes."""

import asyncio
from typing import TYPE_CHECKING

from app.authoring.live import store
from app.platform.db import Database
from app.platform.ids import derived_id
from app.platform.settings import Settings

if TYPE_CHECKING:
    from app.authoring.live.hub import Hub


class LiveDrafts:
    """The live drafts of a process, from its start to its end."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._hub: Hub | None = None
        self._is_open = False

    async def start(self) -> None:
        """Let people in, and save what a process that died had not."""
        self._is_open = True
        for document_id in await asyncio.to_thread(store.left_unsaved, self._database):
            await asyncio.to_thread(store.save, self._database, document_id)

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
        if self._hub is not None:
            await self._hub.close()
