"""From what an engine found to what readers may see of it, best first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from app.search.answering.catalogue import Catalogue, bits_of
from app.search.answering.filtering import ALONE, KINDS_OF_TAB
from app.search.answering.results import Asked, Sort
from app.search.index import Counted, Match
from app.search.sources.documents import Facts

_ALONE = frozenset(ALONE)


class Found(Struct, frozen=True):
    """Things that have what is asked for, in the order of the engine.

    `pool` has their ordinals, and those of the packs they are in, also of things that
    were counted but not ranked. `best` is the best document of each thing, by ordinal.
    """

    pool: int
    order: tuple[int, ...]
    best: dict[int, Match]


def found_in(
    catalogue: Catalogue, matches: Iterable[Match], counted: Counted | None = None
) -> Found:
    """Return what may be shown of the matches: of the others nothing is counted."""
    shown, is_sure = catalogue.shown, not catalogue.stale
    marks = shown.to_bytes(len(catalogue.things) // 8 + 1, "little")
    versions, owners, groups = catalogue.versions, catalogue.owners, catalogue.groups
    most = len(versions)
    best: dict[int, Match] = {}
    for match in matches:
        number = match.id
        if number >= most or versions[number] != match.version:
            continue
        # Of what it was written last, and so of what the engine says that it is.
        ordinal = owners[number]
        is_shown = marks[ordinal >> 3] >> (ordinal & 7) & 1
        if (
            is_shown
            and ordinal not in best
            and (is_sure or catalogue.is_current(match))
        ):
            best[ordinal] = match
    known = _counted(catalogue, counted) if counted else set[int]()
    known |= best.keys()
    pool = bits_of(known.union([groups[ordinal] for ordinal in known]))
    return Found(pool & shown, tuple(best), best)


def _counted(catalogue: Catalogue, counted: Counted) -> set[int]:
    """Return what current documents are of, as far as readers may see it."""
    ids: Iterable[int] = counted.ids
    if counted.versions is not None:
        ids = _current(catalogue, counted.ids, counted.versions)
    owners = catalogue.owners
    return catalogue.seen({owners[number] for number in ids})


def _current(
    catalogue: Catalogue, ids: Sequence[int], found: Sequence[int]
) -> Sequence[int]:
    """Return those documents that an engine found as they were written last."""
    versions, most = catalogue.versions, len(catalogue.versions)
    is_known = max(ids, default=0) < most
    if is_known and [versions[number] for number in ids] == list(found):
        return ids
    # Hardly ever: the index is a little behind, or ahead.
    both = zip(ids, found, strict=True)
    return [n for n, version in both if n < most and versions[n] == version]


def everything(catalogue: Catalogue) -> Found:
    """Return all that readers may see, for a search without words."""
    return Found(catalogue.visible & ~catalogue.stale, (), {})


def in_order(
    catalogue: Catalogue, found: Found, results: int, asked: Asked
) -> Iterator[int]:
    """Yield the ordinals of the results in the order that is asked for.

    By best match, what was counted but not ranked comes last, the newest first.
    """
    left = bytearray(results.to_bytes(len(catalogue.things) // 8 + 1, "little"))
    order = catalogue.order(asked.sort.value, _SORTED[asked.sort])
    ranked: Iterable[int] = ()
    if asked.sort == Sort.BEST:
        is_alone = bool(_ALONE & set(KINDS_OF_TAB[asked.tab]))
        groups = catalogue.groups
        ranked = (groups[o] if is_alone else o for o in found.order)
    for ordinal in chain(ranked, order):
        if left[ordinal >> 3] >> (ordinal & 7) & 1:
            left[ordinal >> 3] ^= 1 << (ordinal & 7)
            yield ordinal


def _newest(facts: Facts) -> tuple[int, ...]:
    return (-facts.published,)


def _shortest(facts: Facts) -> tuple[int, ...]:
    return (facts.minutes == 0, facts.minutes, -facts.published)


def _least_data(facts: Facts) -> tuple[int, ...]:
    return (facts.bytes == 0, facts.bytes, -facts.published)


_SORTED: Mapping[Sort, Callable[[Facts], tuple[int, ...]]] = {
    Sort.BEST: _newest,
    Sort.NEWEST: _newest,
    Sort.SHORTEST: _shortest,
    Sort.LEAST_DATA: _least_data,
}
