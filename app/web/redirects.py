"""Where to go afterwards: only addresses on this site, whatever `next=` says."""

from fastapi.responses import RedirectResponse

MAX_NEXT_CHARACTERS = 512


def safe_next(value: str | None, default: str) -> str:
    """Return the path if it is plainly one of ours, else the default.

    Browsers read `//`, backslashes and control characters in their own ways, so a
    path with any of them is refused instead of understood.
    """
    return value if value and _is_plain_path(value) else default


def _is_plain_path(value: str) -> bool:
    if len(value) > MAX_NEXT_CHARACTERS or "\\" in value:
        return False
    if not value.isprintable() or any(letter.isspace() for letter in value):
        return False
    return value.startswith("/") and not value.startswith("//")


def see_other(path: str) -> RedirectResponse:
    """Send the browser to a page after a change, so that reloading repeats nothing."""
    return RedirectResponse(path, status_code=303)
