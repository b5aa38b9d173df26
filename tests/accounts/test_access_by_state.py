"""Who gets what of a thing by its state, and what an account in a bad state may do."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext
from httpx2 import Response
from sqlalchemy import update
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.rights import COMMAND_LINE, block
from app.accounts.roles import Role, contained_roles
from app.accounts.service import vanish
from app.learning.models import Statement
from app.main import create_app
from app.packs.models import Course, Pack, PublicState
from app.platform import clock
from app.platform.db import Database
from app.projects.models import Organisation, Project
from tests.accounts.access_matrix import LEAST_ROLE, least_role
from tests.accounts.access_states import BY_MAKER, BY_SESSION, BY_STATE, SEEN_AS_DRAFTS
from tests.accounts.people import person, token_for
from tests.accounts.test_access_matrix import (
    PARAMETER,
    REFERER,
    VIEWERS,
    filled_path,
    outcome_of,
    routes_of,
)
from tests.databases import HOST, Databases, make_settings
from tests.factories.library import ContentFolders
from tests.factories.small_library import KEY

NO_SESSION = 400
# The first would change the state for those who ask next.
LEFT_OUT = {"authoring.let_readers_in", *BY_SESSION}
SLUGS = {
    "packs": "build-a-bench",
    "edit": "build-a-bench",
    "drafts": "build-a-bench",
    "translate": "build-a-bench",
    "p": "build-a-bench",
    "courses": "furnish-a-house",
    "projects": "a-bench-2019",
    "organisations": "bench-builders",
}


# What is in a thing, under a name that none has.
@dataclass(frozen=True)
class House:
    """A program whose things all have one state, and browsers of all kinds."""

    state: str
    app: FastAPI
    tokens: dict[Role | None, str | None]


def ask(app: FastAPI, route: RouteContext, path: str, token: str | None) -> Response:
    """Ask a route at this address of it, as whoever has the token."""
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    headers = {"referer": REFERER}
    if token:
        headers["cookie"] = f"passalong={token}"
    return client.request(min(route.methods or ["GET"]), path, headers=headers)


@pytest.fixture(params=["published", "draft", "withdrawn"], scope="module")
def house(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    url = databases.copy("empty")
    app = create_app(make_settings(url, databases.media))
    database: Database = app.state.database
    folders = ContentFolders(tmp_path_factory.mktemp("content"), database)
    assert folders.load().failed == []
    with database.transaction() as session:
        for table in (Pack, Course):
            session.execute(update(table).values(state=PublicState(request.param)))
        for record in (Project, Organisation):
            hidden = request.param == "withdrawn"
            session.execute(update(record).values(is_withdrawn=hidden))
    tokens: dict[Role | None, str | None] = {
        role: token_for(database, person(database, f"A {role.value}", role))
        for role in Role
        if role is not Role.READER
    }
    tokens |= {None: None, Role.READER: token_for(database, person(database, "Ama"))}
    yield House(request.param, app, tokens)
    database.close()
    databases.drop(url)


def is_kept_out(least: Role | None, viewer: Role | None) -> bool:
    """Tell whether the guard answers first, whatever there is."""
    return bool(least and (viewer is None or least not in contained_roles(viewer)))


def sees_drafts(house: House, thing: str, viewer: Role | None) -> bool:
    """Tell whether somebody gets a thing although readers do not."""
    is_editor = viewer is not None and Role.EDITOR in contained_roles(viewer)
    return house.state == "draft" and thing in SEEN_AS_DRAFTS and is_editor


def test_without_a_session_a_frame_learns_nothing_of_a_thing(house: House) -> None:
    routes = [one for one in routes_of(house.app) if one.name in BY_SESSION]
    assert len(routes) == len(BY_SESSION)
    for route in routes:
        path = str(route.path).replace("{slug}", "build-a-bench")
        path = filled_path(path.replace("{quiz_id}", "quiz0"))
        for viewer in VIEWERS:
            found = ask(house.app, route, path, house.tokens[viewer]).status_code
            assert found == NO_SESSION, (path, viewer)


@pytest.mark.slow
def test_a_thing_that_is_not_published_is_kept_from_everybody(house: House) -> None:
    for route in routes_of(house.app):
        template = str(route.path)
        if "{slug}" not in template or route.name in LEFT_OUT:
            continue
        thing = template.partition("/{slug}")[0].rpartition("/")[2]
        assert thing in BY_STATE, f"say in BY_STATE who gets {template}"
        named = template.replace("{slug}", SLUGS.get(thing, "budgeting"))
        named = named.replace("{source}", "en").replace("{target}", "fr")
        path = filled_path(named.replace("{quiz_id}", "quiz0"))
        expected = BY_STATE[thing].get(house.state)
        # What is in it, such as a question or a version, is named by ids nothing has.
        named_by = {name for name, _ in PARAMETER.findall(template)}
        is_whole = named_by <= {"lang", "slug", "number", "source", "target"}
        least = least_role(str(route.name))
        for viewer in VIEWERS:
            if is_kept_out(least, viewer) or sees_drafts(house, thing, viewer):
                continue
            found = ask(house.app, route, path, house.tokens[viewer]).status_code
            if not is_whole and found in {302, 404}:
                continue  # Leads on, or is not there: neither tells of the thing.
            if expected is not None:
                assert found == expected, (path, viewer)
            elif is_whole:
                assert found not in {404, 410}, (path, viewer)


@pytest.fixture(scope="module")
def small_app(databases: Databases) -> Iterator[FastAPI]:
    url = databases.copy("small")
    app = create_app(make_settings(url, databases.media))
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_only_its_maker_can_take_a_statement_back(
    small_app: FastAPI, is_withdrawn: bool
) -> None:
    database: Database = small_app.state.database
    mark = "w" if is_withdrawn else "s"
    maker = person(database, f"Maker {mark}")
    operator = person(database, f"Operator {mark}", Role.OPERATOR)
    tokens = [None, token_for(database, operator), token_for(database, maker)]
    ours = (one for one in routes_of(small_app) if "{token}" in str(one.path))
    # Uploads, badges and join links have tokens as well: tests/media/test_uploads.py,
    # tests/recognition/test_badges.py and tests/onboarding/test_joining.py say who
    # gets those.
    elsewhere = ("media.", "recognition.", "onboarding.")
    routes = [one for one in ours if not str(one.name).startswith(elsewhere)]
    assert {str(route.name) for route in routes} == set(BY_MAKER)

    for number, route in enumerate(routes):
        made = statement(maker, f"{number}{mark * 31}", is_withdrawn=is_withdrawn)
        with database.transaction() as session:
            session.add(made)
        path = filled_path(str(route.path).replace("{token}", made.token))
        found = [ask(small_app, route, path, token).status_code for token in tokens]
        own, others, gone = BY_MAKER[str(route.name)]
        expected = [gone] * 3 if is_withdrawn else [others, others, own]
        assert found == expected, route.name


def statement(maker: User, token: str, *, is_withdrawn: bool) -> Statement:
    return Statement(
        token=token,
        user_id=maker.number,
        holder="Ama",
        pack_key=KEY,
        pack_title="Build a bench",
        pack_version="1.1.1.1",
        language="en",
        version_on=clock.now().date(),
        completed_on=clock.now().date(),
        revoked_at=clock.now() if is_withdrawn else None,
    )


@pytest.mark.parametrize("end", ["blocked", "vanished"])
def test_an_account_that_is_shut_out_is_nobody_everywhere(
    small_app: FastAPI, end: str
) -> None:
    """Its roles and a session that was left over open nothing."""
    database: Database = small_app.state.database
    shut_out = person(database, f"Operator {end}", Role.OPERATOR)
    with database.transaction() as session:
        user = session.get_one(User, shut_out.id)
        if end == "blocked":
            block(session, user, reason="spam", by=COMMAND_LINE)
        else:
            vanish(session, user)
    token = token_for(database, shut_out)
    guarded = set().union(*LEAST_ROLE.values())
    routes = [one for one in routes_of(small_app) if one.name in guarded]
    assert routes

    for route in routes:
        answer = ask(small_app, route, filled_path(str(route.path)), token)
        outcome = outcome_of(answer.status_code, answer.headers.get("location", ""))
        assert outcome == "sent to sign in", route.name
