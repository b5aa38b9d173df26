"""Facts this room announces, without a name or an address.

`key` is the same when the same thing is announced again, so that a listener can
count it once. `learner` is a sign by which somebody who has told a room above that
they learn is known there (`Learner.sign`); it is deleted with the event.
"""

from typing import ClassVar, Self

from app.learning.progress import Place
from app.platform.outbox import Event


class PackStarted(Event, frozen=True):
    """Somebody began a pack."""

    name: ClassVar[str] = "learning.pack_started"

    key: str
    pack_key: str
    language: str
    learner: str = ""


class ModuleCompleted(Event, frozen=True):
    """Somebody marked a module as done."""

    name: ClassVar[str] = "learning.module_completed"

    key: str
    pack_key: str
    module_key: str
    language: str
    revision_number: int
    learner: str = ""

    @classmethod
    def at(cls, key: str, place: Place, learner: str) -> Self:
        """Return the fact that the module at a place is done."""
        return cls(
            key,
            place.pack_key,
            place.module_key,
            place.language,
            place.revision_number,
            learner,
        )


class PackCompleted(Event, frozen=True):
    """Somebody has done every live module of a pack."""

    name: ClassVar[str] = "learning.pack_completed"

    key: str
    pack_key: str
    language: str
    learner: str = ""


class ProgressDeleted(Event, frozen=True):
    """Somebody has deleted what was kept about their learning."""

    name: ClassVar[str] = "learning.progress_deleted"

    learner: str
