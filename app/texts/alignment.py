"""Which units of a new revision are which units of the old one.

Same wording keeps its unit wherever it moves; a wording that was there before gets
its unit back; an edited piece keeps its unit when it is recognisably the same; the
rest is new. Steps and thresholds follow the measurements in the design study: anchors
first, then likeness inside the gaps between them, then likeness anywhere.

What compares texts is read in when somebody edits: a start has no use for it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from app.texts.segments import Segment

LONE_PAIR_MIN = 30.0
GAP_MIN = 50.0
ANYWHERE_MIN = 70.0
# A translation of a wording less alike than this would tell readers something else.
SHOWN_MIN = 60.0
# A new piece that stands in an old one almost word for word was cut out of it.
CUT_MIN, CUT_CHARACTERS = 90.0, 12
# Likeness anywhere costs old times new; beyond this, left-overs count as new.
MAX_COMPARISONS = 2_000 * 2_000


class OldUnit(Struct, frozen=True):
    """A unit of the revision before."""

    id: str
    segment: Segment


def align(
    old: Sequence[OldUnit],
    new: Sequence[Segment],
    earlier: Mapping[str, Sequence[str]] | None = None,
    decided: Mapping[int, str | None] | None = None,
) -> list[str | None]:
    """Return, for each new segment, the id of its unit, or None when it is new.

    `earlier` are wordings that are not in the old revision but were before it:
    ids of their units by the hash of the text. `decided` is what an editor said of
    some of the new segments, by their places.
    """
    aligner = _Aligner(old, new)
    aligner.link_decided(decided or {})
    gaps = aligner.link_same_in_order()
    aligner.link_moved()
    aligner.link_returning(earlier or {})
    for gap in gaps:
        aligner.link_alike(*gap, lone_min=LONE_PAIR_MIN, least=GAP_MIN)
    everything = (range(len(old)), range(len(new)))
    aligner.link_alike(*everything, lone_min=ANYWHERE_MIN, least=ANYWHERE_MIN)
    return aligner.links


def is_recognisable(earlier: str, now: str) -> bool:
    """Tell whether a translation of the earlier wording still says what this does."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - see the top of the module

    return fuzz.ratio(earlier, now) >= SHOWN_MIN


def cut_from(text: str, old: Sequence[OldUnit]) -> str | None:
    """Return the unit a new piece was cut out of, or None; `old` are candidates."""
    if len(text) < CUT_CHARACTERS:
        return None
    texts = {unit.id: unit.segment.text for unit in old}
    longer = {u: t for u, t in texts.items() if len(t) > len(text)}
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

    found = process.extractOne(
        text, longer, scorer=fuzz.partial_ratio, score_cutoff=CUT_MIN
    )
    return found[2] if found else None


class _Aligner:
    def __init__(self, old: Sequence[OldUnit], new: Sequence[Segment]) -> None:
        self.ids = [unit.id for unit in old]
        self.old = [unit.segment for unit in old]
        self.new = list(new)
        self.links: list[str | None] = [None] * len(new)
        self.free = set(range(len(old)))
        self.decided: frozenset[int] = frozenset()

    def _is_open(self, new: int) -> bool:
        return self.links[new] is None and new not in self.decided

    def link_decided(self, decided: Mapping[int, str | None]) -> None:
        """Link what an editor has linked; leave alone what they called new."""
        places = {unit_id: i for i, unit_id in enumerate(self.ids)}
        self.decided = frozenset(decided)
        for j, unit_id in decided.items():
            self.links[j] = unit_id
            self.free.discard(places.get(unit_id or "", -1))

    def _link(self, old: int, new: int) -> None:
        self.links[new] = self.ids[old]
        self.free.discard(old)

    def link_same_in_order(self) -> list[tuple[range, range]]:
        """Link the longest common run of wordings; return the gaps between."""
        old = [(s.kind, s.hash) for s in self.old]
        new = [(s.kind, s.hash) for s in self.new]
        in_old, in_new = Counter(old), Counter(new)
        if sum(in_old[key] * in_new[key] for key in in_old) > MAX_COMPARISONS:
            # The same few words thousands of times: they are paired up in order.
            return []
        from difflib import SequenceMatcher  # noqa: PLC0415 - as above

        matcher = SequenceMatcher(None, old, new, autojunk=False)
        gaps = []
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                    if i in self.free and self._is_open(j):
                        self._link(i, j)
            else:
                gaps.append((range(i1, i2), range(j1, j2)))
        return gaps

    def link_moved(self) -> None:
        """Link wordings that stand elsewhere; equal ones pair up in order."""
        places: dict[str, list[int]] = {}
        for i in sorted(self.free, reverse=True):
            places.setdefault(self.old[i].hash, []).append(i)
        for j, segment in enumerate(self.new):
            if self._is_open(j) and places.get(segment.hash):
                self._link(places[segment.hash].pop(), j)

    def link_returning(self, earlier: Mapping[str, Sequence[str]]) -> None:
        """Link wordings that come back: to a unit of today, else to a retired one."""
        places = {self.ids[i]: i for i in self.free}
        taken = set(self.ids) | {link for link in self.links if link}
        for j, segment in enumerate(self.new):
            if not self._is_open(j):
                continue
            known = earlier.get(segment.hash, ())
            living = next((u for u in known if places.get(u) in self.free), None)
            retired = next((u for u in known if u not in taken), None)
            if living is not None:
                self._link(places[living], j)
            elif retired is not None:
                self.links[j] = retired
                taken.add(retired)

    def link_alike(
        self, old: range, new: range, *, lone_min: float, least: float
    ) -> None:
        """Link edited pieces, best likeness first, nearest first when equal."""
        olds = [i for i in old if i in self.free]
        news = [j for j in new if self._is_open(j)]
        if not olds or not news or len(olds) * len(news) > MAX_COMPARISONS:
            return
        if len(olds) == len(news) == 1:
            least = lone_min
        # Read in when a text is edited: a server that is only read needs none of it.
        from app.texts.likeness import pairs_alike  # noqa: PLC0415

        alike = pairs_alike(
            {i: self.old[i] for i in olds}, {j: self.new[j] for j in news}, least
        )
        for i, j in alike:
            self._link(i, j)
