"""Which results a filter leaves, how many each tab and each value would."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from app.search.answering.catalogue import CLIPS, TUTORIAL, WHOLE, Catalogue
from app.search.answering.results import DURATIONS, SIZES, Asked, Tab
from app.search.index import EntityKind

# What stands alone in the list of everything: the rest is on the card of its pack.
ALONE = (
    EntityKind.PACK,
    EntityKind.PROJECT,
    EntityKind.COURSE,
    EntityKind.ORGANISATION,
    EntityKind.SKILL,
)
KINDS_OF_TAB: Mapping[Tab, tuple[EntityKind, ...]] = {
    Tab.EVERYTHING: ALONE,
    Tab.PACKS: (EntityKind.PACK,),
    Tab.MODULES: (EntityKind.MODULE,),
    Tab.VIDEOS: tuple(sorted(CLIPS)),
    Tab.TUTORIALS: (EntityKind.MODULE,),
    Tab.WORKSHEETS: (EntityKind.WORKSHEET,),
    Tab.PROJECTS: (EntityKind.PROJECT,),
    Tab.COURSES: (EntityKind.COURSE,),
    Tab.ORGANISATIONS: (EntityKind.ORGANISATION,),
}
# The name of each filter, in addresses and in the catalogue, and its field.
CHOICES: Mapping[str, str] = {
    "skill": "skills",
    "format": "formats",
    "lang": "languages",
    "level": "levels",
    "part": "parts",
    "owner": "owners",
}
LIMITS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "dur": ("minutes", DURATIONS),
    "kb": ("kilobytes", SIZES),
}
EVERYTHING = -1


class Filtering(Struct, frozen=True, dict=True):
    """A search's filters on what there is. `pool` is what has the words asked for."""

    catalogue: Catalogue
    asked: Asked
    pool: int

    def tab(self, tab: Tab) -> int:
        """Return the things of a tab, filters aside."""
        kinds = KINDS_OF_TAB[tab]
        found = 0
        for kind in kinds:
            found |= self.catalogue.having("kind", kind.value)
        if tab == Tab.TUTORIALS:
            found &= self.catalogue.having(*TUTORIAL)
        return found

    def chosen(self, name: str) -> int:
        """Return what one filter leaves of all things."""
        if name in CHOICES:
            values = getattr(self.asked, CHOICES[name])
            if not values:
                return EVERYTHING
            found = 0
            for value in values:
                found |= self.catalogue.having(self.key(name), value)
            return found
        field, _ = LIMITS[name]
        limit = getattr(self.asked, field)
        return self.catalogue.having(name, str(limit)) if limit else EVERYTHING

    def key(self, name: str) -> str:
        """Return what a filter is called in the catalogue."""
        is_whole = name == "lang" and not self.asked.include_partial
        return WHOLE if is_whole else name

    def left(self, without: str = "") -> int:
        """Return what all filters leave of the pool, except one of them."""
        found = self.pool
        for name in self._limiting:
            if name != without:
                found &= self.chosen(name)
        return found

    @cached_property
    def _limiting(self) -> tuple[str, ...]:
        """The filters that are on: hardly ever one."""
        return tuple(
            name for name in (*CHOICES, *LIMITS) if self.chosen(name) != EVERYTHING
        )

    @cached_property
    def _shown(self) -> int:
        """The things of the tab that is asked for, filters aside."""
        return self.tab(self.asked.tab)

    def results(self) -> int:
        """Return what is shown on the tab that is asked for."""
        return self.left() & self._shown

    def counts(self) -> dict[Tab, int]:
        """Return how many results each tab has."""
        left = self.left()
        return {tab: (left & self.tab(tab)).bit_count() for tab in Tab}

    def values(self, name: str) -> dict[str, int]:
        """Return the number of results that each value of a filter would leave."""
        base = self.left(without=name) & self._shown
        things = self.catalogue.values(self.key(name))
        if name in LIMITS:
            limits = map(str, LIMITS[name][1])
            return {n: (base & things.get(n, 0)).bit_count() for n in limits}
        counts = {value: (base & of).bit_count() for value, of in things.items()}
        nowhere = sorted(getattr(self.asked, CHOICES[name]) - things.keys())
        return counts | dict.fromkeys(nowhere, 0)

    def relaxing(self) -> tuple[tuple[str, int], ...]:
        """Return filters that hide everything, with what is there without them."""
        found = [
            (name, (self.left(without=name) & self._shown).bit_count())
            for name in self._limiting
        ]
        if self.asked.tab != Tab.EVERYTHING:
            everywhere = replace(self.asked, tab=Tab.EVERYTHING)
            found.append(
                ("type", replace(self, asked=everywhere).results().bit_count())
            )
        if not self.asked.include_partial:
            partly = replace(self.asked, include_partial=True)
            found.append(("partial", replace(self, asked=partly).results().bit_count()))
        some = [(name, count) for name, count in found if count]
        return tuple(sorted(some, key=lambda pair: -pair[1]))
