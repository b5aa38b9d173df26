"""Which unit each piece of a text is: what came along, what editors said, likeness."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.ids import derived_id
from app.texts.alignment import OldUnit, align, cut_from
from app.texts.models import AlignmentOverride, Document
from app.texts.queries import (
    current_units,
    earlier_wordings,
    known_unit_ids,
    used_unit_ids,
)
from app.texts.segments import Segment

# Looking for what a piece was cut out of costs new times changed pieces.
MAX_CUT_COMPARISONS = 200 * 200


class RecordedUnit(Struct, frozen=True):
    """A unit as `units.json` remembers it: its id, kind and the hash of its text.

    `text` is the wording itself, when something that came along still has it.
    """

    id: str
    kind: str
    text_hash: str
    text: str = ""


class NewText(Struct, frozen=True):
    """A text to publish.

    `scope` (pack id and module id) makes the ids of new units the same on every
    installation; `recorded` are the ids that came with the text and win over them.
    `co_author_ids` are others whose words are in it for the first time, `approver_ids`
    those who looked at it before readers get it.
    """

    text: str
    scope: str
    recorded: Sequence[RecordedUnit] = ()
    message: str = ""
    author_id: int | None = None
    co_author_ids: Sequence[int] = ()
    approver_ids: Sequence[int] = ()


class Linked(Struct, frozen=True):
    """The units of a new text: an id for each piece, None where it is a new one.

    `old` are the units before; `overrides` are the editors' words on pieces of the
    text, by their places.
    """

    links: list[str | None]
    old: list[OldUnit] = field(default_factory=list)
    overrides: Mapping[int, AlignmentOverride] = field(default_factory=dict)


def link_units(
    session: Session, document: Document, found: Sequence[Segment], new: NewText
) -> Linked:
    """Return which units of a document the pieces of a new text are."""
    old = [OldUnit(u.id, u.segment) for u in current_units(session, document.number)]
    overrides = _overrides(session, document, found)
    recorded = _own_record(session, document.number, new.recorded)
    is_known = [unit.text_hash for unit in recorded] == [s.hash for s in found]
    if is_known and not overrides:
        return Linked([unit.id for unit in recorded], old)
    links = align(
        old or _remembered(recorded, found),
        found,
        earlier_wordings(session, document.number),
        {place: override.unit_id for place, override in overrides.items()},
    )
    return Linked(links, old, overrides)


def with_new_ids(
    session: Session,
    document: Document,
    found: Sequence[Segment],
    scope: str,
    *,
    linked: Linked,
) -> list[str]:
    """Return the id of every piece; those that are new get one nobody has."""
    links = linked.links
    used = known_unit_ids(session, document.number) | {u for u in links if u}
    fresh = [s for u, s in zip(links, found, strict=True) if u is None]
    new_ids = iter(_fresh_ids(session, scope, fresh, used))
    return [unit_id or next(new_ids) for unit_id in links]


def cuts(linked: Linked, found: Sequence[Segment]) -> dict[int, str]:
    """Return the units that new pieces were cut out of, by the places of the pieces."""
    hashes = {segment.hash for segment in found}
    changed = [unit for unit in linked.old if unit.segment.hash not in hashes]
    places = [place for place, link in enumerate(linked.links) if link is None]
    if not changed or len(places) * len(changed) > MAX_CUT_COMPARISONS:
        return {}
    origins = {place: cut_from(found[place].text, changed) for place in places}
    return {place: origin for place, origin in origins.items() if origin}


def _overrides(
    session: Session, document: Document, found: Sequence[Segment]
) -> dict[int, AlignmentOverride]:
    rows = session.scalars(
        select(AlignmentOverride).where(
            col(AlignmentOverride.document_id) == document.id
        )
    )
    known = {(row.text_hash, row.occurrence): row for row in rows}
    if not known:
        return {}
    seen: Counter[str] = Counter()
    decided = {}
    for place, segment in enumerate(found):
        if override := known.get((segment.hash, seen[segment.hash])):
            decided[place] = override
        seen[segment.hash] += 1
    return decided


def _own_record(
    session: Session, document_id: int, recorded: Sequence[RecordedUnit]
) -> Sequence[RecordedUnit]:
    """Return the record, or nothing when some of its ids are another text's.

    That happens when a folder was copied to begin a pack with.
    """
    used = used_unit_ids(session, (unit.id for unit in recorded))
    return recorded if set(used.values()) <= {document_id} else ()


def _remembered(
    recorded: Sequence[RecordedUnit], found: Sequence[Segment]
) -> list[OldUnit]:
    """Return the units of the record whose wording is known."""
    texts = {segment.hash: segment.text for segment in found}
    known = ((u, texts.get(u.text_hash, u.text)) for u in recorded)
    return [OldUnit(u.id, Segment(u.kind, text)) for u, text in known if text]


def _fresh_ids(
    session: Session, scope: str, found: Sequence[Segment], used: set[str]
) -> list[str]:
    """Return ids that no unit has, neither here nor in another document."""
    ids: list[str] = []
    for segment in found:
        ids.append(_new_id(scope, segment, used))
        used.add(ids[-1])
    while taken := used_unit_ids(session, ids):
        for place, segment in enumerate(found):
            if ids[place] in taken:
                ids[place] = _new_id(scope, segment, used)
                used.add(ids[place])
    return ids


def _new_id(scope: str, segment: Segment, used: set[str]) -> str:
    count = 0
    while True:
        unit_id = derived_id(scope, segment.kind, segment.text, str(count))
        if unit_id not in used:
            return unit_id
        count += 1
