"""Pages inside other sites: a surface of its own, without cookies in or out.

Browsers give a frame of another site no cookies, or old ones, or none that stay. So
the pages under `/embed/` never see one: whoever asks, the answer is the same.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBED_PREFIX = "/embed/"
# What says who somebody is, on the way in and on the way out.
_PERSONAL = frozenset({b"cookie", b"authorization"})
_SETS = b"set-cookie"
# A sandboxed frame has no origin: even our own files are another site's to it.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def is_framed(path: str) -> bool:
    """Tell whether an address belongs to what other sites may frame."""
    return path.startswith(EMBED_PREFIX)


class NobodyInFrames:
    """Takes cookies off requests for frames, and off the answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_framed(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] not in _PERSONAL]

        async def without(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [p for p in message["headers"] if p[0].lower() != _SETS]
                message["headers"] = kept
            await send(message)

        await self.app({**scope, "headers": headers}, receive, without)
