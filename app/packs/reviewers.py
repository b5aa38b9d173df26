"""The people a pack names to review it."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import RoleGrant, User
from app.accounts.roles import Role
from app.packs.models import PackReviewer


def named_reviewers(session: Session, pack_id: int) -> dict[int, str]:
    """Return who is named to review a pack, by id with their names.

    Who is blocked or has lost the role counts no more: a pack is never left with
    nobody who could publish it.
    """
    found = (
        select(col(User.id), col(User.name))
        .join(PackReviewer, col(PackReviewer.user_id) == col(User.id))
        .join(RoleGrant, col(RoleGrant.user_id) == col(User.id))
        .where(
            col(PackReviewer.pack_id) == pack_id,
            col(RoleGrant.role) == Role.REVIEWER,
            col(User.blocked_at).is_(None),
            col(User.vanished_at).is_(None),
        )
        .order_by(col(User.name))
    )
    return {user_id: name for user_id, name in session.execute(found) if user_id}
