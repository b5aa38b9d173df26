"""One socket: what comes in at a bearable rate, what goes out in order, why it ends."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.authoring.live.documents import TooLong
from app.authoring.live.frames import slowed_frame
from app.authoring.live.lib0 import Unreadable
from app.authoring.live.people import Person
from app.authoring.live.permits import Closing

FRAMES_PER_SECOND = 60
FRAMES_AT_ONCE = 240
TELL_SLOWED_SECONDS = 5.0
# More than a text may have: what was pasted and taken back is still in the frame, for
# browsers keep what they can undo. `app.server` lets more through, as who is cut off
# in the middle of a frame hears no reason.
MAX_FRAME_BYTES = 4 << 20
# Who does not take what others write is let go before it fills our memory.
MAX_WAITING_BYTES = 4 << 20


class Connection:
    """A person's socket in a room.

    Of the updates that came on it, `received` counts all, `settled` those that are in
    the document and `told` those we said are committed. `waiting` are updates that
    build on what is not there yet, `clients` the Yjs clients that speak through it.
    """

    def __init__(self, socket: WebSocket, person: Person) -> None:
        self.person = person
        self.received = self.settled = self.told = 0
        self.waiting: list[bytes] = []
        self.clients: set[int] = set()
        self.closing: Closing | None = None
        self._socket = socket
        self._out: deque[bytes] = deque()
        self._out_bytes = 0
        self._sender: asyncio.Task[None] | None = None
        self._allowance = float(FRAMES_AT_ONCE)
        self._counted_at = asyncio.get_running_loop().time()
        self._slowed_at = -TELL_SLOWED_SECONDS

    def send(self, frame: bytes) -> None:
        """Send a frame behind those before it; return at once."""
        if self.closing is not None:
            return
        self._out.append(frame)
        self._out_bytes += len(frame)
        if self._out_bytes > MAX_WAITING_BYTES:
            self.close(Closing.LATER)
        self._wake()

    def close(self, why: Closing) -> None:
        """End this socket; return at once. What was not sent yet is not sent."""
        if self.closing is None:
            self.closing = why
            self._out.clear()
            self._wake()

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield what comes in until the socket ends; raise Unreadable or TooLong."""
        while self.closing is None:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect" or self.closing is not None:
                return
            frame = message.get("bytes")
            if not frame:
                raise Unreadable("no frame of ours")
            if len(frame) > MAX_FRAME_BYTES:
                raise TooLong
            await self._slow_down()
            yield frame

    async def end(self) -> None:
        """Wait until what has to be said is said."""
        if self._sender is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sender, 5)

    async def _slow_down(self) -> None:
        """Let who sends too much wait; what they sent waits with them."""
        now = asyncio.get_running_loop().time()
        gained = (now - self._counted_at) * FRAMES_PER_SECOND
        self._allowance = min(FRAMES_AT_ONCE, self._allowance + gained) - 1
        self._counted_at = now
        if self._allowance < 0:
            if now - self._slowed_at > TELL_SLOWED_SECONDS:
                self._slowed_at = now
                self.send(slowed_frame())
            await asyncio.sleep(-self._allowance / FRAMES_PER_SECOND)

    def _wake(self) -> None:
        # A task for each idle socket would be most of what it costs.
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._out:
                frame = self._out.popleft()
                self._out_bytes -= len(frame)
                await self._socket.send_bytes(frame)
            if self.closing is not None:
                await self._socket.close(self.closing)
        except (WebSocketDisconnect, RuntimeError, OSError):
            # Gone while we spoke: its reader finds out, too.
            self._out.clear()
