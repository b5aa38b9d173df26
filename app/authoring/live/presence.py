"""Who is in a room and where their carets are, as the server says.

A browser may say where its caret is. Its name and colour come from its session, and it
speaks for no client but its own.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.authoring.live.connection import Connection
from app.authoring.live.frames import Presence

SILENT_SECONDS = 30
MOST_CLIENTS_OF_ONE = 4


@dataclass
class _Heard:
    presence: Presence
    at: float


class Presences:
    """What is known of everybody in a room, those in other processes included."""

    def __init__(self) -> None:
        self._heard: dict[int, _Heard] = {}
        self._owners: dict[int, Connection] = {}

    def say(self, connection: Connection, said: Iterable[Presence]) -> list[Presence]:
        """Return what others should hear of what a socket said."""
        mine = [one for one in said if self._is_own(connection, one.client)]
        return self._hear([self._signed(connection, one) for one in mine])

    def hear(self, said: Iterable[Presence]) -> list[Presence]:
        """Return the same for what another process says of those it has let in."""
        return self._hear([one for one in said if one.client not in self._owners])

    def everybody(self) -> list[Presence]:
        """Return all who are there."""
        return [one.presence for one in self._heard.values()]

    def ours(self) -> list[Presence]:
        """Return those who are here in this process."""
        heard = (self._heard.get(client) for client in self._owners)
        return [one.presence for one in heard if one]

    def gone(self, clients: Iterable[int]) -> list[Presence]:
        """Forget clients; return that they have left."""
        left = []
        for client in clients:
            self._owners.pop(client, None)
            if heard := self._heard.pop(client, None):
                left.append(replace(heard.presence, state=None))
        return left

    def silent(self) -> list[Presence]:
        """Forget who was not heard of for long; return that they have left."""
        before = asyncio.get_running_loop().time() - SILENT_SECONDS
        return self.gone(
            [client for client, heard in self._heard.items() if heard.at < before]
        )

    def _is_own(self, connection: Connection, client: int) -> bool:
        owner = self._owners.get(client)
        if owner is connection:
            return True
        if owner is not None and owner.person.user_id != connection.person.user_id:
            return False
        if len(connection.clients) >= MOST_CLIENTS_OF_ONE:
            return False
        if owner is not None:
            # The same window again, before anybody has noticed that its line broke.
            owner.clients.discard(client)
        self._owners[client] = connection
        connection.clients.add(client)
        return True

    def _signed(self, connection: Connection, one: Presence) -> Presence:
        if one.state is None:
            return one
        signed: dict[str, object] = {"user": connection.person.shown}
        cursor = one.state.get("cursor")
        if isinstance(cursor, dict):
            signed["cursor"] = cursor
        return replace(one, state=signed)

    def _hear(self, said: list[Presence]) -> list[Presence]:
        news, now = [], asyncio.get_running_loop().time()
        for one in said:
            known = self._heard.get(one.client)
            if known and one.clock < known.presence.clock:
                continue
            news.append(one)
            if one.state is None:
                self._heard.pop(one.client, None)
                owner = self._owners.pop(one.client, None)
                if owner:
                    owner.clients.discard(one.client)
            else:
                self._heard[one.client] = _Heard(one, now)
        return news
