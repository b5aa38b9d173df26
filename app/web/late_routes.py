"""Routes that are analysed with their first request, not at the start.

FastAPI reads the signature of every handler and of all it depends on, again for each
route, when the route is declared. For all of this program that is a fifth of what a
server's start takes, for pages most of which nobody asks for today.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Receive, Scope, Send


class LateRoute(APIRoute):
    """An `APIRoute` that knows its address and name, and the rest when it is asked.

    Whoever looks at anything else of it, such as the description of the interface for
    programs, makes it look up all. A handler FastAPI cannot use is therefore found by
    its first request: the tests ask every route for something.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], **declared: Any
    ) -> None:
        """Take what `APIRoute` takes."""
        self._declared = declared
        Route.__init__(
            self,
            path,
            endpoint,
            methods=declared.get("methods"),
            name=declared.get("name"),
            include_in_schema=declared.get("include_in_schema", True),
        )
        # Starlette adds HEAD to GET; FastAPI does not, nor do we: `HeadRequests` does.
        self.methods = {method.upper() for method in declared["methods"] or ["GET"]}
        self.app = self._answer_first

    def __getattr__(self, name: str) -> Any:
        """Analyse the handler when something is asked for that only that tells."""
        if name not in APIRoute.__annotations__:
            raise AttributeError(name)
        APIRoute.__init__(self, self.path, self.endpoint, **self._declared)
        return self.__dict__[name]

    async def _answer_first(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.dependant  # noqa: S101 - looks everything up, `app` too
        await self.app(scope, receive, send)


def page_router() -> APIRouter:
    """Return a router for pages people look at."""
    return APIRouter(
        default_response_class=HTMLResponse,
        include_in_schema=False,
        route_class=LateRoute,
    )
