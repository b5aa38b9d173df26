"""Where to go afterwards: only addresses on this site, whatever `next=` says."""

from urllib.parse import parse_qs

from fastapi.responses import RedirectResponse
from starlette.requests import Request

MAX_NEXT_CHARACTERS = 512


def safe_next(value: str | None, default: str) -> str:
    """Return the path if it is plainly one of ours, else the default.

    Browsers read `//`, backslashes and control characters in their own ways, so a
    path with any of them is refused instead of understood.
    """
    return value if value and _is_plain_path(value) else default


def back_to(request: Request, value: str | None, default: str) -> str:
    """Return `safe_next`, with what was looked for on the page that led here.

    The top of a page is made once for all who open it, whatever they look for, so its
    links name the path alone; the browser says on which address they were pressed.
    """
    path = safe_next(value, "")
    if not path:
        return default
    page, _, query = request.headers.get("referer", "").partition("?")
    here = f"//{request.headers.get('host')}{path}"
    is_search = path.endswith("/search") or "q" in parse_qs(query)
    if not query or not is_search or page.partition(":")[2] != here:
        return path
    return safe_next(f"{path}?{query}", path)


def _is_plain_path(value: str) -> bool:
    if len(value) > MAX_NEXT_CHARACTERS or "\\" in value:
        return False
    if not value.isprintable() or any(letter.isspace() for letter in value):
        return False
    return value.startswith("/") and not value.startswith("//")


def see_other(path: str) -> RedirectResponse:
    """Send the browser to a page after a change, so that reloading repeats nothing."""
    return RedirectResponse(path, status_code=303)
