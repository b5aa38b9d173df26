"""Answers HEAD as GET without the body, for every route at once."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """Lets link checkers and monitors ask for headers only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # A copy, because the server reads the method again when it sends.
        inner = {**scope, "method": "GET", "is_head": True}
        try:
            await self.app(inner, receive, send_headers)
        finally:
            # The log line names the route that was found.
            scope["route"] = inner.get("route")
