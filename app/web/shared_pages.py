"""Pages that many people may see in the same words, apart from their own initials.

A page for somebody who is signed in depends on what they did, not on who they are:
it is rendered for nobody in particular, kept, and given its initials when it is sent.
"""

from markupsafe import escape
from msgspec import Struct

from app.web.preferences import Preferences
from app.web.viewer import Viewer

# A character for private use: no font shows it, and templates never write it.
INITIALS = chr(0xE000)


class SomebodySignedIn(Struct, frozen=True):
    """A viewer with everything a page may depend on, and no name."""

    roles: frozenset[str]
    preferences: Preferences
    is_signed_in: bool
    name: str | None = None
    initials: str = INITIALS
    unread_notices: int = 0

    @classmethod
    def like(cls, viewer: Viewer) -> "SomebodySignedIn":
        """Return somebody with the same settings and roles."""
        return cls(
            roles=viewer.roles,
            preferences=viewer.preferences,
            is_signed_in=viewer.is_signed_in,
            unread_notices=viewer.unread_notices,
        )


def for_viewer(html: str, viewer: Viewer) -> str:
    """Return a kept page with the initials of the one it is sent to."""
    return html.replace(INITIALS, str(escape(viewer.initials)))
