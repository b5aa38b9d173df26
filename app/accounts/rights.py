"""Giving and taking roles, blocking and unblocking: each change is in the log."""

from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.events import AccountBlocked
from app.accounts.models import LogAction, RightsLogEntry, RoleGrant, User
from app.accounts.permissions import fits_scope
from app.accounts.roles import Grant
from app.accounts.sessions import end_all_sessions
from app.platform import clock
from app.platform.errors import Conflict, Invalid
from app.platform.i18n import N_
from app.platform.languages import find_language
from app.platform.outbox import announce


class Actor(Struct, frozen=True):
    """Who changes somebody's rights; no user means the command line."""

    user_id: int | None = None


COMMAND_LINE = Actor()


class ScopeRefused(Invalid):
    """A role cannot be limited this way."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Only reviewers are named for a skill, and only they and "
                "coordinators for a language. Everyone is a reader."
            )
        )


def grant_role(session: Session, user: User, grant: Grant, *, by: Actor) -> bool:
    """Give a role; return False when the user holds it already."""
    if not fits_scope(grant):
        raise ScopeRefused
    if grant.language is not None and find_language(grant.language) is None:
        raise Invalid(N_("We do not know this language. Use its code, such as sw."))
    if user.is_blocked or user.vanished_at is not None:
        raise Conflict(N_("A blocked or vanished account cannot hold a role."))
    if session.scalars(select(col(RoleGrant.id)).where(*_is(user, grant))).first():
        return False
    session.add(
        RoleGrant(
            user_id=user.number,
            role=grant.role,
            skill=grant.skill or "",
            language=grant.language or "",
            granted_by=by.user_id,
        )
    )
    _log(session, user, LogAction.GRANTED, by=by, details=_described(grant))
    return True


def revoke_role(session: Session, user: User, grant: Grant, *, by: Actor) -> bool:
    """Take a role; return False when the user does not hold it."""
    taken = session.connection().execute(delete(RoleGrant).where(*_is(user, grant)))
    if not taken.rowcount:
        return False
    _log(session, user, LogAction.REVOKED, by=by, details=_described(grant))
    return True


def block(session: Session, user: User, *, reason: str, by: Actor) -> None:
    """Shut an account out: its browsers are signed out at once."""
    if user.is_blocked:
        raise Conflict(N_("This account is blocked already."))
    user.blocked_at = clock.now()
    session.add(user)
    end_all_sessions(session, user)
    _log(session, user, LogAction.BLOCKED, by=by, details={"reason": reason})
    announce(session, AccountBlocked(user.number))


def unblock(session: Session, user: User, *, reason: str, by: Actor) -> None:
    """Let an account sign in again."""
    if not user.is_blocked:
        raise Conflict(N_("This account is not blocked."))
    user.blocked_at = None
    session.add(user)
    _log(session, user, LogAction.UNBLOCKED, by=by, details={"reason": reason})


def _is(user: User, grant: Grant) -> tuple[Any, ...]:
    return (
        col(RoleGrant.user_id) == user.id,
        col(RoleGrant.role) == grant.role,
        col(RoleGrant.skill) == (grant.skill or ""),
        col(RoleGrant.language) == (grant.language or ""),
    )


def _described(grant: Grant) -> dict[str, Any]:
    return {
        "role": grant.role.value,
        "skill": grant.skill,
        "language": grant.language,
    }


def _log(
    session: Session,
    user: User,
    action: LogAction,
    *,
    by: Actor,
    details: dict[str, Any],
) -> None:
    session.add(
        RightsLogEntry(
            actor_id=by.user_id,
            target_id=user.number,
            action=action,
            details=details,
        )
    )
