"""Where to go afterwards: only addresses on this site, whatever `next=` says."""

from urllib.parse import urlsplit

from fastapi.responses import RedirectResponse

MAX_NEXT_CHARACTERS = 512


def safe_next(value: str | None, default: str) -> str:
    """Return the path if it is plainly one of ours, else the default.

    Browsers read `//`, backslashes and control characters in their own ways, so a
    path with any of them is refused instead of understood.
    """
    if not value or len(value) > MAX_NEXT_CHARACTERS:
        return default
    if not value.startswith("/") or value.startswith("//") or "\\" in value:
        return default
    if not value.isprintable() or any(letter.isspace() for letter in value):
        return default
    try:
        parts = urlsplit(value)
    except ValueError:
        return default
    if parts.scheme or parts.netloc or parts.path.startswith("//"):
        return default
    return value


def see_other(path: str) -> RedirectResponse:
    """Send the browser to a page after a change, so that reloading repeats nothing."""
    return RedirectResponse(path, status_code=303)
