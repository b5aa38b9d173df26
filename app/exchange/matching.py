"""Who fits whom: the order of peers and needs, as a rule without a database.

What decides comes first: a language both know, then how near the skills are, then
hours of the week that both have, then how fresh it is. Nothing is added up, so that
each place in the list can be told in words ("the same skill, one language, five hours
of a week in common"). How often somebody has helped does not count: who begins would
never be found.
"""

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from app.packs.skills import SKILLS
from app.platform.languages import get_language


class Nearness(IntEnum):
    """How near an offered skill is to the one that is wanted."""

    BROADER = 1  # The skill-set it belongs to.
    FINER = 2  # A part of it.
    SAME = 3


class Side(Struct, frozen=True):
    """What is compared of a peer or of a need.

    `id` is a user's or a need's; `hours` are hours of a week in UTC, none where nobody
    said; `age_days` counts from when it was last said to be so.
    """

    id: int
    skills: Collection[str]
    languages: Sequence[str]
    hours: frozenset[int] = frozenset()
    age_days: int = 0


class Match(Struct, frozen=True):
    """How well somebody fits: the skills and languages in common, hours of a week.

    `hours` is None where one of the two did not say when they have time.
    """

    id: int
    nearness: Nearness
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    hours: int | None
    age_days: int = 0

    @property
    def order(self) -> tuple[int, int, int, int, int, int]:
        """What is sorted by, smallest first; ends with the id, so that it is stable."""
        has_language = 0 if self.languages else 1
        # Nobody who said nothing is put behind who has no hour in common.
        hours = 1 if self.hours is None else min(self.hours, 8)
        key = (-int(self.nearness), -len(self.skills), -hours)
        return (has_language, *key, self.age_days, self.id)


def related_skills(skill: str) -> dict[str, Nearness]:
    """Return a skill, those under it and the one above it, with how near each is.

    Raises KeyError for an unknown skill.
    """
    node = SKILLS[skill]
    found = {skill: Nearness.SAME}
    found |= {
        one.slug: Nearness.FINER for one in SKILLS.values() if one.parent == skill
    }
    if node.parent:
        found[node.parent] = Nearness.BROADER
    return found


def shared_languages(wanted: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return which of the wanted languages somebody knows, in the order wanted.

    Who knows a language is understood in its other forms: `pt` serves `pt-br`. A
    language's fallbacks are not asked: they are guesses about what people read.
    """
    bases = {get_language(code).base for code in known}
    return tuple(code for code in wanted if get_language(code).base in bases)


def match(wanted: Side, offered: Side) -> Match | None:
    """Return how an offer fits what is wanted; None where no skill does.

    `wanted.skills` are all of one need, or of one person; each is asked by itself.
    """
    near = {
        skill: max((found[one] for one in offered.skills if one in found), default=None)
        for skill, found in ((skill, related_skills(skill)) for skill in wanted.skills)
    }
    fitting = {skill: nearness for skill, nearness in near.items() if nearness}
    if not fitting:
        return None
    said_both = bool(wanted.hours and offered.hours)
    return Match(
        id=offered.id,
        nearness=max(fitting.values()),
        skills=tuple(fitting),
        languages=shared_languages(wanted.languages, offered.languages),
        hours=len(wanted.hours & offered.hours) if said_both else None,
        age_days=offered.age_days,
    )


def best_first(wanted: Side, offers: Iterable[Side]) -> list[Match]:
    """Return those who fit, the best first; the same input gives the same order."""
    matches = (match(wanted, one) for one in offers)
    return sorted((one for one in matches if one), key=lambda one: one.order)


def best_needs(offered: Side, needs: Iterable[Side]) -> list[Match]:
    """Return the needs somebody can help with, the best first.

    Each has the id and the age of the need.
    """
    matches = ((need, match(need, offered)) for need in needs)
    found = [
        replace(one, id=need.id, age_days=need.age_days) for need, one in matches if one
    ]
    return sorted(found, key=lambda one: one.order)
