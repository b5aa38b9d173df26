"""From what an engine found to what readers may see of it, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.search.catalogue import Catalogue, bits_of
from app.search.filtering import ALONE, KINDS_OF_TAB
from app.search.index import Counted, Match
from app.search.results import Asked, Sort, Tab

_ALONE = frozenset(ALONE)


@dataclass(frozen=True)
class Found:
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
    best: dict[int, Match] = {}
    hidden = catalogue.stale
    for match in matches:
        ordinal = catalogue.ordinals.get(match.entity)
        if ordinal is None or catalogue.things[ordinal] is None:
            continue
        if not hidden >> ordinal & 1 and catalogue.is_current(match):
            best.setdefault(ordinal, match)
    shown = catalogue.visible & ~hidden
    known = set(best)
    if counted:
        known |= _counted(catalogue, counted, shown)
    groups = set(map(catalogue.groups.__getitem__, known))
    pool = bits_of(known | groups) & shown
    return Found(pool, tuple(best), best)


def _counted(catalogue: Catalogue, counted: Counted, shown: int) -> set[int]:
    """Return what current documents are of, as far as readers may see it."""
    ids: Iterable[int] = counted.ids
    versions, most = catalogue.versions, len(catalogue.versions)
    is_known = max(counted.ids, default=0) < most
    if not is_known or list(map(versions.__getitem__, ids)) != list(counted.versions):
        # Hardly ever: the index is a little behind, or ahead.
        both = zip(counted.ids, counted.versions, strict=True)
        ids = [n for n, version in both if n < most and versions[n] == version]
    ordinals = set(map(catalogue.owners.__getitem__, ids))
    found = bits_of(ordinals)
    return ordinals if not found & ~shown else set(ordinals_of(found & shown))


def everything(catalogue: Catalogue) -> Found:
    """Return all that readers may see, for a search without words."""
    return Found(catalogue.visible & ~catalogue.stale, (), {})


def ordered(
    catalogue: Catalogue, found: Found, results: int, asked: Asked
) -> list[int]:
    """Return the ordinals of the results in the order that is asked for."""
    if asked.sort == Sort.BEST and found.order:
        return _by_rank(catalogue, found, results, asked.tab)
    ordinals = ordinals_of(results)
    things = catalogue.things

    def key(ordinal: int) -> tuple[int, ...]:
        thing = things[ordinal]
        if thing is None:
            return (0,)
        facts = thing.facts
        newest = (-facts.published, -ordinal)
        if asked.sort == Sort.SHORTEST:
            return (facts.minutes == 0, facts.minutes, *newest)
        if asked.sort == Sort.LEAST_DATA:
            return (facts.bytes == 0, facts.bytes, *newest)
        return newest

    return sorted(ordinals, key=key)


def _by_rank(
    catalogue: Catalogue, found: Found, results: int, tab: Tab
) -> list[int]:
    """Return what was ranked, best first, then what was only counted, newest first."""
    is_alone = bool(_ALONE & set(KINDS_OF_TAB[tab]))
    shown = results.to_bytes(len(catalogue.things) // 8 + 1, "little")
    groups = catalogue.groups
    places = (groups[o] if is_alone else o for o in found.order)
    ranked = [o for o in dict.fromkeys(places) if shown[o >> 3] >> (o & 7) & 1]
    rest = ordinals_of(results & ~bits_of(ranked))
    return [*ranked, *reversed(rest)]


def ordinals_of(bits: int) -> Sequence[int]:
    """Return the ordinals in a set, in order."""
    text = bin(bits)[:1:-1]
    found, place = [], text.find("1")
    while place >= 0:
        found.append(place)
        place = text.find("1", place + 1)
    return found
