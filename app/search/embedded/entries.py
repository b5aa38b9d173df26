"""What the index knows of a document besides its words, kept from search to search.

It stays the same for as long as the version of the document does. Who has seen which
versions the index has need not ask it again.
"""

from collections.abc import Collection, Iterable, Sequence
from sys import intern
from typing import Any, NamedTuple

from app.search.index import EntityKind

# About 300 bytes each.
MAX_ENTRIES = 20_000

_KINDS = {kind.value: kind for kind in EntityKind}


class Entry(NamedTuple):
    """A document of the index, with the folded words of its title."""

    id: int
    entity: str
    group: str
    kind: EntityKind
    language: str
    version: int
    title: tuple[str, ...]


class Entries:
    """The entries that were asked for lately; for any thread."""

    def __init__(self) -> None:
        self._known: dict[int, Entry] = {}

    def find(
        self, numbers: Collection[int], versions: Sequence[int]
    ) -> dict[int, Entry]:
        """Return those of some documents that are kept at the version they are at."""
        known = self._known
        return {
            number: entry
            for number in numbers
            if (entry := known.get(number)) and entry.version == versions[number]
        }

    def keep(self, entries: Iterable[Entry]) -> None:
        """Keep entries; when there are too many, the others are forgotten."""
        fresh = {entry.id: entry for entry in entries}
        if len(self._known) + len(fresh) > MAX_ENTRIES:
            self._known = {}
        self._known |= fresh


def read_entries(columns: Iterable[Sequence[Any]]) -> list[Entry]:
    """Return entries from the columns of the statement that asks for them."""
    return [
        Entry(
            number,
            intern(entity),
            intern(group),
            _KINDS[kind],
            intern(language),
            version,
            tuple(map(intern, title.split())),
        )
        for number, entity, group, kind, language, version, title in zip(
            *columns, strict=True
        )
    ]
