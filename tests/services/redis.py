"""A Redis server for one test session, in memory only."""

import os
from pathlib import Path

from tests.services.process import (
    Program,
    RunningServer,
    answers,
    end,
    free_port,
    need_program,
    start,
    wait_until,
)


def start_redis(folder: Path, port: int = 0) -> RunningServer:
    """Start a server whose log is in `folder`, or use the one TESTS_REDIS names."""
    given = os.environ.get("TESTS_REDIS")
    if given:
        return RunningServer(given, stop=lambda: None)
    port = port or free_port()
    log = folder / "redis.log"
    command = [
        need_program("redis-server", package="redis-server"),
        "--port",
        str(port),
    ]
    command += ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    command += ["--maxmemory", "128mb", "--maxmemory-policy", "noeviction"]
    process = start(Program([*command, "--dir", str(folder)], log))
    wait_until(lambda: answers(port), process, log)
    return RunningServer(f"redis://127.0.0.1:{port}/0", lambda: end(process))
