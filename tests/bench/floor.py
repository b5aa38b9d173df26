"""A Starlette application that saves 9 kB durably and can find them: nothing else.

The yardstick of saves: what this machine takes for a form that is written to SQLite
(WAL, synchronous=FULL) with its full text indexed. 1.18 ms at p50 on the machine where
peers were measured (MediaWiki 22 times as much, Weblate 82 times), so that a target of
12 ms is 10.2 times this.
"""

import os
import sqlite3
import statistics
import sys
import time
from pathlib import Path

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.conventions.sources import ROOT
from tests.services.process import (
    Program,
    answers,
    end,
    free_port,
    start,
    wait_until,
)

TEXT_BYTES, TIMES = 9_000, 100


def _open() -> sqlite3.Connection:
    connection = sqlite3.connect(os.environ["FLOOR_DATABASE"])
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS revision (id INTEGER PRIMARY KEY, t)"
    )
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5(t)")
    return connection


async def save(request: Request) -> Response:
    """Write what was sent, and put it in the place of what was found before."""
    text = (await request.body()).decode()
    with _connection:
        _connection.execute("INSERT INTO revision (t) VALUES (?)", (text,))
        _connection.execute("DELETE FROM found WHERE rowid = 1")
        _connection.execute("INSERT INTO found (rowid, t) VALUES (1, ?)", (text,))
    return Response(status_code=303, headers={"Location": "/"})


def measure(folder: Path, before: tuple[str, ...] = ()) -> float:
    """Return how many milliseconds such a save takes here, at p50."""
    port, log = free_port(), folder / "floor.log"
    command = [*before, sys.executable, "-m", "uvicorn", "tests.bench.floor:app"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    env = {**os.environ, "FLOOR_DATABASE": str(folder / "floor.db")}
    process = start(Program(command, log, env=env, cwd=ROOT))
    try:
        wait_until(lambda: answers(port), process, log)
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
            took = [_timed(client, number) for number in range(TIMES)]
    finally:
        end(process)
    return statistics.median(took[TIMES // 10 :])


def _timed(client: httpx2.Client, number: int) -> float:
    text = f"word{number} and others of a text " * (TEXT_BYTES // 30)
    began = time.perf_counter()
    client.post("/", content=text)
    return 1_000 * (time.perf_counter() - began)


if "FLOOR_DATABASE" in os.environ:
    _connection = _open()
app = Starlette(routes=[Route("/", save, methods=["POST"])])
