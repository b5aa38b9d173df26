"""Several names in a sentence, put together as the interface language does."""

from collections.abc import Iterable

from babel.lists import format_list
from markupsafe import Markup, escape

from app.platform.formats import babel_locale
from app.platform.i18n import current_locale


def listed(pieces: Iterable[str]) -> Markup:
    """Return pieces as a list in a sentence: `A, B and C`.

    A piece that is no markup yet is a name, of whatever direction.
    """
    written = [_piece(piece) for piece in pieces]
    return Markup(format_list(written, locale=babel_locale(current_locale())))  # noqa: S704 (the pieces are escaped)


def _piece(piece: str) -> str:
    if isinstance(piece, Markup):
        return str(piece)
    return f"<bdi>{escape(piece)}</bdi>"
