"""Every route of the real app, asked by everybody: route by method by role."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from app.accounts.models import LoginSession, RoleGrant, User
from app.accounts.roles import Role, contained_roles
from app.accounts.sessions import IDLE
from app.main import create_app
from app.platform import clock
from app.platform.db import Database
from app.platform.ids import text_hash
from app.platform.settings import Settings
from app.registry import metadata
from app.web.late_rooms import every_route
from tests.accounts.access_matrix import (
    LEAST_ROLE,
    MOUNTS,
    PLAIN_ROUTES,
    ROWS,
    least_role,
)
from tests.accounts.open_routes import ANYONE

VIEWERS: Sequence[Role | None] = (None, *Role)
PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
REFERER = "http://testserver/en/skills"


@dataclass(frozen=True)
class Cell:
    """One way to ask: a route, a method, and who asks (None: signed out)."""

    route: str
    method: str
    path: str
    viewer: Role | None
    token: str


def build(folder: Path) -> FastAPI:
    app = create_app(
        Settings(
            environment="test",
            database_url=f"sqlite:///{folder}/matrix.db",
            media_folder=folder / "media",
            allowed_hosts=("testserver",),
            public_url="http://testserver",
            local_accounts=True,
            log_level="error",
        )
    )
    metadata.create_all(app.state.database.engine)
    return app


def routes_of(app: FastAPI) -> list[RouteContext]:
    contexts = list(iter_route_contexts([*every_route(app.routes)]))
    return [one for one in contexts if isinstance(one.original_route, APIRoute)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = build(tmp_path_factory.mktemp("matrix"))
    yield app
    app.state.database.close()


def test_every_route_has_a_row(app: FastAPI) -> None:
    names = {str(one.name) for one in routes_of(app)}

    missing = sorted(names - ROWS)
    assert not missing, (
        "say in tests/accounts/access_matrix.py who may use these: "
        "add each to ANYONE or to the least role that opens it:\n  "
        + "\n  ".join(missing)
    )
    assert not ROWS - names, f"delete rows of routes that are gone: {ROWS - names}"


def test_no_route_has_two_rows() -> None:
    sets = [ANYONE, *LEAST_ROLE.values()]

    assert sum(map(len, sets)) == len(set().union(*sets))


def test_nothing_is_served_beside_the_guarded_routes(app: FastAPI) -> None:
    """A plain route or another mounted app would have no guard."""
    others = [
        one.original_route
        for one in iter_route_contexts([*every_route(app.routes)])
        if not isinstance(one.original_route, APIRoute)
    ]

    mounts = {one.name for one in others if isinstance(one, Mount)}
    plain = {one.path for one in others if isinstance(one, Route)}
    assert mounts == MOUNTS
    assert plain <= PLAIN_ROUTES, "serve these by a route with a guard"


@pytest.mark.slow
def test_everybody_gets_exactly_what_the_table_says(app: FastAPI) -> None:
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=True)
    cells = list(cells_of(app))
    add_viewers(app.state.database, cells)

    wrong: dict[str, list[str]] = {}
    for cell in cells:
        if found := mismatch(client, cell):
            who = cell.viewer.value if cell.viewer else "somebody signed out"
            wrong.setdefault(found, []).append(who)

    assert len(cells) >= 10 * len(ANYONE)
    lines = [f"{found}, for {', '.join(who)}" for found, who in wrong.items()]
    assert not wrong, "the table and the guards differ:\n  " + "\n  ".join(lines)


def cells_of(app: FastAPI) -> Iterator[Cell]:
    numbers = count()
    # `test_every_route_has_a_row` tells about the ones without.
    for one in (one for one in routes_of(app) if one.name in ROWS):
        for method in sorted(one.methods or ()):
            for viewer in VIEWERS:
                path = filled_path(str(one.path))
                token = f"token-{next(numbers)}"
                yield Cell(str(one.name), method, path, viewer, token)


def filled_path(path: str) -> str:
    """Return an address of a route, of things there are not unless it names them."""
    return PARAMETER.sub(_filled, path)


def _filled(parameter: re.Match[str]) -> str:
    name, kind = parameter.groups()
    if name == "lang":
        return "en"
    return "1" if kind == "int" else "none-such"


def add_viewers(database: Database, cells: Sequence[Cell]) -> None:
    """Sign in a person of their own for every cell: some routes end sessions."""
    with database.transaction() as session:
        for number, cell in enumerate(cells, 1):
            if cell.viewer is None:
                continue
            name = f"m{number}"
            session.add(User(id=number, name=name, name_skeleton=name, name_shape=name))
        session.flush()
        for number, cell in enumerate(cells, 1):
            if cell.viewer is None:
                continue
            session.add(RoleGrant(user_id=number, role=cell.viewer))
            session.add(
                LoginSession(
                    token_hash=text_hash(cell.token),
                    user_id=number,
                    expires_at=clock.now() + IDLE,
                )
            )


def mismatch(client: TestClient, cell: Cell) -> str | None:
    """Ask as the cell says; return a sentence when the answer is not the table's."""
    headers = {"referer": REFERER, "sec-fetch-site": "same-origin"}
    if cell.viewer is not None:
        headers["cookie"] = f"passalong={cell.token}"
    answer = client.request(cell.method, cell.path, headers=headers)
    outcome = outcome_of(answer.status_code, answer.headers.get("location", ""))
    expected = expected_outcome(cell)
    if outcome == expected:
        return None
    return f"{cell.method} {cell.route}: {outcome}, expected {expected}"


def outcome_of(status: int, location: str) -> str:
    if status == 303 and location.startswith("/en/login?next="):
        return "sent to sign in"
    if status == 401:
        # A fragment cannot lead away; its page says it in words.
        return "sent to sign in"
    if status == 403:
        return "refused"
    return "let in" if status < 500 else f"failed with {status}"


def expected_outcome(cell: Cell) -> str:
    least = least_role(cell.route)
    if least is None:
        return "let in"
    if cell.viewer is None:
        return "sent to sign in"
    return "let in" if least in contained_roles(cell.viewer) else "refused"
