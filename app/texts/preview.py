"""What publishing a text would do to its units, before it is done."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.texts.alignment import is_recognisable
from app.texts.linking import NewText, cuts, link_units
from app.texts.models import Document, Unit, UnitVersion
from app.texts.queries import CurrentUnit, current_units
from app.texts.segments import Segment, segments
from app.texts.variables import skeleton_hash


class Fate(StrEnum):
    """What becomes of a unit."""

    SAME = "same"
    MOVED = "moved"
    HARMLESS = "harmless"
    EDITED = "edited"
    WEAK = "weak"
    RETURNING = "returning"
    NEW = "new"
    RETIRED = "retired"


class Change(Struct, frozen=True):
    """What becomes of one unit; texts are raw wordings, empty where there is none.

    `place` counts from 0 in the new text; a unit that is retired has none. `cut_from`
    is the unit a new piece was cut out of.
    """

    fate: Fate
    unit_id: str | None
    before: str = ""
    after: str = ""
    place: int | None = None
    cut_from: str | None = None


class Preview(Struct, frozen=True):
    """What publishing would do, in the order of the new text, retired units last."""

    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        """How many units each fate has."""
        return dict(Counter(change.fate for change in self.changes))

    @property
    def outdating(self) -> tuple[Change, ...]:
        """The changes that make translations outdated."""
        fates = {Fate.EDITED, Fate.WEAK}
        return tuple(change for change in self.changes if change.fate in fates)


def publish_preview(session: Session, document: Document, new: NewText) -> Preview:
    """Return what publishing this text would do; nothing is written.

    Harmless is an edit of white space or of what a link leads to only, or one back
    to a wording that means the same; weak is one whose translations no reader gets.
    """
    found = segments(document.kind, new.text)
    linked = link_units(session, document, found, new)
    before = {unit.id: unit for unit in current_units(session, document.number)}
    judge = _Judge(before, _meanings(session, document), _moved(linked.links, before))
    origins = cuts(linked, found)
    pieces = enumerate(zip(linked.links, found, strict=True))
    changes = [
        Change(
            fate=judge.fate(unit_id, segment),
            unit_id=unit_id,
            before=before[unit_id].text if unit_id in before else "",
            after=segment.text,
            place=place,
            cut_from=origins.get(place),
        )
        for place, (unit_id, segment) in pieces
    ]
    gone = [u for u in before.values() if u.id not in set(linked.links)]
    return Preview((*changes, *(Change(Fate.RETIRED, u.id, u.text) for u in gone)))


class _Judge(Struct, frozen=True):
    before: Mapping[str, CurrentUnit]
    meanings: Mapping[tuple[str, str], str]
    moved: frozenset[str]

    def fate(self, unit_id: str | None, segment: Segment) -> Fate:
        if unit_id is None:
            return Fate.NEW
        earlier = self.before.get(unit_id)
        if earlier is None:
            return Fate.RETURNING
        if earlier.text_hash == segment.hash:
            return Fate.MOVED if unit_id in self.moved else Fate.SAME
        skeleton = skeleton_hash(segment.text)
        if self.meanings.get((unit_id, skeleton), skeleton) == earlier.meaning_hash:
            return Fate.HARMLESS
        is_like = is_recognisable(earlier.text, segment.text)
        return Fate.EDITED if is_like else Fate.WEAK


def _meanings(session: Session, document: Document) -> dict[tuple[str, str], str]:
    rows = session.execute(
        select(
            col(UnitVersion.unit_id),
            col(UnitVersion.skeleton_hash),
            col(UnitVersion.meaning_hash),
        )
        .join(Unit, col(Unit.id) == col(UnitVersion.unit_id))
        .where(col(Unit.document_id) == document.id)
    )
    return {(unit_id, skeleton): meaning for unit_id, skeleton, meaning in rows}


def _moved(links: Sequence[str | None], before: Iterable[str]) -> frozenset[str]:
    """Return the fewest units that must have moved to explain the new order."""
    places = {unit_id: place for place, unit_id in enumerate(before)}
    order = [unit_id for unit_id in links if unit_id in places]
    tails: list[int] = []
    lengths = []
    for unit_id in order:
        length = bisect_left(tails, places[unit_id])
        tails[length : length + 1] = [places[unit_id]]
        lengths.append(length)
    stayed = set()
    wanted = len(tails) - 1
    for unit_id, length in zip(reversed(order), reversed(lengths), strict=True):
        if length == wanted:
            stayed.add(unit_id)
            wanted -= 1
    return frozenset(order) - stayed
