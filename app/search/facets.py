"""The filters of a search with their values in words and the results each leaves."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.levels import LEVEL_NAMES
from app.packs.models import Level, ModuleKind
from app.packs.skills import SKILLS, TOP_SKILLS, finer_skills
from app.platform.i18n import N_, gettext
from app.platform.languages import find_language, get_language
from app.projects.models import Organisation, Project
from app.search.filtering import CHOICES, LIMITS, Filtering
from app.search.results import Facet, FacetValue

MAX_VALUES = 40
FORMAT_NAMES = {
    "text": N_("Text"),
    "video": N_("Video"),
    "audio": N_("Sound"),
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
    counts = dict(filtering.values(name))
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
    labels = _labels(session, name, shown)
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


def _labels(session: Session, name: str, values: Sequence[str]) -> Names:
    if name == "owner":
        return _owner_names(session, values).get  # type: ignore[return-value]  # None hides it
    known = {
        "format": FORMAT_NAMES,
        "part": PART_NAMES,
        "level": {level.value: LEVEL_NAMES[level] for level in Level},
    }[name]
    return lambda value: gettext(known[value]) if value in known else ""


def _owner_names(session: Session, values: Sequence[str]) -> dict[str, str]:
    slugs = {"project": [], "organisation": []}  # type: dict[str, list[str]]
    for value in values:
        kind, _, slug = value.partition(":")
        slugs.setdefault(kind, []).append(slug)
    projects = select(col(Project.slug), col(Project.title)).where(
        col(Project.slug).in_(slugs["project"]), ~col(Project.is_withdrawn)
    )
    organisations = select(col(Organisation.slug), col(Organisation.name)).where(
        col(Organisation.slug).in_(slugs["organisation"]),
        ~col(Organisation.is_withdrawn),
    )
    return {
        **{f"project:{slug}": title for slug, title in session.execute(projects)},
        **{f"organisation:{s}": name for s, name in session.execute(organisations)},
    }
