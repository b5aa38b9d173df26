"""Rooms that are read in with the first request for one of their pages."""

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.testclient import TestClient

from app.main import ROUTES
from app.web.late_rooms import LateRoom, every_route
from app.web.late_routes import page_router
from app.web.paths import Paths, UnknownRoute
from tests.conventions.sources import ROOT

MODULE = "room_that_is_read_in_late"
SOURCE = """
from fastapi import WebSocket
from app.web.late_routes import page_router

router = page_router()

@router.get("/{lang}/shelves/{number:int}", name="shelves.show")
def show(lang: str, number: int) -> str:
    return f"{lang} {number}"

@router.get("/{lang}/shelves", name="shelves.list")
def show_all(lang: str) -> str:
    return lang

@router.websocket("/live/{name}")
async def live(socket: WebSocket, name: str) -> None:
    await socket.accept()
    await socket.send_text(name)
    await socket.close()
"""
ROOMS = [one for one in ROUTES if isinstance(one, LateRoom)]
QUOTED = re.compile(r"""["']([a-z]+\.[a-z_]+)["']""")


def lobby() -> str:
    return "lobby"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    (tmp_path / f"{MODULE}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    early = page_router()
    early.get("/{lang}/lobby", name="lobby.show")(lobby)
    early.get("/{lang}/{word}", name="lobby.any")(lobby)
    room = LateRoom(
        MODULE,
        below=("/{lang}/shelves", "/live"),
        links={"shelves.list": "/{lang}/shelves"},
    )
    routes = [early.routes[0], room, early.routes[1]]
    yield FastAPI(routes=routes, openapi_url=None)
    sys.modules.pop(MODULE, None)


def is_read_in() -> bool:
    return MODULE in sys.modules


def test_pages_of_other_rooms_are_answered_without_it(app: FastAPI) -> None:
    client = TestClient(app)

    assert client.get("/en/lobby").text == "lobby"
    assert client.get("/en/shelvesful").text == "lobby"
    assert client.get("/en/no/such").status_code == 404
    assert not is_read_in()


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/en/shelves/3", 200, "en 3"),
        ("/en/shelves", 200, "en"),
        ("/en/shelves/three", 404, ""),
        ("/en/shelves/", 200, "en"),
    ],
)
def test_the_first_request_and_the_next_are_answered_alike(
    app: FastAPI, path: str, status: int, text: str
) -> None:
    client = TestClient(app)

    for _ in range(2):
        answer = client.get(path)
        assert answer.status_code == status
        assert text in answer.text
        assert client.post(path).status_code in {404, 405}
    assert client.post("/en/shelves/3").status_code == 405


def test_its_routes_take_its_place_in_the_list(app: FastAPI) -> None:
    client = TestClient(app)
    client.get("/en/shelves")

    names = [getattr(route, "name", "") for route in app.router.routes]
    # `/{lang}/{word}` would have answered, had it come before them.
    assert names == ["lobby.show", "shelves.show", "shelves.list", "live", "lobby.any"]
    assert client.get("/en/lobby").text == "lobby"


def test_many_first_requests_at_once_are_all_answered(app: FastAPI) -> None:
    with TestClient(app) as client, ThreadPoolExecutor(16) as threads:
        answers = list(
            threads.map(lambda n: client.get(f"/en/shelves/{n}").text, range(64))
        )

    assert answers == [f"en {number}" for number in range(64)]
    assert len(app.router.routes) == 5


def test_a_socket_can_be_the_first_to_ask(app: FastAPI) -> None:
    with TestClient(app).websocket_connect("/live/draft") as socket:
        assert socket.receive_text() == "draft"


def test_a_room_that_cannot_be_read_in_is_tried_again(
    app: FastAPI, tmp_path: Path
) -> None:
    client = TestClient(app, raise_server_exceptions=False)
    (tmp_path / f"{MODULE}.py").write_text("raise ImportError")
    assert client.get("/en/shelves").status_code == 500

    (tmp_path / f"{MODULE}.py").write_text(SOURCE)
    assert client.get("/en/shelves").text == "en"


def test_what_others_link_to_has_an_address_before(app: FastAPI) -> None:
    paths = Paths(app)

    assert paths("shelves.list", lang="en") == "/en/shelves"
    assert app.url_path_for("lobby.any", lang="en", word="a") == "/en/a"
    assert not is_read_in()


def test_what_nobody_links_to_has_an_address_too(app: FastAPI) -> None:
    paths = Paths(app)

    assert paths("shelves.show", lang="en", number=3) == "/en/shelves/3"
    with pytest.raises(UnknownRoute):
        paths("shelves.none")


def routes_of(room: LateRoom) -> list[RouteContext]:
    return list(iter_route_contexts(room.routes()))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.module)
def test_a_late_room_has_all_its_pages_below_its_addresses(room: LateRoom) -> None:
    paths = [str(one.path) for one in routes_of(room)]
    # A path with its parameters filled in, as whoever asks writes it.
    asked = [re.sub(r"\{\w+(:int)?\}", "1", path) for path in paths]

    wrong = [path for path in asked if not room.covers(path)]
    assert not wrong, f"say in the room's `addresses.py` where these are: {wrong}"
    assert paths


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.module)
def test_a_late_room_says_which_of_its_pages_others_link_to(room: LateRoom) -> None:
    addresses = {str(one.name): str(one.path_format) for one in routes_of(room)}
    own = room.module.split(".")[1]
    linked = {
        name: addresses[name] for name in _named_outside(own) if name in addresses
    }

    assert dict(room.links) == linked, "say in `addresses.py` what others link to"


def _named_outside(room: str) -> set[str]:
    """Return what looks like names of routes in the files of all other rooms."""
    files = [*(ROOT / "templates").rglob("*"), *(ROOT / "app").rglob("*.py")]
    others = [
        path
        for path in files
        if path.is_file() and path.relative_to(ROOT).parts[1] != room
    ]
    return {name for path in others for name in QUOTED.findall(path.read_text())}


def test_each_address_is_answered_by_its_own_room() -> None:
    contexts = [
        (room.module, str(one.path)) for room in ROOMS for one in routes_of(room)
    ]
    early = [one for one in ROUTES if not isinstance(one, LateRoom)]
    contexts += [("early", str(one.path)) for one in iter_route_contexts(early)]
    for name, path in contexts:
        asked = re.sub(r"\{\w+(:int)?\}", "1", path)
        covering = [room.module for room in ROOMS if room.covers(asked)]
        if name == "early":
            # `/api/v1/search` is below `/api/v1` too, and comes first.
            assert set(covering) <= {"app.reading.api.routers"}
        else:
            # As does what shows a path elsewhere, which is below the path.
            assert covering[0] == name


def test_every_route_is_found_when_all_are_asked_for() -> None:
    late = sum(len(routes_of(room)) for room in ROOMS)
    early = [one for one in ROUTES if not isinstance(one, LateRoom)]
    all_of_them = list(iter_route_contexts([*every_route(ROUTES)]))

    assert len(all_of_them) == len(early) + late
