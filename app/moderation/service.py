"""Giving and taking roles, blocking and unblocking, as people do it in a browser."""

from typing import Protocol

from sqlmodel import Session

from app.accounts import rights
from app.accounts.models import User
from app.accounts.permissions import can_grant
from app.accounts.queries import grants_of
from app.accounts.rights import Actor
from app.accounts.roles import Grant
from app.moderation.permissions import can_block
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.packs.skills import SKILLS
from app.platform.errors import Conflict, Forbidden, Invalid
from app.platform.i18n import N_

NOT_YOURS_TO_GIVE = N_("Stewards and operators are named on the command line.")
NO_SKILL = N_("There is no such skill. Choose one of the list.")
HELD = N_("They hold this role already.")
NOT_HELD = N_("They do not hold this role any more.")
NOT_YOURS_TO_BLOCK = N_("You cannot block this account. A steward can be asked.")
NOT_YOURSELF = N_("Nobody blocks their own account.")


class Acting(Protocol):
    """Whoever is signed in: their number and the roles they hold."""

    @property
    def user_id(self) -> int: ...

    @property
    def grants(self) -> frozenset[Grant]: ...


def give_role(session: Session, by: Acting, to: User, grant: Grant) -> None:
    """Give a role and tell who has it now; raise Forbidden, Invalid or Conflict."""
    if not can_grant(by.grants, grant.role):
        raise Forbidden(NOT_YOURS_TO_GIVE)
    if grant.skill is not None and grant.skill not in SKILLS:
        raise Invalid(NO_SKILL)
    if not rights.grant_role(session, to, grant, by=Actor(by.user_id)):
        raise Conflict(HELD)
    _tell(session, by, to)


def take_role(session: Session, by: Acting, of: User, grant: Grant) -> None:
    """Take a role and tell who had it; raise Forbidden or Conflict."""
    if not can_grant(by.grants, grant.role):
        raise Forbidden(NOT_YOURS_TO_GIVE)
    if not rights.revoke_role(session, of, grant, by=Actor(by.user_id)):
        raise Conflict(NOT_HELD)
    _tell(session, by, of)


def block(session: Session, by: Acting, whom: User, reason: str) -> None:
    """Shut an account out; raise Forbidden or Conflict."""
    if whom.id == by.user_id:
        raise Conflict(NOT_YOURSELF)
    if not can_block(by.grants, grants_of(session, whom)):
        raise Forbidden(NOT_YOURS_TO_BLOCK)
    rights.block(session, whom, reason=reason, by=Actor(by.user_id))


def unblock(session: Session, by: Acting, whom: User, reason: str) -> None:
    """Let an account sign in again; raise Forbidden or Conflict."""
    if not can_block(by.grants, grants_of(session, whom)):
        raise Forbidden(NOT_YOURS_TO_BLOCK)
    rights.unblock(session, whom, reason=reason, by=Actor(by.user_id))


def _tell(session: Session, by: Acting, whom: User) -> None:
    news = News(NoticeKind.ROLE, about=whom.name, path="me/account")
    tell(session, news, to=[whom.id], by=by.user_id)
