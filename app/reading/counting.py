"""Skills with the number of packs that teach them."""

from msgspec import Struct

from app.packs.queries import skill_totals
from app.packs.skills import TOP_SKILLS, Skill, finer_skills
from app.web.snapshots import ContentReader


class CountedSkill(Struct, frozen=True):
    """A skill and how many packs teach it, in all and in the language of the page."""

    skill: Skill
    packs: int
    here: int
    finer: tuple["CountedSkill", ...] = ()


def counted_skills(content: ContentReader, language: str) -> list[CountedSkill]:
    """Return the skill-sets with their finer skills and numbers of packs."""
    totals = content.once(
        ("skills", language), lambda: skill_totals(content.session, language)
    )

    def count(skill: Skill) -> CountedSkill:
        packs, here = totals.get(skill.slug, (0, 0))
        finer = tuple(map(count, finer_skills(skill.slug)))
        return CountedSkill(skill, packs, here, finer)

    return [count(skill) for skill in TOP_SKILLS]
