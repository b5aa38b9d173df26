"""Who works on a language: its coordinators, and who translated lately."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.accounts.models import RoleGrant, User
from app.accounts.roles import Role
from app.platform import clock
from app.translation.models import Origin, Translation, TranslationState

RECENT = timedelta(days=90)
MOST = 12


def coordinators(session: Session, language: str) -> list[str]:
    """Return the names of those who coordinate a language, not every language."""
    return list(
        session.scalars(
            select(col(User.name))
            .join(RoleGrant, col(RoleGrant.user_id) == col(User.id))
            .where(
                col(RoleGrant.role) == Role.COORDINATOR,
                col(RoleGrant.language) == language,
            )
            .distinct()
            .order_by(col(User.name))
        )
    )


def recent_translators(session: Session, language: str) -> list[tuple[str, int]]:
    """Return who translated in the last 90 days, with how many units, most first."""
    units = func.count(func.distinct(col(Translation.unit_id)))
    rows = session.execute(
        select(col(User.name), units)
        .join(Translation, col(Translation.author_id) == col(User.id))
        .where(
            col(Translation.language) == language,
            col(Translation.created_at) > clock.now() - RECENT,
            col(Translation.origin) == Origin.HUMAN,
            col(Translation.state) != TranslationState.REJECTED,
            col(User.vanished_at).is_(None),
        )
        .group_by(col(User.id), col(User.name))
        .order_by(units.desc(), col(User.name))
        .limit(MOST)
    )
    return [(name, count) for name, count in rows]
