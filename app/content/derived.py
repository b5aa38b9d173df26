"""What is computed from packs and translations, and can be computed again any time."""

from sqlalchemy import case, delete, func, select, union
from sqlmodel import Session, col

from app.packs.models import (
    Pack,
    PackLanguage,
    PackSkill,
    PublicState,
    SkillTotal,
)
from app.packs.skills import FINER_SKILLS, SKILLS


def refresh_skill_totals(session: Session) -> bool:
    """Count the packs of every skill, in all and per language; tell if it changed.

    A pack that teaches a finer skill counts for the skill-set above it too, once.
    """
    is_live = col(Pack.state) == PublicState.PUBLISHED
    skill = col(PackSkill.skill)
    above = case(
        {finer.slug: finer.parent for finer in FINER_SKILLS}, value=skill, else_=skill
    )
    pack_id = col(PackSkill.pack_id)
    # A union keeps no row twice.
    taught = union(select(pack_id, skill), select(pack_id, above)).subquery()
    in_all = (
        select(taught.c.skill, func.count())
        .join(Pack, col(Pack.id) == taught.c.pack_id)
        .where(is_live)
        .group_by(taught.c.skill)
    )
    by_language = (
        select(taught.c.skill, col(PackLanguage.language), func.count())
        .join(Pack, col(Pack.id) == taught.c.pack_id)
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(is_live)
        .group_by(taught.c.skill, col(PackLanguage.language))
    )
    rows = [(skill, "", count) for skill, count in session.execute(in_all)]
    rows += session.execute(by_language)
    now = {(s, language, count) for s, language, count in rows if s in SKILLS}
    known = {
        (t.skill, t.language, t.packs) for t in session.scalars(select(SkillTotal))
    }
    if known == now:
        return False
    session.execute(delete(SkillTotal))
    session.add_all(
        SkillTotal(skill=skill, language=language, packs=count)
        for skill, language, count in sorted(now)
    )
    return True
