"""What one process holds of a live draft while somebody is there."""

import asyncio
from collections.abc import Callable, Collection, Iterable

from msgspec import Struct, field
from pycrdt import TransactionEvent

from app.authoring.live.connection import MAX_FRAME_BYTES, Connection
from app.authoring.live.documents import (
    LiveDocument,
    TooLong,
    apply,
    is_whole,
    load_document,
    merged,
    missing_from,
    text_bytes,
)
from app.authoring.live.frames import (
    Kind,
    Presence,
    Step,
    presence_frame,
    presence_piece,
    read_presence,
    read_presence_piece,
    read_sync,
    saved_frame,
    sync_frame,
)
from app.authoring.live.lib0 import Unreadable, sized
from app.authoring.live.log import Log
from app.authoring.live.people import Person
from app.authoring.live.permits import Closing
from app.authoring.live.presence import Presences
from app.authoring.live.telling import Telling

MAX_TEXT_BYTES = 1 << 20
# A document also holds what stood in it once, and what no editor shows.
MAX_STATE_BYTES = 8 << 20
# Fifty people writing at once is what this is built for; some have two windows.
MAX_CONNECTIONS = 64
MOST_WAITING = 20
# The state vector of who has nothing.
NOTHING = b"\x00"
# Broken documents are kept for ever: freeing one can end the process, for the library
# may have freed parts of it already.
_broken: list[LiveDocument] = []


class Batch(Struct):
    """What is to be committed at once, and who waits to hear that it is."""

    document_id: int
    epoch: str
    content: bytes
    authors: list[int]
    told: list[tuple[Connection, int]]
    waiters: list[asyncio.Future[None]]


class _Unwritten(Struct):
    """What came and is in no log yet."""

    updates: list[bytes] = field(default_factory=list)
    authors: dict[int, None] = field(default_factory=dict)
    owed: set[Connection] = field(default_factory=set)
    waiters: list[asyncio.Future[None]] = field(default_factory=list)


