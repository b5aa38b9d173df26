"""What a page needs to know about a learner. No database, no cookie."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field


class Place(Struct, frozen=True):
    """A module of a pack, as somebody is taking it.

    `module_keys` are the live modules of the pack, in order.
    """

    pack_key: str
    module_key: str
    module_keys: tuple[str, ...]
    revision_number: int
    language: str


class PackProgress(Struct, frozen=True):
    """How far somebody is in a pack."""

    done: frozenset[str] = frozenset()
    last_module: str | None = None
    last_language: str | None = None
    # When every module was done for the first time, where that is known.
    finished_at: datetime | None = None

    @property
    def is_started(self) -> bool:
        """Whether there is anything to continue."""
        return self.last_module is not None or bool(self.done)

    def is_finished(self, module_keys: Collection[str]) -> bool:
        """Tell whether every live module is done; a pack without modules never is."""
        return bool(module_keys) and self.done.issuperset(module_keys)

    def left(self, module_keys: Sequence[str]) -> list[str]:
        """Return the live modules that are not done, in order."""
        return [key for key in module_keys if key not in self.done]

    def next_module(self, module_keys: Sequence[str]) -> str | None:
        """Return where to go on: the last place, or what comes after it.

        None when every module is done.
        """
        left = self.left(module_keys)
        if self.last_module not in module_keys:
            return left[0] if left else None
        here = module_keys.index(self.last_module)
        after = [key for key in left if module_keys.index(key) >= here]
        return next(iter(after or left), None)


class StoredAnswer(Struct, frozen=True):
    """The last answer to a question: the ids of options, or the text typed."""

    chosen: tuple[str, ...]
    is_right: bool
    tries: int = 1


class ModuleState(Struct, frozen=True):
    """What somebody did in a module."""

    is_done: bool = False
    answers: Mapping[str, StoredAnswer] = field(default_factory=dict)
    ticks: frozenset[str] = frozenset()


class Completed(Struct, frozen=True):
    """What marking a module as done came to."""

    is_new: bool
    is_pack_finished: bool
