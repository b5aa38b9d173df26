"""What a server reads in before it answers, which is what its start takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.main import ROUTES
from app.web.late_rooms import LateRoom
from tests.conventions.sources import ROOT

# Takes long to read in, and an SQLite site that is only read needs none of it.
NOT_AT_START = {
    "alembic": "migrations are a command",
    "app.authoring.importing.jobs": "brings packs in",
    "app.authoring.live.store": "people write together",
    "app.hosts.delivering": "tells other sites",
    "app.lti.models": "learning systems",
    "app.notices.models": "people who take part are told",
    "app.translation.memory.service": "helps translators",
    "authlib": "only where people sign in elsewhere",
    "babel.messages": "catalogs are compiled before",
    "boto3": "only where media is kept on S3",
    "puremagic": "looks at uploads",
    "PIL": "looks at uploads",
    "difflib": "compares texts when somebody edits",
    "email_validator": "FastAPI's model of a contact",
    "httpx": "asks others; a page asks nobody",
    "meilisearch": "makes keys, by a command",
    "psycopg": "PostgreSQL",
    "pycrdt": "people write together",
    "pygments": "colours for terminals",
    "rapidfuzz": "compares texts when somebody edits",
    "redis": "no part of a small site",
    "sqlalchemy.dialects.postgresql": "PostgreSQL",
    "typer": "the command line",
    "weasyprint": "makes PDFs, in a process of its own",
    "webvtt": "reads captions when a page shows some",
}
# Of this program's own modules, with a little room: a new one that readers need may
# raise it; one that only contributors need is read in with its first use.
MOST_MODULES = 398
READERS_ASK = ("/en/", "/ar/packs", "/en/skills", "/en/search?q=budget", "/en/me")
DESCRIPTION = "/api/v1/openapi.json"
# Begins and ends as the server does, and answers readers in between.
STARTED = """
import asyncio, sys
import uvicorn

async def answer(app, address):
    path, _, query = address.partition("?")
    request = {"type": "http", "method": "GET", "scheme": "http", "path": path,
               "raw_path": path.encode(), "query_string": query.encode(),
               "http_version": "1.1", "headers": [(b"host", b"127.0.0.1")],
               "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 9)}
    said = []
    async def nothing():
        return {"type": "http.request"}
    async def hear(message):
        said.append(message)
    await app(request, nothing, hear)
    print("answered:", address, said[0]["status"])

async def live(app):
    async with app.router.lifespan_context(app):
        for address in ADDRESSES:
            await answer(app, address)
        look()
        await answer(app, DESCRIPTION)

def look():
    print("read in:", *(name for name, module in sys.modules.items() if module))
    from fastapi.openapi.models import OpenAPI
    print("made ready:", OpenAPI.__pydantic_complete__)
    # What is not read in must be missed by nothing that is.
    from sqlmodel import SQLModel
    from sqlalchemy.orm import configure_mappers
    configure_mappers()
    print("keys:", sum(1 for table in SQLModel.metadata.tables.values()
                       for key in table.foreign_keys if key.column is not None))

uvicorn.run = lambda app, **_: asyncio.run(live(app))
sys.argv = ["passalong", "serve"]
from app.__main__ import main
main()
"""


def _python(folder: Path, *words: str) -> str:
    given = {k: v for k, v in os.environ.items() if not k.startswith("PASSALONG_")}
    own = {"PASSALONG_DATABASE_URL": f"sqlite:///{folder}/passalong.db"}
    command = [sys.executable, *words]
    return subprocess.run(
        command, cwd=ROOT, env={**given, **own}, stdout=subprocess.PIPE, check=True
    ).stdout.decode()


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what a server said that has begun, answered readers, and ended."""
    folder = tmp_path_factory.mktemp("start")
    _python(folder, "-m", "app", "db", "upgrade")
    started = f"ADDRESSES, DESCRIPTION = {READERS_ASK!r}, {DESCRIPTION!r}\n{STARTED}"
    return _python(folder, "-c", started).splitlines()


def _after(said: list[str], word: str) -> list[str]:
    return [line.removeprefix(word) for line in said if line.startswith(word)]


@pytest.fixture(scope="module")
def read_in(said: list[str]) -> set[str]:
    [names] = _after(said, "read in: ")
    return set(names.split())


@pytest.mark.slow
def test_a_server_on_sqlite_begins_without_what_only_others_need(
    read_in: set[str],
) -> None:
    assert "app.main" in read_in
    assert {name: NOT_AT_START[name] for name in read_in & NOT_AT_START.keys()} == {}


@pytest.mark.slow
def test_readers_are_answered_without_the_rooms_of_others(
    said: list[str], read_in: set[str]
) -> None:
    answered = [line.split()[0] for line in _after(said, "answered: ")]
    statuses = {line.split()[1] for line in _after(said, "answered: ")}

    assert (answered, statuses) == ([*READERS_ASK, DESCRIPTION], {"200"})
    late = {room.module for room in ROUTES if isinstance(room, LateRoom)}
    assert late
    assert late & read_in == set()


@pytest.mark.slow
def test_what_describes_the_interface_is_made_ready_when_somebody_asks(
    said: list[str],
) -> None:
    assert _after(said, "made ready: ") == ["False"]
    assert f"answered: {DESCRIPTION} 200" in said


@pytest.mark.slow
def test_a_server_reads_in_no_more_of_the_program_than_it_did(
    read_in: set[str],
) -> None:
    own = sorted(name for name in read_in if name.startswith("app."))

    assert len(own) <= MOST_MODULES, (
        "read in with their first use what readers do not need, or say why not: "
        + " ".join(own)
    )


@pytest.mark.slow
def test_no_table_that_is_read_in_refers_to_one_that_is_not(said: list[str]) -> None:
    [keys] = _after(said, "keys: ")

    assert int(keys) > 0
