"""Skills with the packs that teach them, and how many those are."""

from msgspec import Struct
from sqlalchemy import Subquery, func, select, union_all
from sqlmodel import Session, col

from app.packs.models import Pack, PackSkill, PublicState
from app.packs.queries import PackRow, packs_by_id, skill_totals
from app.packs.skills import TOP_SKILLS, Skill, finer_skills, taught_as
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


def packs_of_skill(
    session: Session, skill: str, *, limit: int, offset: int = 0
) -> list[PackRow]:
    """Return published packs that teach a skill or one under it.

    Those it is central to come first.
    """
    # The first so many of them are among the first so many of each skill, which an
    # index gives: however many there are, no more than those are put in order.
    firsts = [_first_of(one, limit + offset) for one in taught_as(skill)]
    taught = union_all(*(select(first) for first in firsts)).subquery()
    ids = session.scalars(
        select(taught.c.pack_id)
        .group_by(taught.c.pack_id)
        .order_by(func.min(taught.c.position), taught.c.pack_id)
        .limit(limit)
        .offset(offset)
    ).all()
    found = packs_by_id(session, ids)
    return [found[pack_id] for pack_id in ids]


def _first_of(skill: str, count: int) -> Subquery:
    return (
        select(col(PackSkill.pack_id), col(PackSkill.position))
        .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
        .where(col(PackSkill.skill) == skill, col(Pack.state) == PublicState.PUBLISHED)
        .order_by(col(PackSkill.position), col(PackSkill.pack_id))
        .limit(count)
        .subquery()
    )
