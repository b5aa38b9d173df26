"""People in a live draft, as their sessions say."""

from typing import Protocol

from msgspec import Struct, field

# Readable on white and on black; one of them is somebody's, wherever they write.
COLOURS = ("#a03a2e", "#8a5a00", "#2f7d4f", "#00727d", "#2a62b0", "#6a4bb5", "#a03a86")


class Person(Struct, frozen=True):
    """Who writes: as the session says, whatever the browser says."""

    user_id: int
    name: str
    session_hash: str

    @property
    def shown(self) -> dict[str, object]:
        """What others see of this person."""
        colour = COLOURS[self.user_id % len(COLOURS)]
        return {
            "id": self.user_id,
            "name": self.name,
            "color": colour,
            "colorLight": f"{colour}33",
        }


class Speaker(Protocol):
    """Who says where carets are: by a socket, or by requests.

    `clients` are the Yjs clients that speak through it, one for each window.
    """

    person: Person
    clients: set[int]


class Guest(Struct, eq=False):
    """Somebody who takes part by requests: all windows of one session."""

    person: Person
    clients: set[int] = field(default_factory=set)
