"""The roles people can hold, and which ones contain which."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from app.platform.i18n import N_


class Role(StrEnum):
    """What somebody is trusted with. Everyone signed in is a reader."""

    READER = "reader"
    EDITOR = "editor"
    TRUSTED = "trusted"
    PATROLLER = "patroller"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    MODERATOR = "moderator"
    STEWARD = "steward"
    OPERATOR = "operator"


# A reviewer judges skills and a coordinator a language: neither contains the other.
# An operator runs the machine and has no silent power over content.
_CONTAINS = {
    Role.READER: (),
    Role.EDITOR: (Role.READER,),
    Role.TRUSTED: (Role.EDITOR,),
    Role.PATROLLER: (Role.TRUSTED,),
    Role.REVIEWER: (Role.EDITOR,),
    Role.COORDINATOR: (Role.EDITOR,),
    Role.MODERATOR: (Role.PATROLLER,),
    Role.STEWARD: (Role.MODERATOR,),
    Role.OPERATOR: (Role.READER,),
}

ROLE_NAMES = {
    Role.READER: N_("Reader"),
    Role.EDITOR: N_("Editor"),
    Role.TRUSTED: N_("Trusted editor"),
    Role.PATROLLER: N_("Patroller"),
    Role.REVIEWER: N_("Reviewer"),
    Role.COORDINATOR: N_("Translation coordinator"),
    Role.MODERATOR: N_("Moderator"),
    Role.STEWARD: N_("Steward"),
    Role.OPERATOR: N_("Operator"),
}

# Only these can be limited to a skill or a language.
SCOPED_BY_SKILL = frozenset({Role.REVIEWER})
SCOPED_BY_LANGUAGE = frozenset({Role.REVIEWER, Role.COORDINATOR})


class Grant(Struct, frozen=True):
    """A role as somebody holds it; None means every skill or every language."""

    role: Role
    skill: str | None = None
    language: str | None = None


def contained_roles(role: Role) -> frozenset[Role]:
    """Return a role together with every role it contains."""
    return frozenset({role}).union(*map(contained_roles, _CONTAINS[role]))


_CLOSURE = {role: contained_roles(role) for role in Role}


def all_roles(grants: Iterable[Grant]) -> frozenset[Role]:
    """Return every role that these grants give, scope aside; always a reader."""
    return frozenset({Role.READER}).union(*(_CLOSURE[grant.role] for grant in grants))