class Room:
    """A live draft and who is in it; everything here runs in the event loop.

    `seen` is how far it has read the log. `unsaved_since` and `changed_at` tell when
    to make a save of the draft, in the loop's time. `publish` tells other processes.
    """

    def __init__(
        self, document_id: int, epoch: str, log: Log, publish: "Publish"
    ) -> None:
        self.document_id = document_id
        self.epoch = epoch
        self.seen = log.last_seq
        self.connections: set[Connection] = set()
        self.presences = Presences()
        self._telling = Telling(self.connections)
        self.changed_at = self.used_at = asyncio.get_running_loop().time()
        self.unsaved_since: float | None = None
        self._publish = publish
        self._bytes = sum(map(len, log.updates))
        self._unwritten = _Unwritten()
        self._fresh = fresh = list[bytes]()
        self._document = load_document(log.updates)
        # Not a method: the document of a buried room stays, and nothing else of it.
        self._subscription = self._document.observe(
            lambda event: _keep_update(fresh, event)
        )

    @property
    def is_full(self) -> bool:
        """Whether nobody else can come in."""
        return len(self.connections) >= MAX_CONNECTIONS

    @property
    def has_news(self) -> bool:
        """Whether something waits to be committed, or somebody to hear that it is."""
        news = self._unwritten
        return bool(news.updates or news.owed or news.waiters)

    def join(self, connection: Connection) -> None:
        """Let somebody in: they hear what we lack, and who is there."""
        self.connections.add(connection)
        connection.send(sync_frame(Step.STATE, self._document.get_state()))
        if present := self.presences.everybody():
            connection.send(presence_frame(present))

    def leave(self, connection: Connection) -> None:
        """Let somebody go, and tell the others."""
        self.connections.discard(connection)
        self._unwritten.owed.discard(connection)
        self.used_at = asyncio.get_running_loop().time()
        if left := self.presences.gone(connection.clients):
            self._tell_everywhere(left)

    def close(self, why: Closing) -> None:
        """Send everybody away; what they have said is still to be committed."""
        for connection in self.connections:
            connection.close(why)

    def end(self, why: Closing) -> None:
        """Send everybody away from a room that is none any more, and free its memory.

        No collector frees a document that tells somebody of its changes.
        """
        self.close(why)
        self._document.unobserve(self._subscription)

    def bury(self) -> None:
        """Send everybody away from a document that is broken, and never touch it."""
        _broken.append(self._document)
        self.close(Closing.RESTART)

    def receive(self, connection: Connection, frame: bytes) -> None:
        """Do what a frame asks; raise Unreadable, TooLong or Broken."""
        if frame[0] == Kind.SYNC:
            step, content = read_sync(frame)
            if step == Step.STATE:
                missing = missing_from(self._document, content)
                connection.send(sync_frame(Step.MISSING, missing))
            else:
                self._take(connection, content)
        elif frame[0] == Kind.AWARENESS:
            said = read_presence(frame)
            if news := self.presences.say(connection, said):
                self._tell_everywhere(news)
        else:
            raise Unreadable("kind")

    def exchange(
        self, person: Person, state: bytes, update: bytes, said: bytes
    ) -> bytes:
        """Take what came without a socket; return what its sender lacks, and who is in.

        Raise Unreadable also for what builds on something that is not here.
        """
        present = read_presence_piece(said)
        missing = missing_from(self._document, state)
        self._apply(update, person.user_id, None)
        if not is_whole(self._document, update):
            raise Unreadable("not whole")
        self.used_at = asyncio.get_running_loop().time()
        if news := self.presences.say(self.presences.guest(person), present):
            self._tell_everywhere(news)
        return sized(missing) + presence_piece(self.presences.everybody())

    def committed(self) -> asyncio.Future[None]:
        """Return what is done when all that came until now is committed."""
        waiter = asyncio.get_running_loop().create_future()
        self._unwritten.waiters.append(waiter)
        return waiter

    def read_log(self, log: Log) -> None:
        """Take what others have committed."""
        for update in log.updates:
            self._apply(update, None, None)
        self.seen = max(self.seen, log.last_seq)

    def hear(self, kind: Kind, content: bytes, author: int) -> None:
        """Take what another process says; raise Unreadable.

        Its updates are written here as well: what our people write next builds on
        them, and that process may die before it has written them.
        """
        if kind == Kind.SYNC:
            self._apply(content, author, None, is_ours=False)
        elif kind == Kind.AWARENESS:
            said = read_presence(content, MAX_FRAME_BYTES)
            self._telling.present(self.presences.hear(said))

    def take_batch(self) -> Batch:
        """Return what is to be committed; what comes from now on is for the next.

        Raise Broken when that cannot be written as one update.
        """
        news, self._unwritten = self._unwritten, _Unwritten()
        return Batch(
            document_id=self.document_id,
            epoch=self.epoch,
            content=merged(news.updates) if news.updates else b"",
            authors=list(news.authors),
            told=[(one, one.settled) for one in news.owed],
            waiters=news.waiters,
        )

    def put_back(self, batch: Batch) -> None:
        """Keep for later what could not be committed."""
        news = self._unwritten
        if batch.content:
            news.updates.insert(0, batch.content)
        news.authors = dict.fromkeys([*batch.authors, *news.authors])
        news.owed.update(one for one, _ in batch.told if one in self.connections)
        news.waiters = batch.waiters + news.waiters

    def is_committed(self, batch: Batch, seq: int | None) -> None:
        """Tell those who wait; `seq` is the number that the log gave to an update."""
        if seq is not None and seq == self.seen + 1:
            self.seen = seq
        for connection, count in batch.told:
            if count > connection.told:
                connection.told = count
                connection.send(saved_frame(count))
        for waiter in batch.waiters:
            if not waiter.done():
                waiter.set_result(None)

    def forget_gone(self, shut_out: Collection[str]) -> None:
        """Tell everybody who was not heard of for long, or whose session has ended."""
        self._telling.present(self.presences.silent())
        if left := self.presences.shut_out(shut_out):
            self._tell_everywhere(left)

    def _take(self, connection: Connection, update: bytes) -> None:
        connection.received += 1
        self._apply(update, connection.person.user_id, connection)
        waiting = [*connection.waiting, update]
        connection.waiting = [
            one for one in waiting if not is_whole(self._document, one)
        ]
        if not connection.waiting:
            connection.settled = connection.received
            self._unwritten.owed.add(connection)
        elif len(connection.waiting) > MOST_WAITING:
            raise Unreadable("builds on what nobody has")
        else:
            connection.send(sync_frame(Step.STATE, self._document.get_state()))

    def _apply(
        self,
        update: bytes,
        author: int | None,
        sender: Connection | None,
        *,
        is_ours: bool = True,
    ) -> None:
        """Put an update in; `author` is None for what is in the log already."""
        if author is not None:
            self._must_fit(update)
        self._fresh.clear()
        apply(self._document, update)
        for fresh in self._fresh:
            self._bytes += len(fresh)
            self._telling.update(fresh, sender)
            if author is not None:
                self._unwritten.updates.append(fresh)
                self._unwritten.authors[author] = None
                if is_ours:
                    self._publish(Kind.SYNC, fresh, author)
        if self._fresh:
            self.changed_at = asyncio.get_running_loop().time()
            if author is not None and self.unsaved_since is None:
                self.unsaved_since = self.changed_at

    def _must_fit(self, update: bytes) -> None:
        if text_bytes(self._document) + len(update) > MAX_TEXT_BYTES:
            # It may well make the text shorter.
            tried = load_document([missing_from(self._document, NOTHING)])
            apply(tried, update)
            if text_bytes(tried) > MAX_TEXT_BYTES:
                raise TooLong
        if self._bytes + len(update) > MAX_STATE_BYTES:
            self._bytes = len(missing_from(self._document, NOTHING))
            if self._bytes + len(update) > MAX_STATE_BYTES:
                raise TooLong

    def _tell_everywhere(self, news: list[Presence]) -> None:
        self._telling.present(news)
        self._publish(Kind.AWARENESS, presence_frame(news), 0)


def _keep_update(fresh: list[bytes], event: TransactionEvent) -> None:
    fresh.append(event.update)


Publish = Callable[[Kind, bytes, int], None]


def news_of(rooms: Iterable[Room]) -> list[Room]:
    """Return the rooms in which something waits to be committed."""
    return [room for room in rooms if room.has_news]
