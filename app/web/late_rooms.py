"""Rooms whose pages are read in with the first request for one of them.

The rooms of those who write, translate or show packs elsewhere are a third of the
program. A site that is only read needs none of them: neither the time at its start
nor the memory.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from threading import Lock

from anyio import to_thread
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound, compile_path
from starlette.types import Receive, Scope, Send

from app.web.flat_routes import flat_routes

NO_LINKS: Mapping[str, str] = {}


class LateRoom(BaseRoute):
    """Stands for the routes of a room in an app's list, until one is asked for.

    `module` is where the room's `router` is. `below` are the addresses at or below
    which it has all its pages, as a route would say them. `links` are those that
    pages of other rooms link to, with the names of their routes.
    """

    def __init__(
        self,
        module: str,
        *,
        below: Sequence[str],
        links: Mapping[str, str] = NO_LINKS,
    ) -> None:
        self.module = module
        self.links = links
        self._below = re.compile("|".join(map(_at_or_below, below)))
        self._placing = Lock()

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the room, read in if they were not."""
        return flat_routes([import_module(self.module).router])

    def covers(self, path: str) -> bool:
        """Tell whether an address may be one of the room's."""
        return self._below.match(path) is not None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what may be the room's; whether it is, its routes will tell."""
        is_asked = scope["type"] in {"http", "websocket"} and self.covers(scope["path"])
        return (Match.FULL if is_asked else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Know no address: who answers a request was read in by it, and is asked."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give way to the routes of the room, and let the router look again."""
        # Others are answered meanwhile.
        routes = await to_thread.run_sync(self.routes)
        router = scope["router"]
        with self._placing:
            if self in router.routes:
                place = router.routes.index(self)
                router.routes[place : place + 1] = routes
        await router(scope, receive, send)


def every_route(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Yield all routes of a list, those of late rooms too, which are read in now."""
    # A copy: a room may take its place meanwhile.
    for route in tuple(routes):
        if isinstance(route, LateRoom):
            yield from route.routes()
        else:
            yield route


def _at_or_below(template: str) -> str:
    pattern = compile_path(template)[0].pattern.removesuffix("$")
    # Groups are named after parameters, which several templates have.
    return re.sub(r"\(\?P<\w+>", "(?:", pattern) + "(?:/|$)"
