"""Frames that were sound once, changed in every way: for sockets and for rooms."""

import asyncio
from collections.abc import Iterator
from random import Random
from typing import Any

from pycrdt import Doc

from app.authoring.live.connection import Connection
from app.authoring.live.documents import Broken, TooLong, load_document, new_document
from app.authoring.live.frames import Kind, Presence, Step, presence_frame, sync_frame
from app.authoring.live.lib0 import Unreadable
from app.authoring.live.log import Log
from app.authoring.live.people import Person
from app.authoring.live.room import Room
from tests.authoring.live.typist import WORDS, Live, Site, Typist

AT_ONCE = 8


def sound_frames(updates: list[bytes], random: Random) -> list[bytes]:
    """Return frames of every kind that a browser sends in a document."""
    document = load_document(updates)
    frames = [
        sync_frame(Step.STATE, document.get_state()),
        sync_frame(Step.MISSING, document.get_update()),
        presence_frame([Presence(7, 1, {"cursor": {"anchor": {"tname": "body"}}})]),
        presence_frame([Presence(7, 2, None), Presence(2**40, 1, {"user": {}})]),
    ]
    for number in range(20):
        before = document.get_state()
        text = document["body"]
        if number % 4 == 3:
            del text[0 : len(str(text)[:3].encode())]
        else:
            text.insert(0, random.choice(WORDS))
        document["head"]["title"] = str(number)
        frames.append(sync_frame(Step.UPDATE, document.get_update(before)))
    return frames


def mutated(frames: list[bytes], count: int, random: Random) -> Iterator[bytes]:
    """Yield so many frames, each changed in some way; most begin as ours do."""
    for _ in range(count):
        frame = bytearray(random.choice(frames))
        for _ in range(random.choice((1, 1, 2))):
            _mutate(frame, random.choice(frames), random)
        yield bytes(frame)


def _mutate(frame: bytearray, other: bytes, random: Random) -> None:
    place = random.randrange(len(frame) + 1)
    how = random.randrange(6)
    if how == 0 and place < len(frame):
        frame[place] ^= 1 << random.randrange(8)
    elif how == 1:
        del frame[place:]
    elif how == 2:
        frame[place:place] = random.randbytes(random.randint(1, 8))
    elif how == 3:
        frame[place:] = other[random.randrange(len(other)) :]
    elif how == 4 and place < len(frame):
        frame[place] = random.choice((0, 1, 0x7F, 0x80, 0xFF))
    else:
        frame += other


async def send_mutated(site: Site, live: Live, frames: list[bytes]) -> dict[int, int]:
    """Send frames over sockets, a new one whenever the server has closed one.

    Return how often it did, by its code.
    """
    codes: dict[int, int] = {}
    waiting = iter(frames)

    async def attack() -> None:
        typist = Typist(site, live)
        for frame in waiting:
            if not typist.is_connected:
                await typist.connect()
            await typist.send_raw(frame)
            if code := await typist.closed_soon():
                codes[code] = codes.get(code, 0) + 1
        await typist.leave()

    await asyncio.gather(*(attack() for _ in range(AT_ONCE)))
    return codes


class _Silent:
    """A socket of nobody."""

    async def send_bytes(self, _frame: bytes) -> None: ...

    async def close(self, _code: int) -> None: ...


def try_in_room(updates: list[bytes], frames: Iterator[bytes]) -> tuple[int, int]:
    """Give frames to a room; return how many it took and how many it refused."""
    return asyncio.run(_try(updates, frames))


async def _try(updates: list[bytes], frames: Iterator[bytes]) -> tuple[int, int]:
    taken = refused = 0
    person = Person(1, "Mallory", "hash")

    def publish(_kind: Kind, _content: bytes, _author: int) -> None: ...

    room = Room(1, "epoch", Log(len(updates), tuple(updates)), publish)
    for number, frame in enumerate(frames):
        if number % 1_000 == 0:
            # As often as rooms end and begin, so that what waits for more goes, too.
            room = Room(1, "epoch", Log(len(updates), tuple(updates)), publish)
            await asyncio.sleep(0)
        connection: Any = Connection(_Silent(), person)  # type: ignore[arg-type]
        room.connections = {connection}
        try:
            if frame:
                room.receive(connection, frame)
            taken += 1
        except (Unreadable, TooLong):
            refused += 1
        except Broken:
            refused += 1
            room.bury()
            room = Room(1, "epoch", Log(len(updates), tuple(updates)), publish)
            continue
        room.leave(connection)
        if room.has_news and number % 50 == 0:
            _must_be_sound(updates, room.take_batch().content)
    return taken, refused


def _must_be_sound(updates: list[bytes], content: bytes) -> None:
    """Fail when what would be committed cannot be read again."""
    document: Doc[Any] = new_document()
    for update in [*updates, content]:
        if update:
            document.apply_update(update)
