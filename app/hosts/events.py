"""Facts this room announces: by the number of a row, never by a name."""

from collections.abc import Sequence
from typing import ClassVar

from app.platform.outbox import Event


class FramedProgress(Event, frozen=True):
    """Somebody in a frame has done a module; `module_keys` are all of the pack's."""

    name: ClassVar[str] = "hosts.framed_progress"

    learner_id: int
    pack_key: str
    module_keys: Sequence[str]
