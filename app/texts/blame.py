"""Which version last changed each block of a text."""

from collections.abc import Sequence

from msgspec import Struct

from app.texts.differences import Fate, block_diff, blocks_of


class Blamed(Struct, frozen=True):
    """A block as it is now; `number` is the version that made it read so."""

    text: str
    number: int


def blame(versions: Sequence[tuple[int, str]]) -> list[Blamed]:
    """Return the blocks of the last of some versions, with who made them so.

    `versions` are numbers and texts, the oldest first. What the oldest of them says
    already is taken as its own.
    """
    first, text = versions[0]
    blamed = [Blamed(block, first) for block in blocks_of(text)]
    for number, newer in versions[1:]:
        changes = block_diff(text, newer)
        after = sorted((c for c in changes if c.after), key=lambda c: c.after)
        # A block that only moved still reads as it did.
        kept = {Fate.SAME, Fate.MOVED}
        blamed = [
            Blamed(block, blamed[c.before - 1].number if c.fate in kept else number)
            for c, block in zip(after, blocks_of(newer), strict=True)
        ]
        text = newer
    return blamed
