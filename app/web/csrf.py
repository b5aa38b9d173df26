"""Refuses changes that another site's page asks for.

Browsers say where a request comes from (Sec-Fetch-Site, Origin), so no token is
needed: see Filippo Valsorda, "Cross-Site Request Forgery" (2025), and datasette's
`csrf.py`, which follows it. Cookies are SameSite=Lax as a second net.

Frames (`app.web.frames`) are on other sites' pages, and a sandboxed one has no origin.
They never see a cookie, so there is nothing in them that another page could use.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.platform.errors import Forbidden
from app.platform.i18n import N_
from app.web.addresses import parts_of
from app.web.frames import is_framed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSiteRefused(Forbidden):
    """The request was started by a page that is not ours."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This request came from another site, so it was not carried out. "
                "Open the page here and do it again from there."
            )
        )


class CrossSiteProtection:
    """Raises CrossSiteRefused for unsafe requests that do not come from our pages."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self.app = app
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_refused(scope):
            raise CrossSiteRefused
        await self.app(scope, receive, send)

    def _is_refused(self, scope: Scope) -> bool:
        if scope["method"] in SAFE_METHODS or is_framed(scope["path"]):
            return False
        return not is_same_origin(Headers(scope=scope), public_url=self.public_url)


def is_same_origin(headers: Headers, *, public_url: str) -> bool:
    """Tell whether a request was started by us, or by no web page at all."""
    origin = headers.get("origin")
    if origin is not None and origin == public_url:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    if origin is None:
        # Not a browser: every browser since 2020 sends one of the two headers.
        return True
    return origin != "null" and parts_of(origin).netloc == headers.get("host")
