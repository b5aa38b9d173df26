"""Windows in the process of the rooms themselves: what is sent to them, in order."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pycrdt import Doc
from starlette.websockets import WebSocketDisconnect

from app.authoring.live.connection import Connection
from app.authoring.live.frames import Kind, Step, read_sync, sync_frame
from app.authoring.live.hub import Hub
from app.authoring.live.models import LiveDraft
from app.authoring.live.people import Person
from app.authoring.live.room import Room
from app.platform.db import Database
from tests.authoring.live.typist import new_doc


class Window:
    """A window of somebody: a socket without a network, and a document."""

    def __init__(self, user_id: int = 1) -> None:
        self.doc: Doc[Any] = new_doc()
        self.heard: list[bytes] = []
        self.code: int | None = None
        self._said: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        person = Person(user_id, f"User {user_id}", f"hash {user_id}")
        self.connection = Connection(self, person)  # type: ignore[arg-type]
        self._serving: asyncio.Task[None] | None = None

    def come_in(self, hub: Hub, room: Room) -> None:
        """Take part until one leaves."""
        self._serving = asyncio.create_task(hub.serve(room, self.connection))

    def send(self, frame: bytes) -> None:
        """Say something."""
        self._said.put_nowait({"type": "websocket.receive", "bytes": frame})

    def write(self, words: str) -> None:
        """Write at the beginning, and send it."""
        before = self.doc.get_state()
        self.doc["body"].insert(0, words)
        self.send(sync_frame(Step.UPDATE, self.doc.get_update(before)))

    async def leave(self) -> None:
        """Close the socket and wait until nobody serves it."""
        self._said.put_nowait({"type": "websocket.disconnect"})
        await self.let_go()

    async def let_go(self) -> None:
        """Wait until nobody serves the socket any more."""
        assert self._serving is not None
        await self._serving

    @property
    def updates(self) -> list[bytes]:
        """What it was told of the text, without the question what it has."""
        heard = [read_sync(one) for one in self.heard if one[0] == Kind.SYNC]
        return [content for step, content in heard if step != Step.STATE]

    async def receive(self) -> dict[str, object]:
        """Wait for what the window says, as the server does."""
        return await self._said.get()

    async def send_bytes(self, frame: bytes) -> None:
        """Hear something from the server."""
        if self.code is not None:
            raise WebSocketDisconnect
        self.heard.append(frame)

    async def close(self, code: int) -> None:
        """Hear from the server why it is over."""
        self.code = code
        self._said.put_nowait({"type": "websocket.disconnect"})


def run(database: Database, test: Callable[[Hub], Awaitable[None]]) -> None:
    """Run a test in rooms of its own, which end with it."""

    async def in_rooms() -> None:
        rooms = Hub(database, None)
        try:
            async with asyncio.timeout(60):
                await test(rooms)
        finally:
            await rooms.close()

    asyncio.run(in_rooms())


async def opened(rooms: Hub, live: LiveDraft) -> Room:
    room = await rooms.room(live.document_id, live.epoch)
    assert isinstance(room, Room)
    return room


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        await asyncio.sleep(0.005)
