"""What a room tells its sockets: soon where it is quiet, together where it is not.

A key that is pressed is an update and a caret. If each went to everybody by itself, ten
people who type would cost a room a thousand frames a second; together they
cost two hundred, however fast they type.
"""

import asyncio
from collections.abc import Iterable

from app.authoring.live.connection import Connection
from app.authoring.live.documents import Broken, merged
from app.authoring.live.frames import Presence, Step, presence_frame, sync_frame
from app.authoring.live.lib0 import Unreadable

# An update and the caret behind it come one after the other.
SOON_SECONDS = 0.02
TOGETHER_SECONDS = 0.1


class Telling:
    """Collects what is new in a room and sends it to all of its sockets."""

    def __init__(self, connections: set[Connection]) -> None:
        self._connections = connections
        self._updates: list[bytes] = []
        self._senders: set[Connection | None] = set()
        self._present: dict[int, Presence] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._told_at = 0.0

    def update(self, update: bytes, sender: Connection | None) -> None:
        """Tell an update to everybody but its sender, who may hear it with others."""
        self._updates.append(update)
        self._senders.add(sender)
        self._tell_soon()

    def present(self, news: Iterable[Presence]) -> None:
        """Tell who is there, where, or has gone.

        Those who said it hear it, too: browsers close a socket that is silent.
        """
        for one in news:
            self._present[one.client] = one
            self._tell_soon()

    def _tell_soon(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            wait = self._told_at + TOGETHER_SECONDS - loop.time()
            self._timer = loop.call_later(max(wait, SOON_SECONDS), self._tell)

    def _tell(self) -> None:
        self._timer = None
        self._told_at = asyncio.get_running_loop().time()
        updates, self._updates = self._updates, []
        senders, self._senders = self._senders, set()
        present, self._present = self._present, {}
        said = [sync_frame(Step.UPDATE, one) for one in _as_one(updates)]
        caret = [presence_frame(list(present.values()))] if present else []
        for connection in self._connections:
            for frame in caret if senders == {connection} else said + caret:
                connection.send(frame)


def _as_one(updates: list[bytes]) -> list[bytes]:
    if len(updates) < 2:
        return updates
    try:
        return [merged(updates)]
    except (Unreadable, Broken):
        return updates
