"""Real servers with the starter content, and people who write in its first module."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from app.accounts.roles import Role
from app.authoring.live import hub
from app.authoring.live.joining import open_live
from app.authoring.live.models import LiveDraft
from app.packs.models import Module, Pack
from app.platform.db import Database
from app.platform.ids import short_id
from tests.accounts.people import person, token_for
from tests.authoring.live.typist import Site
from tests.conventions.sources import ROOT
from tests.databases import Databases
from tests.reading.shelf import PACK
from tests.services.process import (
    Program,
    RunningServer,
    answers,
    end,
    free_port,
    start,
    wait_until,
)

# `make soak` does all this longer.
IS_SOAK = os.environ.get("TESTS_SOAK") == "yes"


def start_server(folder: Path, database_url: str, **more: str) -> RunningServer:
    """Start a process of the program on a database that is ready."""
    port = int(more.pop("PORT", "0")) or free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "ENVIRONMENT": "test",
        "PUBLIC_URL": url,
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "MEDIA_FOLDER": str(folder / "media"),
        "SEARCH_FILE": str(folder / "search.db"),
        "LOCAL_ACCOUNTS": "true",
        "WORKER": "false",
        "LOG_LEVEL": "warning",
        **more,
    }
    own = {f"PASSALONG_{name}": value for name, value in settings.items()}
    given = {k: v for k, v in os.environ.items() if not k.startswith("PASSALONG_")}
    log = folder / f"server-{port}.log"
    command = [sys.executable, "-m", "app", "serve"]
    process = start(Program(command, log, env={**given, **own}, cwd=ROOT))
    wait_until(lambda: answers(port), process, log)
    return RunningServer(url, lambda: end(process), process.pid)


@pytest.fixture(scope="module")
def live_database(databases: Databases) -> Iterator[Database]:
    """A database with the starter content, for the tests of a module."""
    url = databases.copy("starter")
    with Database(url) as database:
        yield database
    databases.drop(url)


@pytest.fixture(scope="module")
def server(
    live_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """A process of the program."""
    server = start_server(tmp_path_factory.mktemp("live"), live_database.url)
    yield server
    server.stop()


def editor(
    database: Database, url: str, name: str, role: Role | None = Role.EDITOR
) -> Site:
    """Sign somebody in; the name gets something behind it, so that it is theirs."""
    user = person(database, f"{name} {short_id()}", *([role] if role else []))
    return Site(url, token_for(database, user))


def module_document(database: Database, number: int = 1, pack: str = PACK) -> int:
    """Return the id of a module's document."""
    with database.open_session() as session:
        found = select(Module.document_id).join(Pack).where(Pack.slug == pack)
        return session.exec(found.where(Module.number == number)).one()


@pytest.fixture
def random() -> Random:
    """The same numbers at each run."""
    return Random(20261120)  # noqa: S311 - no secret


@pytest.fixture
def people(live_database: Database) -> tuple[int, int]:
    """The ids of Ama and Kofi."""
    ama, kofi = (
        person(live_database, f"{name} {short_id()}") for name in ("Ama", "Kofi")
    )
    return ama.number, kofi.number


@pytest.fixture
def lives(live_database: Database) -> tuple[LiveDraft, LiveDraft]:
    with live_database.transaction() as session:
        first, second = (module_document(live_database, number) for number in (1, 2))
        return open_live(session, first), open_live(session, second)


@pytest.fixture
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms write and look when a test says so."""
    monkeypatch.setattr(hub, "WRITE_SECONDS", 3_600)
    monkeypatch.setattr(hub, "LOOK_SECONDS", 3_600)
    monkeypatch.setattr(hub, "STALE_SECONDS", 3_600)
