"""Finds the content and the interface language of a request, before any handler."""

from urllib.parse import quote

from starlette.datastructures import Headers, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.platform.i18n import Wishes, choose_locale, reset_locale, set_locale
from app.platform.languages import Language, find_language, parse_accept_language
from app.web.frames import EMBED_PREFIX, is_framed
from app.web.viewer import viewer_of


class InterfaceLocale:
    """Sets `state.content_language` and the locale that gettext reads.

    Pure ASGI on purpose: a ContextVar set in a synchronous dependency is lost.
    """

    def __init__(self, app: ASGIApp, *, pseudo: bool = False) -> None:
        self.app = app
        self.pseudo = pseudo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        content = language_of_path(scope["path"])
        if content and (address := _canonical(scope, content)):
            await RedirectResponse(address, 301)(scope, receive, send)
            return
        scope.setdefault("state", {})["content_language"] = content
        token = set_locale(choose_locale(self._wishes(scope, content)))
        try:
            await self.app(scope, receive, send)
        finally:
            reset_locale(token)

    def _wishes(self, scope: Scope, content: Language | None) -> Wishes:
        accepted = Headers(scope=scope).get("accept-language", "")
        return Wishes(
            asked=QueryParams(scope["query_string"]).get("uselang"),
            chosen=viewer_of(HTTPConnection(scope)).preferences.locale,
            content=content.code if content else None,
            accepted=parse_accept_language(accepted),
            pseudo=self.pseudo,
        )


def language_of_path(path: str) -> Language | None:
    """Return the content language an address begins with, if it does."""
    first = _local(path)[1:].split("/", 1)[0]
    found = find_language(first) if first else None
    return None if found is None or found.pseudo else found


def _local(path: str) -> str:
    """Return an address as it is on the site itself, outside frames."""
    return path.removeprefix(EMBED_PREFIX[:-1]) if is_framed(path) else path


def _canonical(scope: Scope, content: Language) -> str | None:
    """Return the address with our own code for the language, if it has another."""
    first, slash, rest = _local(scope["path"])[1:].partition("/")
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return None
    if first == content.code:
        return None
    query = scope["query_string"].decode("latin-1")
    before = EMBED_PREFIX if is_framed(scope["path"]) else "/"
    path = quote(f"{before}{content.code}{slash}{rest}")
    return f"{path}?{query}" if query else path
