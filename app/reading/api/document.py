"""The description of the interface: as OpenAPI for programs, as a page for people."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse
from fastapi.routing import iter_route_contexts
from msgspec import Struct
from starlette.responses import Response

from app.accounts.access import Public
from app.reading.api.asking import API
from app.web.dependencies import ContentLanguage
from app.web.late_rooms import every_route
from app.web.late_routes import LateRoute
from app.web.templates import render

DESCRIPTION = (
    "What readers get, for programs: packs, modules, projects, courses, skills and "
    "languages, and the search over them. Reading needs no key. Texts come in the "
    "language of `lang`, else of `Accept-Language`, else in English or as they were "
    "written; each says which. Lists are read with `limit` and `cursor`. Answers have "
    "an `ETag`: send it as `If-None-Match`. `RateLimit-Remaining` says how often you "
    "may still ask in this minute. Everything is CC BY-SA 4.0: name `attribution` and "
    "link `url`."
)

router = APIRouter(route_class=LateRoute)


@router.get(f"{API}/openapi.json", name="api.description", include_in_schema=False)
def show_description(_reader: Public, request: Request) -> dict[str, Any]:
    """Return the OpenAPI description of everything under /api/v1."""
    return description(request.app)


@router.get(
    "/{lang}/api",
    name="api.page",
    include_in_schema=False,
    response_class=HTMLResponse,
)
def show_page(_reader: Public, _page: ContentLanguage, request: Request) -> Response:
    """Show the same as a page."""
    context = {
        "about": DESCRIPTION,
        "operations": list(_operations(description(request.app))),
    }
    return render(request, "reading/api.html", context)


def description(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an app, made once."""
    made: dict[str, Any] | None = getattr(app.state, "api_description", None)
    if made is None:
        made = app.state.api_description = get_openapi(
            title="Passalong",
            version="1",
            summary="Learning packs of the Wikimedia movement",
            description=DESCRIPTION,
            routes=[
                route
                for route in iter_route_contexts([*every_route(app.routes)])
                if str(route.path).startswith(f"{API}/")
            ],
            servers=[{"url": app.state.settings_public.public_url}],
            license_info={
                "name": "CC BY-SA 4.0",
                "url": "https://creativecommons.org/licenses/by-sa/4.0/",
            },
        )
    return made


class Parameter(Struct, frozen=True):
    """Something an operation may be asked with."""

    name: str
    place: str
    about: str
    is_required: bool


class Operation(Struct, frozen=True):
    """An address with what it answers."""

    path: str
    example: str
    about: str
    parameters: tuple[Parameter, ...]


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        operation = methods["get"]
        parameters = operation.get("parameters", [])
        example = path
        for one in parameters:
            given = one["schema"].get("examples") or [""]
            example = example.replace(f"{{{one['name']}}}", str(given[0]))
        yield Operation(
            path=path,
            example=example,
            about=operation["description"],
            parameters=tuple(map(_parameter, parameters)),
        )


def _parameter(one: dict[str, Any]) -> Parameter:
    return Parameter(
        name=one["name"],
        place=one["in"],
        about=one.get("description", ""),
        is_required=one.get("required", False),
    )
