"""Somebody who writes in a live draft with pycrdt, over a real socket."""

import asyncio
import json
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx
from pycrdt import Doc, Map, Text, TransactionEvent
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from app.authoring.live.frames import (
    Kind,
    Presence,
    Step,
    presence_frame,
    presence_piece,
    read_presence,
    read_presence_piece,
    read_sync,
    sync_frame,
)
from app.authoring.live.lib0 import Reader, sized

# Tests end as soon as what they wait for is there; a busy machine may take long.
PATIENCE_SECONDS = 60
WORDS = ("goal ", "🎉", "नमस्ते ", "مرحبا ", "naïve\n", "- step\n")
Live = tuple[int, str]


@dataclass
class Site:
    """A running program: where it is, and the cookie of a session."""

    url: str
    token: str

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"passalong={self.token}", "Origin": self.url}

    def join(self, document_id: int) -> Live:
        """Ask for the live draft of a module."""
        answer = httpx.post(f"{self.url}/live/{document_id}", headers=self.cookie)
        assert answer.status_code == httpx.codes.OK, answer.text
        return document_id, answer.json()["epoch"]

    def exchange(
        self,
        live: Live,
        state: bytes,
        update: bytes,
        said: list[Presence] | None = None,
    ) -> httpx.Response:
        """Send an update without a socket, and what a window says of itself."""
        address = f"{self.url}/live/{live[0]}/{live[1]}"
        body = sized(state) + sized(update) + presence_piece(said or [])
        headers = {**self.cookie, "Accept": "application/json"}
        return httpx.post(address, headers=headers, content=body, timeout=30)


def new_doc() -> Doc[Any]:
    doc: Doc[Any] = Doc()
    doc.get("body", type=Text)
    doc.get("head", type=Map)
    return doc


