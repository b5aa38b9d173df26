"""Taking part without a socket: what one has for what one lacks."""

import asyncio

from app.authoring.live.documents import Broken, TooLong
from app.authoring.live.hub import Hub
from app.authoring.live.lib0 import Reader, Unreadable
from app.authoring.live.people import Person
from app.authoring.live.permits import Closing
from app.authoring.live.room import Room

COMMIT_SECONDS = 10


async def exchange_bytes(
    hub: Hub | None, draft: tuple[int, str], person: Person, body: bytes
) -> bytes | Closing:
    """Return what a sender lacks and who is here, or why what they sent is not kept.

    `draft` is a document's id and an epoch; `body` holds a state vector, an update, and
    what the sender's window says of itself, each with its length before it; so does the
    answer, without the first. Both updates are committed before this returns.
    """
    if hub is None:
        return Closing.LATER
    room = await hub.room(*draft)
    if isinstance(room, Closing):
        return room
    missing = _taken(hub, room, person, body)
    if isinstance(missing, bytes):
        try:
            await asyncio.wait_for(room.committed(), COMMIT_SECONDS)
        except TimeoutError:
            return Closing.LATER
    return missing


def _taken(hub: Hub, room: Room, person: Person, body: bytes) -> bytes | Closing:
    try:
        reader = Reader(body)
        state, update, said = reader.piece(), reader.piece(), reader.piece()
        reader.end()
        return room.exchange(person, state, update, said)
    except Unreadable:
        return Closing.UNREADABLE
    except TooLong:
        return Closing.TOO_LONG
    except Broken:
        hub.give_up(room)
        return Closing.UNREADABLE
