"""Routers put together as one flat list of routes."""

from collections.abc import Iterable

from fastapi import APIRouter
from starlette.routing import BaseRoute


def flat_routes(routers: Iterable[APIRouter]) -> list[BaseRoute]:
    """Return the routes of these routers, in order.

    `include_router` would analyse every handler once more for each level at the
    start, and search each level twice at every request.
    """
    return [route for router in routers for route in router.routes]
