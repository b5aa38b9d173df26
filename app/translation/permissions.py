"""Who may do what to translations.

Everybody signed in may suggest; what an editor writes is in force at once; a
translation coordinator or a reviewer of the language approves. Whether they may
approve what they wrote themselves is for the policy of the language to say.
"""

from collections.abc import Iterable

from msgspec import Struct

from app.accounts.permissions import can_coordinate, can_review, has_role
from app.accounts.roles import Grant, Role


class May(Struct, frozen=True):
    """What somebody may do to the translations of a text to a language."""

    suggest: bool = False
    translate: bool = False
    approve: bool = False


def may(grants: Iterable[Grant] | None, *, skills: Iterable[str], language: str) -> May:
    """Return what somebody with these grants may do; None is nobody signed in."""
    if grants is None:
        return May()
    held = list(grants)
    return May(
        suggest=True,
        translate=has_role(held, Role.EDITOR),
        approve=can_coordinate(held, language=language)
        or can_review(held, skills=skills, language=language),
    )
