"""What is computed from packs and translations, and can be computed again any time."""

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.packs.models import (
    Pack,
    PackLanguage,
    PackSkill,
    PublicState,
    SkillTotal,
)
from app.packs.skills import SKILLS


def refresh_skill_totals(session: Session) -> bool:
    """Count the packs of every skill, in all and per language; tell if it changed."""
    is_live = col(Pack.state) == PublicState.PUBLISHED
    in_all = (
        select(col(PackSkill.skill), func.count())
        .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
        .where(is_live)
        .group_by(col(PackSkill.skill))
    )
    by_language = (
        select(col(PackSkill.skill), col(PackLanguage.language), func.count())
        .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(is_live)
        .group_by(col(PackSkill.skill), col(PackLanguage.language))
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
