"""The whole program on a loopback port, in a thread, so that a test can look inside."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from app.processes import options
from tests.services.process import free_port


@contextmanager
def served(app: FastAPI, port: int) -> Iterator[None]:
    """Serve an app as the program does, while the block runs."""
    own = {"host": "127.0.0.1", "port": port, "log_level": "error"}
    config = uvicorn.Config(app, **{**options(app.state.settings), **own})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the server did not start"
    yield
    server.should_exit = True
    thread.join(20)


def own_origin() -> tuple[str, int]:
    """Return an address nobody listens at yet, and its port."""
    port = free_port()
    return f"http://127.0.0.1:{port}", port
