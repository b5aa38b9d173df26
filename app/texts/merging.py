"""Bringing together what two people made of the same text, line by line (merge3)."""

import re
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Side(StrEnum):
    """Whose words a region holds."""

    NOBODY = "nobody"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    CLASH = "clash"


class Region(Struct, frozen=True):
    """A run of lines: as nobody, one or both of two people changed it.

    `mine` and `theirs` differ only where the two clash.
    """

    side: Side
    mine: str
    theirs: str


class Merge(Struct, frozen=True):
    """Two texts brought together over the one both began with."""

    regions: tuple[Region, ...]

    @property
    def clashes(self) -> int:
        """How many places both changed, each in another way."""
        return sum(region.side == Side.CLASH for region in self.regions)

    @property
    def mine_first(self) -> str:
        """The merged text; where the two clash, with my words only."""
        return "".join(region.mine for region in self.regions)

    @property
    def theirs_first(self) -> str:
        """The merged text; where the two clash, with their words only."""
        return "".join(region.theirs for region in self.regions)


_SIDES = {
    "unchanged": Side.NOBODY,
    "a": Side.MINE,
    "b": Side.THEIRS,
    "same": Side.BOTH,
}


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Merge two texts that both began as `base`."""
    # Read in when two people meet: a server that is only read needs none of it.
    from merge3 import Merge3  # noqa: PLC0415

    groups = Merge3(lines(base), lines(mine), lines(theirs)).merge_groups()
    return Merge(tuple(_region(*group) for group in groups))


def lines(text: str) -> list[str]:
    """Return the lines of a text with their ends; joined, they are the text."""
    return _LINE.findall(text)


def _region(name: str, *given: Sequence[str]) -> Region:
    if name == "conflict":
        _, mine, theirs = map("".join, given)
        return Region(Side.CLASH, mine, theirs)
    text = "".join(given[0])
    return Region(_SIDES[name], text, text)
