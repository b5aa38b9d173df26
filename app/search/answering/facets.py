"""The filters of a search with their values in words and the results each leaves."""

from collections.abc import Callable, Iterator, Sequence

from sqlmodel import Session

from app.packs.levels import LEVEL_NAMES
from app.packs.models import Level, ModuleKind
from app.packs.skills import SKILLS, TOP_SKILLS, finer_skills
from app.platform.i18n import N_, gettext
from app.platform.languages import find_language, get_language
from app.search.answering.filtering import CHOICES, LIMITS, Filtering
from app.search.answering.owners import owner_names
from app.search.answering.results import Facet, FacetValue

MAX_VALUES = 40
FORMAT_NAMES = {
    "text": N_("Text"),
    "video": N_("Video"),
    "audio": N_("Sound"),
    "slides": N_("Slides"),
    "worksheet": N_("Worksheet"),
}
PART_NAMES = {
    ModuleKind.TRAINING.value: N_("Training"),
    ModuleKind.HANDS_ON.value: N_("Hands-on"),
}
Names = Callable[[str], str]


def facets_of(session: Session, filtering: Filtering) -> tuple[Facet, ...]:
    """Return every filter with the values that leave results or are chosen."""
    return tuple(
        Facet(name, tuple(_values(session, filtering, name)))
        for name in (*CHOICES, *LIMITS)
    )


def _values(session: Session, filtering: Filtering, name: str) -> Iterator[FacetValue]:
    counts = filtering.values(name)
    if name in LIMITS:
        asked = getattr(filtering.asked, LIMITS[name][0])
        for value, count in counts.items():
            yield FacetValue(value, value, count, is_chosen=value == str(asked))
        return
    chosen: frozenset[str] = getattr(filtering.asked, CHOICES[name])
    kept = {value: n for value, n in counts.items() if n or value in chosen}
    if name == "skill":
        yield from _skills(kept, chosen)
        return
    ordered = sorted(kept, key=lambda value: (-kept[value], value))
    shown = [*ordered[:MAX_VALUES], *(v for v in ordered[MAX_VALUES:] if v in chosen)]
    if name == "lang":
        yield from _languages(shown, kept, chosen)
        return
    labels = _labels(session, filtering, name)
    for value in shown:
        if label := labels(value):
            yield FacetValue(value, label, kept[value], value in chosen)


def _skills(kept: dict[str, int], chosen: frozenset[str]) -> Iterator[FacetValue]:
    """Yield the tree: each skill-set before the finer skills under it."""
    tops = [s for s in TOP_SKILLS if s.slug in kept or _is_above(s.slug, kept)]
    for top in sorted(tops, key=lambda skill: -kept.get(skill.slug, 0)):
        finer = [skill for skill in finer_skills(top.slug) if skill.slug in kept]
        ordered = sorted(finer, key=lambda skill: -kept[skill.slug])
        for depth, skill in ((0, top), *((1, skill) for skill in ordered)):
            yield FacetValue(
                skill.slug,
                gettext(skill.name),
                kept.get(skill.slug, 0),
                skill.slug in chosen,
                depth=depth,
            )


def _is_above(slug: str, kept: dict[str, int]) -> bool:
    return any(SKILLS[value].parent == slug for value in kept if value in SKILLS)


def _languages(
    shown: Sequence[str], kept: dict[str, int], chosen: frozenset[str]
) -> Iterator[FacetValue]:
    for value in shown:
        if find_language(value):
            language = get_language(value)
            yield FacetValue(
                value,
                language.autonym,
                kept[value],
                value in chosen,
                language=language,
            )


def _labels(session: Session, filtering: Filtering, name: str) -> Names:
    if name == "owner":
        names = owner_names(session, filtering.catalogue)
        return lambda value: names.get(value, "")
    known = {
        "format": FORMAT_NAMES,
        "part": PART_NAMES,
        "level": {level.value: LEVEL_NAMES[level] for level in Level},
    }[name]
    return lambda value: gettext(known[value]) if value in known else ""
