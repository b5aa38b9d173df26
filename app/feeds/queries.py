"""Reading what feeds list."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.packs.models import Pack, PackLanguage, PackSkill, PublicState
from app.packs.queries import PackRow, packs_by_id
from app.packs.skills import taught_as


def newest_of_skill(
    session: Session, skill: str, language: str, *, limit: int
) -> list[PackRow]:
    """Return packs that teach a skill and have a title in a language, newest first."""
    taught = select(col(PackSkill.pack_id)).where(
        col(PackSkill.skill).in_(taught_as(skill))
    )
    ids = session.scalars(
        select(col(Pack.id))
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(
            col(Pack.state) == PublicState.PUBLISHED,
            col(Pack.id).in_(taught),
            col(PackLanguage.language) == language,
            col(PackLanguage.title) != "",
        )
        .order_by(col(Pack.published_at).desc(), col(Pack.id).desc())
        .limit(limit)
    ).all()
    found = packs_by_id(session, [number for number in ids if number])
    return [found[number] for number in ids if number in found]
