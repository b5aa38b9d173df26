"""Reading who holds which role, and the log of rights."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import LogAction, RightsLogEntry, RoleGrant, User
from app.accounts.roles import Grant, Role

# These are many, and nobody needs to find one of them by the role.
COUNTED_ONLY = frozenset({Role.READER, Role.EDITOR, Role.TRUSTED, Role.PATROLLER})
MAX_HOLDERS = 300
# That somebody has left is nobody's business; a block is the moderators'.
EVERYBODY_SEES = frozenset({LogAction.GRANTED, LogAction.REVOKED})
MODERATORS_SEE = EVERYBODY_SEES | {LogAction.BLOCKED, LogAction.UNBLOCKED}


class Holder(Struct, frozen=True):
    """Somebody with a role, and what each grant of it is for."""

    name: str
    grants: tuple[Grant, ...]


class LogLine(Struct, frozen=True):
    """What was done to somebody's rights; no actor means the command line."""

    entry: RightsLogEntry
    actor: str | None
    target: str


def holders(session: Session) -> dict[Role, list[Holder]]:
    """Return who holds the roles that people are looked up by, by role and name."""
    found = (
        select(
            col(User.name),
            col(RoleGrant.role),
            col(RoleGrant.skill),
            col(RoleGrant.language),
        )
        .join(User, col(User.id) == col(RoleGrant.user_id))
        .where(col(RoleGrant.role).not_in(COUNTED_ONLY), _is_active())
        .order_by(col(User.name), col(RoleGrant.id))
        .limit(MAX_HOLDERS)
    )
    by_role: dict[Role, dict[str, list[Grant]]] = {}
    for name, role, skill, language in session.execute(found):
        grant = Grant(role, skill or None, language or None)
        by_role.setdefault(role, {}).setdefault(name, []).append(grant)
    return {
        role: [Holder(name, tuple(grants)) for name, grants in named.items()]
        for role, named in by_role.items()
    }


def count_others(session: Session) -> dict[Role, int]:
    """Return how many people hold each role that is only counted."""
    people = func.count(func.distinct(col(User.id))).label("people")
    found = (
        select(col(RoleGrant.role), people)
        .join(User, col(User.id) == col(RoleGrant.user_id))
        .where(col(RoleGrant.role).in_(COUNTED_ONLY), _is_active())
        .group_by(col(RoleGrant.role))
    )
    return {row.role: row.people for row in session.execute(found)}


def log_lines(
    session: Session,
    kinds: Collection[LogAction],
    *,
    limit: int,
    offset: int = 0,
    about: User | None = None,
) -> Sequence[LogLine]:
    """Return what was done to everybody's or somebody's rights, the newest first."""
    actor, target = aliased(User), aliased(User)
    found = (
        select(RightsLogEntry, col(actor.name), col(target.name))
        .outerjoin(actor, col(actor.id) == col(RightsLogEntry.actor_id))
        .join(target, col(target.id) == col(RightsLogEntry.target_id))
        .where(*_about(kinds, about))
        .order_by(col(RightsLogEntry.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [LogLine(*row) for row in session.execute(found)]


def count_lines(session: Session, kinds: Collection[LogAction]) -> int:
    """Return how many lines the log has of these kinds."""
    found = select(func.count(col(RightsLogEntry.id))).where(*_about(kinds, None))
    return session.scalar(found) or 0


def _about(
    kinds: Collection[LogAction], about: User | None
) -> tuple[ColumnElement[bool], ...]:
    which = col(RightsLogEntry.action).in_(kinds)
    if about is None:
        return (which,)
    return which, col(RightsLogEntry.target_id) == about.id


def _is_active() -> ColumnElement[bool]:
    return col(User.blocked_at).is_(None) & col(User.vanished_at).is_(None)
