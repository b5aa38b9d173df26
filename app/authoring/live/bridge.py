"""Several processes tell each other at once what is typed in them, through Redis.

Only for speed, and for carets: what was missed is read from the log a second later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from msgspec import Struct

from app.authoring.live.frames import Kind
from app.authoring.live.lib0 import Reader, Unreadable, number, sized
from app.platform.ids import short_id

AGAIN_SECONDS = 1.0
ANSWER_SECONDS = 5.0
MOST_WAITING = 10_000
PROCESS_BYTES = 12

log = structlog.get_logger("passalong.live")


class Said(Struct, frozen=True):
    """What one process tells the others of a live draft."""

    document_id: int
    epoch: str
    kind: Kind
    author: int
    content: bytes

    def written(self) -> bytes:
        """Return it as bytes."""
        numbers = number(self.document_id) + number(self.kind) + number(self.author)
        return numbers + sized(self.epoch.encode()) + sized(self.content)

    @classmethod
    def read(cls, content: bytes) -> "Said":
        """Return what bytes say; raise Unreadable."""
        reader = Reader(content)
        document_id, kind, author = (reader.number() for _ in range(3))
        epoch, said = reader.piece(), reader.piece()
        try:
            return cls(document_id, epoch.decode(), Kind(kind), author, said)
        except ValueError as error:
            raise Unreadable("kind") from error


class Bridge:
    """A connection to Redis that is made again whenever it breaks."""

    def __init__(self, url: str, channel: str) -> None:
        self._url = url
        self._channel = channel
        self._process = short_id(PROCESS_BYTES).encode()
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, hear: Callable[[Said], None]) -> None:
        """Begin to listen and to speak."""
        self._tasks = [
            asyncio.create_task(self._again(self._speak)),
            asyncio.create_task(self._again(lambda: self._listen(hear))),
        ]

    def say(self, said: Said) -> None:
        """Tell the others; return at once. Nobody hears it while Redis is away."""
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(self._process + said.written())

    async def close(self) -> None:
        """Say what waits, as far as that takes a second, and end."""
        for _ in range(10):
            if self._waiting.empty():
                break
            await asyncio.sleep(AGAIN_SECONDS / 10)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _again(self, what: Callable[[], Awaitable[None]]) -> None:
        # Here, because a small site has no Redis.
        from redis.exceptions import RedisError  # noqa: PLC0415

        while True:
            try:
                await what()
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("live_bridge_broken", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _speak(self) -> None:
        from redis.asyncio import Redis  # noqa: PLC0415 - as above

        async with Redis.from_url(self._url, socket_timeout=ANSWER_SECONDS) as redis:
            while True:
                await redis.publish(self._channel, await self._waiting.get())

    async def _listen(self, hear: Callable[[Said], None]) -> None:
        from redis.asyncio import Redis  # noqa: PLC0415 - as above

        async with Redis.from_url(self._url) as redis, redis.pubsub() as channel:
            await channel.subscribe(self._channel)
            async for message in channel.listen():
                content = message["data"]
                if message["type"] != "message" or content.startswith(self._process):
                    continue
                try:
                    hear(Said.read(content[PROCESS_BYTES:]))
                except Unreadable:
                    log.warning("live_bridge_not_understood")
