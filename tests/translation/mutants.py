"""Files with things done to them that happen to files."""

import random
from collections.abc import Callable, Sequence

SEED = 20_261_120
FEW, MANY = 200, 2_000


def mutants(data: bytes, count: int, pieces: Sequence[bytes]) -> list[bytes]:
    """Return so many mutants of a file, the same every time."""
    chance = random.Random(SEED)  # noqa: S311 (no secret depends on it)
    return [_mutant(data, chance, pieces) for _ in range(count)]


def read_each(
    found: Sequence[bytes], read: Callable[[bytes], object], error: type[Exception]
) -> tuple[int, set[int]]:
    """Return how many could be read, and the lines of the errors of the others.

    Anything but this error goes on to the test.
    """
    lines, kept = set(), 0
    for data in found:
        try:
            read(data)
        except error as refusal:
            # An error without a reason has no line either.
            lines.add(refusal.line if str(refusal) else 0)  # type: ignore[attr-defined]
        else:
            kept += 1
    assert 0 not in lines
    return kept, lines


def _mutant(data: bytes, chance: random.Random, pieces: Sequence[bytes]) -> bytes:
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data))
        other = chance.randrange(len(data))
        ways = (
            lambda d, p: d[:p] + bytes([chance.randrange(256)]) + d[p + 1 :],
            lambda d, p: d[:p] + d[p + chance.randint(1, 40) :],
            lambda d, p: d[:p] + chance.choice(pieces) + d[p:],
            lambda d, p: d[: p + 1],
            lambda d, p, o=other: d[:p] + d[o : o + 300] + d[p:],
            lambda d, p: d[:p] + d[p:].replace(chance.choice(pieces), b"", 1),
        )
        data = chance.choice(ways)(data, place) or b"x"
    return data
