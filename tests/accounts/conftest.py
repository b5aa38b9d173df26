"""An app with accounts, its database, browsers, and a real sign-in provider."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.access import Editor, Public, Reviewer, SignedIn
from app.accounts.routes import router
from app.accounts.wiring import add_accounts, sessions_middleware
from app.platform.db import Database
from app.platform.settings import Settings
from app.web.wiring import add_web
from tests.accounts.people import Browser
from tests.databases import Databases
from tests.identity.provider import CLIENT_ID, CLIENT_SECRET
from tests.identity.running import start_provider

AppMaker = Callable[..., FastAPI]


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of a database without rows."""
    url = databases.copy("empty")
    yield url
    databases.drop(url)


@pytest.fixture
def make_app(database_url: str) -> Iterator[AppMaker]:
    """Return a function that builds an app with some settings changed."""
    databases: list[Database] = []

    def make(**changes: object) -> FastAPI:
        values: dict[str, Any] = {
            "environment": "test",
            "database_url": database_url,
            "public_url": "http://testserver",
            "allowed_hosts": ("testserver",),
            "local_accounts": True,
            **changes,
        }
        settings = Settings(**values)
        database = Database(database_url)
        databases.append(database)
        return _app(settings, database)

    yield make
    for database in databases:
        database.close()


def _app(settings: Settings, database: Database) -> FastAPI:
    app = FastAPI()
    app.state.database = database
    add_web(app, settings, sessions=sessions_middleware(settings))
    add_accounts(app, settings)
    app.include_router(router)

    @app.get("/{lang}/anyone", name="probe.anyone")
    def anyone(reader: Public) -> PlainTextResponse:
        return PlainTextResponse(reader.name if reader else "nobody")

    @app.get("/{lang}/members", name="probe.members")
    def members(reader: SignedIn) -> PlainTextResponse:
        return PlainTextResponse(reader.name)

    @app.post("/{lang}/drafts", name="probe.drafts")
    def drafts(reader: Editor) -> PlainTextResponse:
        return PlainTextResponse(reader.name)

    @app.get("/{lang}/reviews", name="probe.reviews")
    def reviews(reader: Reviewer) -> PlainTextResponse:
        return PlainTextResponse(reader.name)

    return app


@pytest.fixture
def app(make_app: AppMaker) -> FastAPI:
    return make_app()


@pytest.fixture
def database(app: FastAPI) -> Database:
    found: Database = app.state.database
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.open_session() as session:
        yield session


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    return Browser(TestClient(app, follow_redirects=False))


@pytest.fixture(scope="session")
def provider_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = start_provider(tmp_path_factory.mktemp("provider"))
    yield server.url
    server.stop()


@pytest.fixture(params=["openid", "mediawiki"])
def any_provider_app(
    request: pytest.FixtureRequest, make_app: AppMaker, provider_url: str
) -> FastAPI:
    """An app that signs people in at the provider, in each of its two languages."""
    path = "/w/rest.php" if request.param == "mediawiki" else ""
    return _provider_app(make_app, provider_url + path)


@pytest.fixture
def openid_app(make_app: AppMaker, provider_url: str) -> FastAPI:
    return _provider_app(make_app, provider_url)


def _provider_app(make_app: AppMaker, issuer: str) -> FastAPI:
    return make_app(
        oauth_issuer=issuer,
        oauth_client_id=CLIENT_ID,
        oauth_client_secret=CLIENT_SECRET,
    )
