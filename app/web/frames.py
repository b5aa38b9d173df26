"""Pages inside other sites: a surface of its own, without cookies in or out.

Browsers give a frame of another site no cookies, or old ones, or none that stay. So
the pages under `/embed/` never see one: whoever asks, the answer is the same. Those
under `/lti/`, which learning systems open, see one cookie of their own, so that nobody
there can be taken for whoever is signed in in that browser.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBED_PREFIX = "/embed/"
LTI_PREFIX = "/lti/"
# Begins the names of the only cookies under `/lti/`.
LAUNCH_COOKIE = "launch-"
# What says who somebody is, on the way in and on the way out.
_PERSONAL = frozenset({b"cookie", b"authorization"})
_SETS = b"set-cookie"
_OWN = LAUNCH_COOKIE.encode()
# A sandboxed frame has no origin: even our own files are another site's to it.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def is_framed(path: str) -> bool:
    """Tell whether an address belongs to what other sites may frame."""
    return path.startswith((EMBED_PREFIX, LTI_PREFIX))


class NobodyInFrames:
    """Takes cookies off requests for frames, and off the answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_framed(scope["path"]):
            await self.app(scope, receive, send)
            return
        may_launch = scope["path"].startswith(LTI_PREFIX)
        headers = [pair for pair in scope["headers"] if pair[0] not in _PERSONAL]
        if may_launch and (own := _launch_cookies(scope)):
            headers.append((b"cookie", own))

        async def without(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, value)
                    for name, value in message["headers"]
                    if name.lower() != _SETS or (may_launch and value.startswith(_OWN))
                ]
            await send(message)

        await self.app({**scope, "headers": headers}, receive, without)


def _launch_cookies(scope: Scope) -> bytes:
    sent = [value for name, value in scope["headers"] if name == b"cookie"]
    parts = [part.strip() for value in sent for part in value.split(b";")]
    return b"; ".join(part for part in parts if part.startswith(_OWN))
