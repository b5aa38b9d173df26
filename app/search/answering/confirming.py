"""Asks of things that have just changed whether a document still says what they say.

A thing is stale from the moment something of it changes until the worker has been
there, and most of its documents say all the while what they should. What a search has
found in such things is compared with the texts as they are written at this moment, a
few things at a time: nothing goes missing because something else beside it changed.
"""

import time
from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace
from sqlmodel import Session

from app.search.answering.catalogue import Catalogue, bits_of
from app.search.answering.rows import read_pieces
from app.search.index import Match
from app.search.sources.documents import Piece as Written
from app.search.sources.documents import Place
from app.search.upkeep.deriving import Sources

# A visitor waits for it: so many things at most, and begun within this time.
MAX_THINGS = 12
MAX_SECONDS = 0.1
# So many documents are compared: far more than a page shows.
MAX_DOCUMENTS = 500


def confirmed(
    session: Session,
    sources: Sources,
    catalogue: Catalogue,
    matches: Sequence[Match],
) -> Catalogue:
    """Return a catalogue for one search, which knows what is still right of matches.

    The things of the first matches are looked at, and the packs they are in.
    """
    doubtful = _doubtful(catalogue, matches) if catalogue.stale else []
    if not doubtful:
        return catalogue
    wanted = dict.fromkeys(
        entity
        for match in doubtful
        for entity in (match.group, match.entity)
        if _is_stale(catalogue, entity)
    )
    few = list(wanted)[:MAX_THINGS]
    known = {**catalogue.fresh, **_written(session, sources, catalogue, few)}
    fresh = replace(catalogue, fresh=known)
    ids = {match.id for match in doubtful if match.entity in known}
    heads = {number for entity in known for number in fresh.heads_of(entity).values()}
    found = read_pieces(session, ids | heads)
    says = {number for number, row in found.items() if fresh.says(row)}
    titled = {
        fresh.ordinals[found[number].entity]
        for number in heads & says
        if found[number].title
    }
    return replace(
        fresh,
        confirmed=catalogue.confirmed | (ids & says),
        titled=catalogue.titled | bits_of(titled),
    )


def _doubtful(catalogue: Catalogue, matches: Iterable[Match]) -> list[Match]:
    """Return the first matches that would be shown, were their things not stale."""
    found: list[Match] = []
    for match in matches:
        if _is_stale(catalogue, match.entity) and catalogue.is_newest(match):
            found.append(match)
            if len(found) == MAX_DOCUMENTS:
                break
    return found


def _is_stale(catalogue: Catalogue, entity: str) -> bool:
    ordinal = catalogue.ordinals.get(entity)
    return ordinal is not None and bool(catalogue.stale >> ordinal & 1)


def _written(
    session: Session, sources: Sources, catalogue: Catalogue, wanted: Collection[str]
) -> dict[str, dict[Place, Written]]:
    """Return the pieces of things as they are written now, as far as time allows."""
    until = time.monotonic() + MAX_SECONDS
    groups: dict[str, list[str]] = {}
    for entity in wanted:
        if entity not in catalogue.fresh and (thing := catalogue.thing(entity)):
            groups.setdefault(thing.group, []).append(entity)
    known: dict[str, dict[Place, Written]] = {}
    for group, entities in groups.items():
        if time.monotonic() > until:
            break
        source = sources.of_group(group)
        # The catalogue may know of more, or of less, than this session sees.
        there = source.stamps(session, [group]).get(group, {})
        some = [entity for entity in entities if entity in there]
        for entity, made in source.pieces(session, group, some).items() if some else ():
            known[entity] = {piece.place: piece for piece in made.pieces}
    return known
