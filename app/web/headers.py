"""Security headers on every answer, and no caching unless a handler says so."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.frames import OPEN, is_framed

HSTS = "max-age=63072000; includeSubDomains"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def content_security_policy(
    *,
    form_targets: Sequence[str] = (),
    bucket: Sequence[str] = (),
    files: Sequence[str] = (),
    ancestors: str = "'none'",
) -> str:
    """Return the policy: our own files and nothing else, no inline script or style.

    A bucket takes uploads, and gives its files to those who brought them. `files` is
    the host that readers' pictures, films and captions are on.
    `ancestors` says which sites may put the page into a frame of theirs.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            " ".join(("img-src 'self'", *bucket, *files)),
            " ".join(("media-src 'self'", *bucket, *files)),
            " ".join(("connect-src 'self'", *bucket)),
            "manifest-src 'self'",
            # The page about embedding shows what it will look like.
            "frame-src 'self'",
            "font-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            " ".join(("form-action 'self'", *form_targets, *bucket)),
            f"frame-ancestors {ancestors}",
        )
    )


class SecurityHeaders:
    """Adds the headers a response does not set itself.

    `framed` is the policy of pages other sites may frame.
    """

    def __init__(self, app: ASGIApp, *, policy: str, framed: str, secure: bool) -> None:
        self.app = app
        self.defaults = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cache-Control": "private, no-store",
        }
        if secure:
            self.defaults["Strict-Transport-Security"] = HSTS
        self.in_frames = {**self.defaults, "Content-Security-Policy": framed, **OPEN}
        # It knows no list of sites, only all or none.
        del self.in_frames["X-Frame-Options"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        defaults = self.in_frames if is_framed(scope["path"]) else self.defaults

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in defaults.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, add)
