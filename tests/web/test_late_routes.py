"""Routes that are analysed with their first request."""

import re
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.main import ROUTES
from app.web.late_rooms import every_route
from app.web.late_routes import LateRoute, page_router
from tests.conventions.sources import ROOT, listed

ROUTER = re.compile(r"APIRouter\((?!\s*routes=)(?![^)]*route_class=LateRoute)")


def double(number: int) -> int:
    return 2 * number


def answer(twice: Annotated[int, Depends(double)], word: str = "") -> str:
    return f"{word}{twice}"


@pytest.fixture
def client() -> TestClient:
    router = page_router()
    router.get("/{number}", name="numbers.show")(answer)
    app = FastAPI(routes=router.routes)
    return TestClient(app)


def test_the_first_request_and_the_next_are_answered_alike(client: TestClient) -> None:
    for _ in range(2):
        assert client.get("/21?word=is+").text == "is 42"
        assert client.get("/many").status_code == 422
        assert client.post("/21").status_code == 405


def test_a_route_knows_no_more_than_its_address_until_it_is_asked() -> None:
    route = LateRoute("/{number}", answer, methods=["get"], name="numbers.show")

    assert (route.path, route.name, route.methods) == (
        "/{number}",
        "numbers.show",
        {"GET"},
    )
    assert "dependant" not in vars(route)
    assert not hasattr(route, "no_part_of_a_route")
    assert "dependant" not in vars(route)
    assert [field.name for field in route.dependant.query_params] == ["word"]


def test_what_fastapi_says_of_a_late_route_is_what_it_says_of_its_own() -> None:
    given: dict[str, Any] = {
        "methods": ["POST"],
        "name": "numbers.show",
        "status_code": 201,
    }
    late, own = (kind("/{number}", answer, **given) for kind in (LateRoute, APIRoute))

    said = APIRoute.__annotations__.keys() - {"dependant"}
    assert {name: str(getattr(late, name)) for name in said} == {
        name: str(getattr(own, name)) for name in said
    }


def test_fastapi_can_use_every_handler() -> None:
    routes = [one for one in every_route(ROUTES) if isinstance(one, APIRoute)]

    assert [one for one in routes if one.dependant.call is one.endpoint] == routes
    assert len(routes) > len(ROUTES)


def test_every_router_of_the_program_is_late() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "app").rglob("*.py"))
        if path.name != "late_routes.py" and ROUTER.search(path.read_text())
    ]

    assert not wrong, (
        f"make the router by `page_router()`, or with `route_class=LateRoute`:"
        f"{listed(wrong)}"
    )
