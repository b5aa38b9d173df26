"""Who is in a room and where their carets are, as the server says.

A browser may say where its caret is. Its name and colour come from its session, and it
speaks for no client but its own.
"""

import asyncio
from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

from app.authoring.live.frames import Presence
from app.authoring.live.people import Guest, Person, Speaker

SILENT_SECONDS = 30
MOST_CLIENTS_OF_ONE = 4


class _Heard(Struct):
    presence: Presence
    at: float


class Presences:
    """What is known of everybody in a room, those in other processes included."""

    def __init__(self) -> None:
        self._heard: dict[int, _Heard] = {}
        self._owners: dict[int, Speaker] = {}
        self._guests: dict[str, Guest] = {}

    @property
    def guest_sessions(self) -> set[str]:
        """The sessions of those who take part by requests."""
        return set(self._guests)

    def guest(self, person: Person) -> Guest:
        """Return who sends requests in a session."""
        return self._guests.setdefault(person.session_hash, Guest(person))

    def say(self, speaker: Speaker, said: Iterable[Presence]) -> list[Presence]:
        """Return what others should hear of what somebody said."""
        mine = [one for one in said if self._is_own(speaker, one.client)]
        return self._hear([self._signed(speaker, one) for one in mine])

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
        left = self.gone(
            [client for client, heard in self._heard.items() if heard.at < before]
        )
        for session, guest in list(self._guests.items()):
            guest.clients &= self._heard.keys()
            if not guest.clients:
                del self._guests[session]
        return left

    def shut_out(self, sessions: Collection[str]) -> list[Presence]:
        """Forget who sends requests in these sessions; return that they have left."""
        found = [self._guests.pop(one) for one in sessions if one in self._guests]
        return self.gone([client for guest in found for client in guest.clients])

    def _is_own(self, speaker: Speaker, client: int) -> bool:
        owner = self._owners.get(client)
        if owner is speaker:
            return True
        if owner is not None and owner.person.user_id != speaker.person.user_id:
            return False
        if len(speaker.clients) >= MOST_CLIENTS_OF_ONE:
            return False
        if owner is not None:
            # The same window again, before anybody has noticed that its line broke.
            owner.clients.discard(client)
        self._owners[client] = speaker
        speaker.clients.add(client)
        return True

    def _signed(self, speaker: Speaker, one: Presence) -> Presence:
        if one.state is None:
            return one
        signed: dict[str, object] = {"user": speaker.person.shown}
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
            if known and one == known.presence:
                # Requests say the same again, so that nobody takes them for gone.
                known.at = now
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
