"""Addresses of named routes, looked up once instead of searched at every link."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from app.web.late_rooms import LateRoom, every_route


class UnknownRoute(LookupError):
    """A template or handler names a route that does not exist."""


class Paths:
    """`paths("packs.show", lang="en", slug="a")` gives `/en/packs/a`.

    Starlette's own look-up tries every route for every link; a page has thirty
    links and the program has a hundred routes.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._formats: dict[str, str] = {}

    def __call__(self, name: str, /, **params: object) -> str:
        template = self._formats.get(name) or self._find(name)
        used = {key for key in params if "{" + key + "}" in template}
        path = template.format_map({key: _segment(params[key]) for key in used})
        query = {key: value for key, value in params.items() if key not in used}
        query = {key: value for key, value in query.items() if value is not None}
        return f"{path}?{urlencode(query, doseq=True)}" if query else path

    def _find(self, name: str) -> str:
        self._note(self._app.routes)
        if name not in self._formats:
            # Nothing else links to it: this is slow, and right.
            self._note(every_route(self._app.routes))
        if name not in self._formats:
            raise UnknownRoute(f"There is no route named {name!r}")
        return self._formats[name]

    def _note(self, routes: Iterable[BaseRoute]) -> None:
        # A copy: a late room may take its place meanwhile.
        known = tuple(routes)
        for route in known:
            if isinstance(route, LateRoom):
                self._formats |= route.links
        for context in iter_route_contexts(known):
            if context.name and context.path_format:
                self._formats.setdefault(context.name, context.path_format)


def paths_of(connection: HTTPConnection) -> Paths:
    """Return the addresses of the app that answers this request."""
    paths: Paths = connection.app.state.paths
    return paths


def _segment(value: object) -> str:
    return quote(str(value), safe="")
