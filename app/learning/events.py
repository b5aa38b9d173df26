"""Facts this room announces. They carry no person.

`key` is the same when the same thing is announced again, so that a listener can
count it once.
"""

from dataclasses import dataclass
from typing import ClassVar

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


@dataclass(frozen=True)
class PackCompleted(Event):
    """Somebody has done every live module of a pack."""

    name: ClassVar[str] = "learning.pack_completed"

    key: str
    pack_key: str
    language: str
