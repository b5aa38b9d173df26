"""Facts this room announces. They carry no person.

`key` is the same when the same thing is announced again, so that a listener can
count it once.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from app.learning.progress import Place
from app.platform.outbox import Event


@dataclass(frozen=True)
class PackStarted(Event):
    """Somebody began a pack."""

    name: ClassVar[str] = "learning.pack_started"

    key: str
    pack_key: str
    language: str


@dataclass(frozen=True)
class ModuleCompleted(Event):
    """Somebody marked a module as done."""

    name: ClassVar[str] = "learning.module_completed"

    key: str
    pack_key: str
    module_key: str
    language: str
    revision_number: int

    @classmethod
    def at(cls, key: str, place: Place) -> Self:
        """Return the fact that the module at a place is done."""
        return cls(
            key,
            place.pack_key,
            place.module_key,
            place.language,
            place.revision_number,
        )


@dataclass(frozen=True)
class PackCompleted(Event):
    """Somebody has done every live module of a pack."""

    name: ClassVar[str] = "learning.pack_completed"

    key: str
    pack_key: str
    language: str
