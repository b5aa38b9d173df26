"""Every route is named, addressed and guarded the same way."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from app.accounts.access import ACCESS_GUARDS
from app.main import create_app
from app.platform.settings import Settings
from app.web.late_rooms import every_route
from tests.conventions.sources import listed

NAME = re.compile(r"^[a-z]+\.[a-z_]+$")
SEGMENT = re.compile(r"^[._]?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$")
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
CONVERTED = re.compile(r"\{(\w+):int\}")
# Read by the middleware that chooses the language, so handlers need not repeat it.
READ_BEFORE_ROUTING = {"lang"}


@pytest.fixture(scope="module")
def routes() -> list[RouteContext]:
    app: FastAPI = create_app(Settings(environment="test"))
    contexts = iter_route_contexts([*every_route(app.routes)])
    found = [item for item in contexts if isinstance(item.original_route, APIRoute)]
    assert found, "the app has no routes: was create_app changed?"
    return found


def test_every_route_is_named_domain_dot_page(routes: list[RouteContext]) -> None:
    wrong = [f"{item.path} is named {item.name}" for item in routes]
    wrong = [w for w, item in zip(wrong, routes, strict=True) if not _named(item)]

    assert not wrong, f'give these name="domain.page":{listed(wrong)}'


def test_every_path_is_in_kebab_case(routes: list[RouteContext]) -> None:
    wrong = [
        item.path
        for item in routes
        for segment in PARAMETER.sub("", item.path or "").split("/")
        if segment and not SEGMENT.match(segment)
    ]

    assert not wrong, f"write these in small letters with hyphens:{listed(wrong)}"


def test_every_path_parameter_is_declared_with_a_type(
    routes: list[RouteContext],
) -> None:
    wrong = []
    for item in routes:
        declared = {
            field.alias
            for dependant in _every(item.dependant)
            for field in dependant.path_params
            if field.field_info.annotation is not None
        }
        named = set(PARAMETER.findall(item.path or "")) - READ_BEFORE_ROUTING
        # What serves addresses with and without a number reads it from the request.
        declared |= set(CONVERTED.findall(item.path or ""))
        wrong += [f"{item.path}: {name}" for name in sorted(named - declared)]

    assert not wrong, f"read these in the handler or a dependency:{listed(wrong)}"


def test_every_route_declares_who_may_use_it(routes: list[RouteContext]) -> None:
    guards = set(ACCESS_GUARDS)

    open_doors = [
        f"{sorted(item.methods or ())} {item.path}"
        for item in routes
        if not any(inner.call in guards for inner in _every(item.dependant))
    ]
    assert not open_doors, (
        f"add Public, SignedIn or a role of app/accounts/access.py:{listed(open_doors)}"
    )


def test_no_two_routes_share_a_name(routes: list[RouteContext]) -> None:
    names = [item.name for item in routes]

    shared = sorted({str(name) for name in names if names.count(name) > 1})
    assert not shared, f"path_for finds only the first of:{listed(shared)}"


def _named(item: RouteContext) -> bool:
    return bool(NAME.match(item.name or ""))


def _every(dependant: Dependant | None) -> Iterator[Dependant]:
    if dependant is not None:
        yield dependant
        for inner in dependant.dependencies:
            yield from _every(inner)
