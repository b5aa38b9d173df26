"""Whom moderators may block: a pure function over the grants of both."""

from collections.abc import Iterable

from app.accounts.permissions import has_role
from app.accounts.roles import Grant, Role


def can_block(mine: Iterable[Grant], theirs: Iterable[Grant]) -> bool:
    """Tell whether who holds the first grants may block who holds the second.

    Moderators block everybody below them, stewards moderators too. Stewards and
    operators are blocked on the command line.
    """
    held = tuple(theirs)
    if has_role(held, Role.STEWARD) or has_role(held, Role.OPERATOR):
        return False
    needed = Role.STEWARD if has_role(held, Role.MODERATOR) else Role.MODERATOR
    return has_role(mine, needed)
