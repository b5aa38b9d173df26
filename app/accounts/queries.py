"""Finding accounts and what belongs to them."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from app.accounts.models import LoginSession, RightsLogEntry, RoleGrant, User
from app.accounts.names import shape, skeleton
from app.accounts.roles import Grant
from app.platform import clock
from app.platform.errors import NotFound
from app.platform.i18n import N_


class UserNotFound(NotFound):
    """Nobody here has this name."""

    def __init__(self) -> None:
        super().__init__(N_("Nobody here has this name."))


def find_user(session: Session, user_id: int) -> User | None:
    """Return the account with this number."""
    return session.get(User, user_id)


def get_user(session: Session, user_id: int) -> User:
    """Return the account with this number; raise UserNotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise UserNotFound
    return user


def find_user_by_name(session: Session, name: str) -> User | None:
    """Return who is meant by a name, however its letters and capitals are typed."""
    exact = session.scalars(select(User).where(col(User.name) == name)).one_or_none()
    if exact:
        return exact
    alike = select(User).where(col(User.name_skeleton) == skeleton(name))
    return session.scalars(alike).one_or_none()


def get_user_by_name(session: Session, name: str) -> User:
    """Return who is meant by a name; raise UserNotFound."""
    user = find_user_by_name(session, name)
    if user is None:
        raise UserNotFound
    return user


def find_central_user(session: Session, central_id: str) -> User | None:
    """Return the account of somebody a provider vouches for."""
    found = select(User).where(col(User.central_id) == central_id)
    return session.scalars(found).one_or_none()


def is_name_taken(session: Session, name: str, *, by_other_than: User | None) -> bool:
    """Tell whether another account has this name, or one that looks like it."""
    alike = or_(
        col(User.name) == name,
        col(User.name_skeleton) == skeleton(name),
        col(User.name_shape) == shape(name),
    )
    others = select(col(User.id)).where(alike)
    if by_other_than is not None:
        others = others.where(col(User.id) != by_other_than.id)
    return session.scalars(others.limit(1)).first() is not None


def all_users(session: Session) -> Sequence[User]:
    """Return every account, the oldest first."""
    return session.scalars(select(User).order_by(col(User.id))).all()


def grants_of(session: Session, user: User) -> frozenset[Grant]:
    """Return the roles a user holds."""
    rows = session.execute(
        select(
            col(RoleGrant.role), col(RoleGrant.skill), col(RoleGrant.language)
        ).where(col(RoleGrant.user_id) == user.id)
    )
    return frozenset(
        Grant(role, skill or None, language or None) for role, skill, language in rows
    )


def count_sessions(session: Session, user: User) -> int:
    """Return in how many browsers a user is signed in."""
    theirs = col(LoginSession.user_id) == user.id
    current = theirs & (col(LoginSession.expires_at) > clock.now())
    counted = select(func.count()).select_from(LoginSession).where(current)
    return session.scalar(counted) or 0


def rights_log(session: Session, *, target: User) -> Sequence[RightsLogEntry]:
    """Return what was done to somebody's rights, the newest first."""
    about = col(RightsLogEntry.target_id) == target.id
    entries = select(RightsLogEntry).where(about)
    return session.scalars(entries.order_by(col(RightsLogEntry.id).desc())).all()
