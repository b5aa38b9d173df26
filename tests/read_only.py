"""The starter content for many tests that only read: one copy, which refuses writes."""

from collections.abc import Iterator

from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.db import Database
from tests.databases import HOST, Databases, make_settings


def starter_read_only(databases: Databases) -> Iterator[FastAPI]:
    """Give the whole program on the starter content, where nothing can be written.

    A test that writes fails there, so none can depend on another one.
    """
    url = databases.copy("searched")
    app = create_app(make_settings(url, databases.media))
    _refuse_writes(app.state.database)
    yield app
    app.state.database.close()
    databases.drop(url)


def _refuse_writes(database: Database) -> None:
    on_sqlite = database.engine.dialect.name == "sqlite"

    @event.listens_for(database.engine, "connect")
    def refuse(connection: object, _: object) -> None:
        if on_sqlite:
            connection.execute("PRAGMA query_only = ON")  # type: ignore[attr-defined]
        else:
            connection.read_only = True  # type: ignore[attr-defined]


def fresh_client(app: FastAPI) -> TestClient:
    """Return a browser that gets no page another test had made."""
    app.state.pages.clear()
    return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
