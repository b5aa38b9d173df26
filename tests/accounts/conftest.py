"""An app with accounts, its database, browsers, and a real sign-in provider."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from app.accounts.access import Editor, Public, Reviewer, SignedIn
from app.accounts.routes import router
from app.accounts.wiring import add_accounts, sessions_middleware
from app.platform.db import Database
from app.platform.ids import short_id
from app.platform.settings import Settings
from app.web.wiring import add_web
from tests.accounts.people import Browser
from tests.identity.provider import CLIENT_ID, CLIENT_SECRET
from tests.identity.running import start_provider
from tests.services.postgresql import start_postgresql

AppMaker = Callable[..., FastAPI]


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """The PostgreSQL to test on, when the run is for PostgreSQL."""
    if os.environ.get("TESTS_DATABASE") != "postgresql":
        yield None
        return
    server = start_postgresql(tmp_path_factory.mktemp("server"))
    name = f"accounts_{short_id()}"
    plain_url = server.url.replace("+psycopg", "")
    with psycopg.connect(plain_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{server.url.rsplit('/', 1)[0]}/{name}"
    server.stop()


@pytest.fixture
def database_url(server_url: str | None, tmp_path: Path) -> str:
    """The address of a database without rows; tables are made where they miss."""
    url = server_url or f"sqlite:///{tmp_path}/accounts.db"
    database = Database(url)
    SQLModel.metadata.create_all(database.engine)
    if server_url:
        # Creating a database for each test would take longer than the test.
        tables = ", ".join(f'"{name}"' for name in SQLModel.metadata.tables)
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    database.close()
    return url


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
