"""What a server reads in before it answers, which is what its start takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT

# Takes long to read in, and an SQLite site that is only read needs none of it.
NOT_AT_START = {
    "alembic": "migrations are a command",
    "authlib": "only where people sign in elsewhere",
    "babel.messages": "catalogs are compiled before",
    "boto3": "only where media is kept on S3",
    "puremagic": "looks at uploads",
    "PIL": "looks at uploads",
    "difflib": "compares texts when somebody edits",
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
# Begins and ends as the server does; only the waiting for readers is left out.
STARTED = """
import asyncio, sys
import uvicorn

async def live(app):
    async with app.router.lifespan_context(app):
        await asyncio.sleep(0.1)

uvicorn.run = lambda app, **_: asyncio.run(live(app))
sys.argv = ["passalong", "serve"]
from app.__main__ import main
main()
print("read in:", *sys.modules)
"""


def _python(folder: Path, *words: str) -> str:
    given = {k: v for k, v in os.environ.items() if not k.startswith("PASSALONG_")}
    own = {"PASSALONG_DATABASE_URL": f"sqlite:///{folder}/passalong.db"}
    command = [sys.executable, *words]
    return subprocess.run(
        command, cwd=ROOT, env={**given, **own}, stdout=subprocess.PIPE, check=True
    ).stdout.decode()


@pytest.mark.slow
def test_a_server_on_sqlite_begins_without_what_only_others_need(
    tmp_path: Path,
) -> None:
    _python(tmp_path, "-m", "app", "db", "upgrade")

    said = _python(tmp_path, "-c", STARTED).splitlines()

    read_in = set(said[-1].removeprefix("read in: ").split())
    assert "app.main" in read_in
    assert {name: NOT_AT_START[name] for name in read_in & NOT_AT_START.keys()} == {}
