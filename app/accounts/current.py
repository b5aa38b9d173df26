"""The person who is signed in, as handlers and pages see them."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from app.accounts.roles import Grant, Role, all_roles
from app.accounts.sessions import SessionOwner
from app.web.preferences import Preferences


class CurrentUser(Struct, frozen=True, dict=True):
    """A signed-in reader: a `Viewer` for pages, with ids and grants for handlers."""

    user_id: int
    name: str
    grants: frozenset[Grant]
    session_hash: str
    stored_preferences: Mapping[str, str]
    unread_notices: int = 0

    @classmethod
    def of(cls, owner: SessionOwner) -> "CurrentUser":
        """Return the owner of a session as a viewer."""
        return cls(
            user_id=owner.user_id,
            name=owner.name,
            grants=owner.grants,
            session_hash=owner.token_hash,
            stored_preferences=owner.preferences,
            unread_notices=owner.unread_notices,
        )

    @cached_property
    def preferences(self) -> Preferences:
        return Preferences.checked(self.stored_preferences)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(role.value for role in all_roles(self.grants))

    def has(self, role: Role) -> bool:
        """Tell whether this person holds a role, or one that contains it."""
        return role.value in self.roles

    @property
    def is_signed_in(self) -> bool:
        return True

    @property
    def initials(self) -> str:
        return initials(self.name)


def initials(name: str) -> str:
    """Return one or two letters that stand for a name."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return name[:1].upper()
    capitals = [char for char in words[0] if char.isupper()]
    if len(words) == 1 and len(capitals) > 1:
        return "".join(capitals[:2])
    return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()