@dataclass
class Typist:
    """One window. `acknowledged` are the words it was told are saved."""

    site: Site
    live: Live
    name: str = "typist"
    doc: Doc[Any] = field(default_factory=new_doc)
    acknowledged: set[str] = field(default_factory=set)
    close_code: int | None = None
    present: dict[int, Presence] = field(default_factory=dict)
    _waiting: dict[str, int] = field(default_factory=dict)
    _sent: int = 0
    _saved: int = 0
    _count: int = 0
    _socket: ClientConnection | None = None
    _reader: asyncio.Task[None] | None = None
    _out: deque[tuple[bytes, str]] = field(default_factory=deque)
    _synced: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._subscription = self.doc.observe(self._note)
        self._is_remote = False

    @property
    def text(self) -> str:
        return str(self.doc["body"])

    @property
    def is_connected(self) -> bool:
        return self._socket is not None and self._socket.close_code is None

    @property
    def plight(self) -> str:
        """What a failed test should know."""
        return (
            f"{self.name}: {'in' if self.is_connected else 'out'}, closed with "
            f"{self.close_code}, {self._saved} of {self._sent} saved, "
            f"{len(self._waiting)} words wait, {len(self.text.encode())} bytes"
        )

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.leave()

    async def connect(self) -> None:
        """Come in and wait until everything is here."""
        url = self.site.url.replace("http", "ws", 1)
        self._socket = await connect(
            f"{url}/live/{self.live[0]}/{self.live[1]}",
            additional_headers={"Cookie": f"passalong={self.site.token}"},
            origin=Origin(self.site.url),
            compression=None,
            max_size=None,
        )
        self._sent = self._saved = 0
        # What was not acknowledged goes again with all that is missing there.
        self._waiting = dict.fromkeys(self._waiting, sys.maxsize)
        self._synced = asyncio.Event()
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._socket.send(sync_frame(Step.STATE, self.doc.get_state()))
        await self._is_answered()

    async def stay(self) -> None:
        """Come in again and again until the server lets one in."""
        while not self.is_connected:
            try:
                await self.connect()
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                await asyncio.sleep(0.1)

    async def leave(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.gather(self._reader, return_exceptions=True)

    def cut(self) -> None:
        """Lose the network without a word."""
        if self._socket is not None:
            self._socket.transport.abort()

    def write(self, random: Random) -> str:
        """Write words nobody else writes at some place; return them."""
        self._count += 1
        words = f"⟨{self.name}-{self._count}⟩"
        self.put(words, random)
        with self.doc.transaction():
            text = self.doc["body"]
            text.insert(_place(text, random), random.choice(WORDS))
        return words

    def put(self, words: str, random: Random) -> None:
        """Write these words at some place."""
        text = self.doc["body"]
        text.insert(_place(text, random), words)
        self._out[-1] = self._out[-1][0], words

    def say(self, state: dict[str, object] | None, clock: int, client: int = 0) -> None:
        """Tell where the caret is."""
        one = Presence(client or self.doc.client_id, clock, state)
        self._out.append((presence_frame([one]), ""))

    async def flush(self) -> None:
        """Send what was written."""
        while self._out and self._socket and self.is_connected:
            frame, words = self._out.popleft()
            if frame[0] == Kind.SYNC:
                self._sent += 1
            if words:
                self._waiting[words] = self._sent
            with suppress(ConnectionClosed):
                await self._socket.send(frame)

    async def taken(self) -> None:
        """Wait until the server has all that was sent; it may not be committed yet."""
        self._synced.clear()
        await self.send(sync_frame(Step.STATE, self.doc.get_state()))
        if not await self._is_answered():
            raise TimeoutError

    async def _is_answered(self) -> bool:
        """Wait until the server has sent what is missing here, or says no more."""
        assert self._reader is not None
        answer = asyncio.create_task(self._synced.wait())
        await asyncio.wait(
            (answer, self._reader),
            timeout=PATIENCE_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        answer.cancel()
        return self._synced.is_set()

    async def send(self, frame: bytes) -> None:
        """Send any frame."""
        assert self._socket is not None
        await self._socket.send(frame)

    async def saved(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until everything that was written is acknowledged."""
        async with asyncio.timeout(seconds):
            await self.flush()
            while self._out or self._waiting or self._saved < self._sent:
                await asyncio.sleep(0.02)

    async def send_raw(self, frame: bytes) -> None:
        """Send any frame, whatever becomes of it."""
        with suppress(ConnectionClosed):
            await self.send(frame)

    async def closed_soon(self) -> int | None:
        """Return the code if the server closes the socket instead of answering."""
        try:
            await self.taken()
        except (ConnectionClosed, TimeoutError):
            return await self.closed()
        return None

    async def closed(self, seconds: float = PATIENCE_SECONDS) -> int | None:
        """Wait until the server has closed the socket; return its code."""
        assert self._reader is not None
        await asyncio.wait_for(asyncio.shield(self._reader), seconds)
        return self.close_code

    def _note(self, event: TransactionEvent) -> None:
        if not self._is_remote:
            self._out.append((sync_frame(Step.UPDATE, event.update), ""))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                assert isinstance(frame, bytes)
                await self._hear(frame, socket)
        except ConnectionClosed:
            pass
        finally:
            self.close_code = socket.close_code

    async def _hear(self, frame: bytes, socket: ClientConnection) -> None:
        if frame[0] == Kind.SYNC:
            step, content = read_sync(frame)
            if step == Step.STATE:
                await socket.send(self._all_that_is_missing(content))
            else:
                self._take(step, content)
        elif frame[0] == Kind.SAVED:
            self._note_saved(Reader(frame[1:]).number())
        elif frame[0] == Kind.AWARENESS:
            for one in read_presence(frame, 1 << 20):
                self.present[one.client] = one

    def _all_that_is_missing(self, state: bytes) -> bytes:
        # What waits to be sent is part of it.
        self._sent += 1
        queued = [words for _, words in self._out if words]
        self._waiting = dict.fromkeys([*self._waiting, *queued], self._sent)
        self._out.clear()
        return sync_frame(Step.MISSING, self.doc.get_update(state))

    def _take(self, step: Step, update: bytes) -> None:
        self._is_remote = True
        try:
            self.doc.apply_update(update)
        finally:
            self._is_remote = False
        if step == Step.MISSING:
            self._synced.set()

    def _note_saved(self, saved: int) -> None:
        self._saved = saved
        for words, number in list(self._waiting.items()):
            if number <= saved:
                self.acknowledged.add(words)
                del self._waiting[words]


def _place(text: Text, random: Random) -> int:
    """Return a place in bytes, between two characters and in nobody's words."""
    content = str(text)
    before = content[: random.randint(0, len(content))]
    if before.count("⟨") > before.count("⟩"):
        before = before[: before.rindex("⟨")]
    return len(before.encode())


def shown(present: dict[int, Presence]) -> list[str]:
    """Return the names of who is there."""
    states = [one.state for one in present.values() if one.state]
    return sorted(json.loads(json.dumps(one))["user"]["name"] for one in states)


def missing_in(answer: httpx.Response) -> bytes:
    """Return the update in an answer to who has no socket."""
    return Reader(answer.content).piece()


def present_in(answer: httpx.Response) -> dict[int, Presence]:
    """Return who is here, as an answer to who has no socket says."""
    reader = Reader(answer.content)
    reader.piece()
    present = read_presence_piece(reader.piece(), 1 << 20)
    reader.end()
    return {one.client: one for one in present}
