"""What goes over a socket: the Yjs protocols `sync` and `awareness`, and what is saved.

See y-protocols' PROTOCOL.md. Written here and not taken from pycrdt, whose reader takes
a text that was cut short for a whole one, and whose writer counts characters where
the protocol counts bytes.
"""

import json
from collections.abc import Iterator
from enum import IntEnum

from msgspec import Struct

from app.authoring.live.lib0 import Reader, Unreadable, number, sized

MAX_AWARENESS_BYTES = 4 * 1024


class Kind(IntEnum):
    """What a frame is about: two of y-protocols, and of ours SAVED and SLOWED.

    ASK is said between processes only: who is there?
    """

    SYNC = 0
    AWARENESS = 1
    ASK = 2
    SAVED = 100
    SLOWED = 101


class Step(IntEnum):
    """What a sync frame holds: a state vector, what that lacked, or an update."""

    STATE = 0
    MISSING = 1
    UPDATE = 2


class Presence(Struct, frozen=True):
    """What a client says of itself. `state` is None when it has left."""

    client: int
    clock: int
    state: dict[str, object] | None


def sync_frame(step: Step, content: bytes) -> bytes:
    """Return a frame with a state vector or an update."""
    return bytes((Kind.SYNC, step)) + sized(content)


def saved_frame(count: int) -> bytes:
    """Return the frame that says how many of a socket's updates are committed."""
    return bytes((Kind.SAVED,)) + number(count)


def slowed_frame() -> bytes:
    """Return the frame that says that more comes than is taken at once."""
    return bytes((Kind.SLOWED,))


def presence_frame(present: list[Presence]) -> bytes:
    """Return a frame of what clients say of themselves."""
    return bytes((Kind.AWARENESS,)) + presence_piece(present)


def presence_piece(present: list[Presence]) -> bytes:
    """Return the same as a sized piece, for whoever has no socket."""
    said = [number(len(present))]
    for one in present:
        state = json.dumps(one.state, separators=(",", ":")).encode()
        said += [number(one.client), number(one.clock), sized(state)]
    return sized(b"".join(said))


def read_sync(frame: bytes) -> tuple[Step, bytes]:
    """Return what a sync frame holds; raise Unreadable."""
    if len(frame) < 2 or frame[1] not in set(Step):
        raise Unreadable("step")
    reader = Reader(frame[2:])
    content = reader.piece()
    reader.end()
    return Step(frame[1]), content


def read_presence(frame: bytes, most: int = MAX_AWARENESS_BYTES) -> list[Presence]:
    """Return what clients say of themselves; raise Unreadable."""
    if len(frame) > most:
        raise Unreadable("awareness too long")
    return read_presence_piece(Reader(frame[1:]).piece(), most)


def read_presence_piece(
    content: bytes, most: int = MAX_AWARENESS_BYTES
) -> list[Presence]:
    """Return the same of what is in a piece; raise Unreadable."""
    if len(content) > most:
        raise Unreadable("awareness too long")
    return list(_present(Reader(content)))


def _present(reader: Reader) -> Iterator[Presence]:
    for _ in range(reader.number()):
        client, clock = reader.number(), reader.number()
        try:
            state = json.loads(reader.piece())
        except (ValueError, RecursionError) as error:
            raise Unreadable("awareness") from error
        if state is not None and not isinstance(state, dict):
            raise Unreadable("awareness")
        yield Presence(client, clock, state)
