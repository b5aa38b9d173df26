"""The server process: little is read in before it answers."""

import subprocess
import sys

import uvicorn

from app.accounts.demo import demo_sign_in
from app.main import create_app
from app.platform.db import Database
from app.platform.memory import keep_memory_low
from app.platform.open_files import allow_many_open_files
from app.platform.preparation import start_preparation
from app.platform.settings import Settings, get_settings

GRACE_SECONDS = 15


def run() -> None:
    """Get everything ready, then serve: migrate, compile, load."""
    serve_after(start_preparation(get_settings()))


def serve_after(preparation: "subprocess.Popen[bytes] | None") -> None:
    """Serve when the preparation has ended well, or none was needed; else end too."""
    settings = get_settings()
    if preparation is None:
        if settings.demo:
            with Database(settings.database_url) as database:
                print(demo_sign_in(database))  # noqa: T201 - the command line
    elif code := preparation.wait():
        sys.exit(code)
    _serve(settings)


def serve() -> None:
    """Start the server on a database that is ready."""
    _serve(get_settings())


def _serve(settings: Settings) -> None:
    keep_memory_low()
    allow_many_open_files()
    app = create_app(settings)
    print(f"Passalong is at {settings.public_url}/ (end it with Ctrl+C).", flush=True)  # noqa: T201 - the command line
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        date_header=True,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
        # Live drafts refuse a frame over 4 MiB in words, which takes all of it.
        ws_max_size=8 << 20,
        # Compressing costs each socket more memory than all the rest of it.
        ws_per_message_deflate=False,
    )
