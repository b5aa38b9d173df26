"""Who is looking at a page, as far as a page needs to know.

The accounts room sets `request.state.viewer`; without it a reader is anonymous and
their settings come from the preferences cookie.
"""

from typing import Protocol

from msgspec import Struct, field
from starlette.requests import HTTPConnection

from app.web.preferences import Preferences, read_preferences


class Viewer(Protocol):
    """What layouts and the locale choice read about a reader."""

    @property
    def name(self) -> str | None: ...
    @property
    def initials(self) -> str: ...
    @property
    def is_signed_in(self) -> bool: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def unread_notices(self) -> int: ...
    @property
    def preferences(self) -> Preferences: ...


class AnonymousViewer(Struct, frozen=True):
    """A reader without an account."""

    preferences: Preferences = field(default_factory=Preferences)
    name: str | None = None
    initials: str = ""
    is_signed_in: bool = False
    roles: frozenset[str] = frozenset()
    unread_notices: int = 0


def viewer_of(connection: HTTPConnection) -> Viewer:
    """Return who is looking; reads the cookie when no room above has said."""
    viewer: Viewer | None = getattr(connection.state, "viewer", None)
    if viewer is None:
        secure = connection.app.state.settings.is_secure
        viewer = AnonymousViewer(read_preferences(connection.cookies, secure=secure))
        connection.state.viewer = viewer
    return viewer
