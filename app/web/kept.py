"""Pieces of pages that are made again and again, from memory."""

from collections.abc import Callable, Hashable

from markupsafe import Markup

from app.platform.i18n import current_locale

# A few hundred bytes each.
MAX_PIECES = 8_000


class KeptPieces:
    """What macros have made, by what it follows from; for any thread."""

    def __init__(self) -> None:
        self._pieces: dict[Hashable, Markup] = {}

    def __call__(
        self, macro: Callable[..., Markup], key: Hashable, *given: object
    ) -> Markup:
        """Return what a macro makes of what is given, in the current locale.

        `key` must hold all that it follows from besides: nothing is ever forgotten
        because something has changed, only because there is too much.
        """
        place = (getattr(macro, "name", ""), current_locale(), key)
        known = self._pieces.get(place)
        if known is None:
            known = macro(*given)
            if len(self._pieces) >= MAX_PIECES:
                self._pieces.clear()
            self._pieces[place] = known
        return known
