"""The languages somebody knows, in their order, and the buttons that change it."""

from collections.abc import Sequence

from app.platform.languages import find_language
from app.web.preferences import MAX_LANGUAGES


def changed(known: Sequence[str], change: str) -> tuple[str, ...]:
    """Return the languages after a button: `up:sw`, `down:sw`, `drop:sw`, `add:sw`."""
    action, _, code = change.partition(":")
    codes = list(known)
    if action == "add":
        is_new = code not in codes and find_language(code) is not None
        return tuple([*codes, code][:MAX_LANGUAGES]) if is_new else tuple(codes)
    if code not in codes:
        return tuple(codes)
    place = codes.index(code)
    codes.remove(code)
    if action != "drop":
        step = {"up": -1, "down": 1}[action]
        codes.insert(max(place + step, 0), code)
    return tuple(codes)
