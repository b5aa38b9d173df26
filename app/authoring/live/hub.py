"""The rooms of this process: opened, written to the log, looked after, closed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.authoring.live import store
from app.authoring.live.bridge import Bridge, Said
from app.authoring.live.connection import Connection
from app.authoring.live.documents import Broken, TooLong
from app.authoring.live.frames import Kind, presence_frame
from app.authoring.live.idling import save_due, save_room
from app.authoring.live.lib0 import Unreadable
from app.authoring.live.log import Log
from app.authoring.live.permits import Closing
from app.authoring.live.room import Batch, Room, news_of
from app.platform.db import Database

WRITE_SECONDS = 0.25
LOOK_SECONDS = 1.0
# No message is taken on a permission older than this.
STALE_SECONDS = 2.0
GRACE_SECONDS = 60.0
DRAIN_SECONDS = 10.0
MAX_SOCKETS_OF_ONE = 20

log = structlog.get_logger("passalong.live")


class Hub:
    """Every room of a process; made in its event loop, closed before that ends."""

    def __init__(self, database: Database, bridge: Bridge | None) -> None:
        self.database = database
        self._bridge = bridge
        self._rooms: dict[int, Room] = {}
        self._opening = asyncio.Lock()
        self._sockets: Counter[int] = Counter()
        self._looked_at = asyncio.get_running_loop().time()
        self._looked = asyncio.Event()
        self._is_over = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._repeat(WRITE_SECONDS, self.write)),
            asyncio.create_task(self._repeat(LOOK_SECONDS, self.look)),
        ]
        if bridge is not None:
            bridge.start(self._hear)

    async def room(self, document_id: int, epoch: str) -> Room | Closing:
        """Return the room of a live draft, or why there is none."""
        async with self._opening:
            room = self._rooms.get(document_id)
            if room is not None and room.epoch == epoch:
                return room
            found = await self._ask(store.open_log, document_id, epoch)
            if isinstance(found, Closing):
                return found
            # Begun anew a moment ago, and not looked at since.
            if stale := self._rooms.get(document_id):
                self._drop(stale, Closing.OTHER_EPOCH)
            return self._open(document_id, epoch, found)

    def _open(self, document_id: int, epoch: str, found: Log) -> Room | Closing:
        publish = partial(self._publish, document_id, epoch)
        try:
            room = Room(document_id, epoch, found, publish)
        except (Unreadable, Broken):
            log.exception("live_log_unreadable", document=document_id)
            return Closing.BROKEN
        self._rooms[document_id] = room
        publish(Kind.ASK, b"", 0)
        return room

    async def serve(self, room: Room, connection: Connection) -> None:
        """Let somebody take part until their socket ends."""
        who = connection.person.user_id
        if room.is_full or self._sockets[who] >= MAX_SOCKETS_OF_ONE:
            connection.close(Closing.TOO_MANY)
        else:
            await self._let_in(room, connection)
        await connection.end()

    async def _let_in(self, room: Room, connection: Connection) -> None:
        who = connection.person.user_id
        self._sockets[who] += 1
        try:
            room.join(connection)
            async for frame in connection.frames():
                await self.be_sure()
                if connection.closing is None:
                    room.receive(connection, frame)
        except Unreadable:
            connection.close(Closing.UNREADABLE)
        except TooLong:
            connection.close(Closing.TOO_LONG)
        except Broken:
            connection.close(Closing.UNREADABLE)
            self.give_up(room)
        finally:
            room.leave(connection)
            self._sockets -= Counter((who,))

    def give_up(self, room: Room) -> None:
        """Let everybody come again, into a room that is read from the log anew.

        What was not committed comes with them: they were not told that it is saved.
        """
        log.error("live_document_broken", document=room.document_id)
        room.bury()
        self._forget(room)

    async def be_sure(self) -> None:
        """Wait for a look at everybody's permissions, begun a moment ago or later.

        However long it takes, its answer is enough for who waited for it.
        """
        came_at = asyncio.get_running_loop().time()
        while came_at - self._looked_at > STALE_SECONDS:
            await self._looked.wait()

    async def write(self) -> None:
        """Commit what came since the last time, and tell who waits for that."""
        taken = self._take_batches()
        full = [batch for _, batch in taken if batch.content]
        news = [
            store.New(batch.document_id, batch.epoch, batch.content, batch.authors)
            for batch in full
        ]
        try:
            seqs = await self._ask(store.write, news) if news else []
        except BaseException:
            for room, batch in taken:
                room.put_back(batch)
            raise
        numbers = dict(zip([one.document_id for one in full], seqs, strict=True))
        for room, batch in taken:
            if batch.content and numbers[room.document_id] is None:
                self._drop(room, Closing.OTHER_EPOCH)
            else:
                room.is_committed(batch, numbers.get(room.document_id))

    def _take_batches(self) -> list[tuple[Room, Batch]]:
        taken = []
        for room in news_of(self._rooms.values()):
            try:
                taken.append((room, room.take_batch()))
            except (Unreadable, Broken):
                self.give_up(room)
        return taken

    async def look(self) -> None:
        """Close what is not allowed any more, read what others wrote, make saves."""
        rooms = list(self._rooms.values())
        seen = {room.document_id: room.seen for room in rooms}
        everybody = [one for room in rooms for one in room.connections]
        hashes = {one.person.session_hash for one in everybody}
        hashes |= {one for room in rooms for one in room.presences.guest_sessions}
        asked_at = asyncio.get_running_loop().time()
        found = await self._ask(store.look, seen, hashes)
        for one in everybody:
            may_edit = found.editors.get(one.person.session_hash)
            if not may_edit:
                signed_out = may_edit is None
                one.close(Closing.SIGNED_OUT if signed_out else Closing.NOT_ALLOWED)
        shut_out = {one for one in hashes if not found.editors.get(one)}
        self._looked_at = asked_at
        self._looked.set()
        self._looked = asyncio.Event()
        for room in rooms:
            try:
                room.forget_gone(shut_out)
                self._look_after(room, found)
            except (Unreadable, Broken):
                self.give_up(room)
        await save_due(self.database, list(self._rooms.values()))

    async def close(self) -> None:
        """Write and save what there is, as far as that is possible in 10 seconds."""
        self._is_over.set()
        for room in self._rooms.values():
            room.close(Closing.RESTART)
        with suppress(TimeoutError, SQLAlchemyError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await asyncio.gather(*self._tasks)
                await self.write()
                for room in list(self._rooms.values()):
                    if room.unsaved_since is not None:
                        await save_room(self.database, room)
        if self._bridge is not None:
            await self._bridge.close()

    def _look_after(self, room: Room, found: store.Look) -> None:
        epoch = found.epochs.get(room.document_id)
        if epoch is None or room.document_id not in found.opened:
            self._drop(room, Closing.NOT_THERE)
        elif epoch != room.epoch:
            self._drop(room, Closing.OTHER_EPOCH)
        else:
            if unread := found.logs.get(room.document_id):
                room.read_log(unread)
            elapsed = asyncio.get_running_loop().time() - room.used_at
            is_still = not room.has_news and room.unsaved_since is None
            if not room.connections and is_still and elapsed > GRACE_SECONDS:
                self._drop(room, Closing.RESTART)

    def _drop(self, room: Room, why: Closing) -> None:
        self._forget(room)
        room.end(why)

    def _forget(self, room: Room) -> None:
        # Another room may have been opened in its place.
        if self._rooms.get(room.document_id) is room:
            del self._rooms[room.document_id]

    def _publish(
        self, document_id: int, epoch: str, kind: Kind, content: bytes, author: int
    ) -> None:
        if self._bridge is not None:
            self._bridge.say(Said(document_id, epoch, kind, author, content))

    def _hear(self, said: Said) -> None:
        room = self._rooms.get(said.document_id)
        if room is None or room.epoch != said.epoch:
            return
        if said.kind == Kind.ASK:
            if ours := room.presences.ours():
                frame = presence_frame(ours)
                self._publish(room.document_id, room.epoch, Kind.AWARENESS, frame, 0)
            return
        try:
            room.hear(said.kind, said.content, said.author)
        except (Unreadable, TooLong):
            log.warning("live_not_understood", document=said.document_id)
        except Broken:
            self.give_up(room)

    async def _repeat(
        self, seconds: float, what: Callable[[], Awaitable[None]]
    ) -> None:
        """Do something again and again; what fails is done again a little later."""
        while not self._is_over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), seconds)
            try:
                await what()
            except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
                raise
            except BaseException:
                # A panic of the library is no Exception, and nobody may stop for it.
                log.exception("live_failed", what=what.__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._is_over.wait(), LOOK_SECONDS)

    async def _ask(
        self, question: Callable[..., store.Answer], *about: object
    ) -> store.Answer:
        return await asyncio.to_thread(question, self.database, *about)
