"""The filters of a search in words: what can be chosen, and what is chosen."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from app.packs.levels import LEVEL_NAMES
from app.packs.models import ModuleKind
from app.platform import formats
from app.platform.i18n import N_, gettext
from app.platform.languages import Language, find_language
from app.search.answering.results import (
    DURATIONS,
    SIZES,
    Asked,
    Facet,
    FacetValue,
    Results,
)
from app.search.forms import FILTERS, without

SHOWN_VALUES = 4
TITLES: dict[str, str] = {
    "skill": N_("Skill"),
    "format": N_("Format"),
    "lang": N_("Language"),
    "level": N_("Level"),
    "part": N_("Way of learning"),
    "owner": N_("Organisation or project"),
    "dur": N_("Time needed"),
    "kb": N_("Data needed"),
    "type": N_("Kind of result"),
    "partial": N_("Only whole translations"),
}
ONLY_WHOLE = TITLES["partial"]
# Names of values that are known whether a search has any of them or not.
_NAMES: dict[str, dict[str, str]] = {
    "level": {level.value: name for level, name in LEVEL_NAMES.items()},
    "part": {
        ModuleKind.TRAINING.value: N_("Training"),
        ModuleKind.HANDS_ON.value: N_("Hands-on"),
    },
}


class ShownFacet(Struct, frozen=True):
    """A filter: the values to see, and how many more there are."""

    name: str
    title: str
    values: tuple[FacetValue, ...]
    hidden: int


class Segment(Struct, frozen=True):
    """One of a few choices, of which one is always taken."""

    value: str
    label: str
    is_chosen: bool


class Chosen(Struct, frozen=True):
    """A filter that is on, and the search without it."""

    label: str
    language: Language | None
    rest: Asked


def shown_facets(results: Results, *, everything: bool) -> list[ShownFacet]:
    """Return the filters that have anything to choose, in the order of the page."""
    known = {facet.name: facet for facet in results.facets if facet.values}
    return [
        _shown(known[name], everything=everything) for name in FILTERS if name in known
    ]


def durations(asked: Asked) -> list[Segment]:
    """Return the choices for the time needed."""
    return _segments(DURATIONS, asked.minutes, formats.format_minutes)


def sizes(asked: Asked) -> list[Segment]:
    """Return the choices for the data needed."""
    return _segments(SIZES, asked.kilobytes, _size)


def chosen_filters(results: Results) -> Iterator[Chosen]:
    """Yield the filters that are on, whether anything is known about them or not."""
    asked = results.asked
    for name, field in FILTERS.items():
        for value in sorted(getattr(asked, field)):
            label, language = _label(results, name, value)
            yield Chosen(label, language, without(asked, name, value))
    if asked.minutes:
        time = formats.format_minutes(asked.minutes)
        label = gettext("At most %(time)s", time=time)
        yield Chosen(label, None, without(asked, "dur"))
    if asked.kilobytes:
        label = gettext("At most %(size)s", size=_size(asked.kilobytes))
        yield Chosen(label, None, without(asked, "kb"))
    if not asked.include_partial:
        yield Chosen(gettext(ONLY_WHOLE), None, without(asked, "partial"))


def _shown(facet: Facet, *, everything: bool) -> ShownFacet:
    limit = len(facet.values) if everything else SHOWN_VALUES
    early, late = facet.values[:limit], facet.values[limit:]
    values = early + tuple(value for value in late if value.is_chosen)
    hidden = len(facet.values) - len(values)
    return ShownFacet(facet.name, gettext(TITLES[facet.name]), values, hidden)


def _label(results: Results, name: str, value: str) -> tuple[str, Language | None]:
    if name == "lang" and (language := find_language(value)):
        return language.autonym, language
    if name in _NAMES:
        return gettext(_NAMES[name][value]), None
    facets = (facet for facet in results.facets if facet.name == name)
    known = {one.value: one for facet in facets for one in facet.values}
    found = known.get(value)
    return (found.label, found.language) if found else (value, None)


def _segments(
    limits: tuple[int, ...], chosen: int, written: Callable[[int], str]
) -> list[Segment]:
    named = [(0, gettext("Any")), *((limit, written(limit)) for limit in limits)]
    return [
        Segment(str(limit) if limit else "", label, limit == chosen)
        for limit, label in named
    ]


def _size(kilobytes: int) -> str:
    return formats.format_bytes(kilobytes * formats.BYTES_PER_KB)
