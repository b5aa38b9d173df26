"""Pages that many people may see in the same words, apart from their own initials.

A page for somebody who is signed in depends on what they did, not on who they are:
it is rendered for nobody in particular, kept, and given its initials when it is sent.
"""

from dataclasses import dataclass

from markupsafe import escape

from app.web.viewer import Viewer

# A character for private use: no font shows it, and templates never write it.
INITIALS = chr(0xE000)


@dataclass(frozen=True)
class SomebodySignedIn:
    """A viewer with everything a page may depend on, and no name."""

    roles: frozenset[str]
    locale: str | None
    data_saver: bool
    theme: str
    text_size: str
    languages: tuple[str, ...]
    shortcuts: bool
    is_signed_in: bool
    name: str | None = None
    initials: str = INITIALS

    @classmethod
    def like(cls, viewer: Viewer) -> "SomebodySignedIn":
        """Return somebody with the same settings and roles."""
        return cls(
            roles=viewer.roles,
            locale=viewer.locale,
            data_saver=viewer.data_saver,
            theme=viewer.theme,
            text_size=viewer.text_size,
            languages=viewer.languages,
            shortcuts=getattr(viewer, "shortcuts", True),
            is_signed_in=viewer.is_signed_in,
        )


def for_viewer(html: str, viewer: Viewer) -> str:
    """Return a kept page with the initials of the one it is sent to."""
    return html.replace(INITIALS, str(escape(viewer.initials)))
