"""Several server processes at one address, looked after by one that serves nobody.

Python runs one thread at a time: on a machine with several processors, as many
processes serve as many readers. They share the database and find each other's changes
there; a process that ends is started again, and SIGHUP puts new ones in their place,
one after the other, without a request being refused.
"""

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import uvicorn

from app.accounts.demo import demo_sign_in
from app.platform.db import Database
from app.platform.memory import keep_memory_low
from app.platform.open_files import allow_many_open_files
from app.platform.settings import Settings, get_settings
from app.platform.unneeded import hide_unneeded

if TYPE_CHECKING:
    from fastapi import FastAPI

GRACE_SECONDS = 15
# One that is busy is not hung.
PATIENCE_SECONDS = 60


def serve() -> None:
    """Start the servers on a database that is ready."""
    serve_several(get_settings())


def serve_after(preparation: "subprocess.Popen[bytes] | None") -> None:
    """Serve when the preparation has ended well, or none was needed; else end too."""
    settings = get_settings()
    wait_for(preparation, settings)
    serve_several(settings)


def serve_several(settings: Settings) -> None:
    """Serve until ended, in as many processes as the settings say."""
    allow_many_open_files()
    say_where(settings)
    uvicorn.run(
        "app.processes:application",
        factory=True,
        workers=settings.processes,
        timeout_worker_healthcheck=PATIENCE_SECONDS,
        **options(settings),
    )


def application() -> "FastAPI":
    """Return the program as each of several processes serves it."""
    hide_unneeded()
    keep_memory_low()
    # Who looks after the others needs none of it.
    from app.main import create_app  # noqa: PLC0415 - see above

    return create_app(get_settings())


def wait_for(preparation: "subprocess.Popen[bytes] | None", settings: Settings) -> None:
    """Wait until everything is ready; end where the preparation ended badly."""
    if preparation is None:
        if settings.demo:
            with Database(settings.database_url) as database:
                print(demo_sign_in(database))  # noqa: T201 - the command line
    elif code := preparation.wait():
        sys.exit(code)


def say_where(settings: Settings) -> None:
    """Print the address of the site."""
    print(f"Passalong is at {settings.public_url}/ (end it with Ctrl+C).", flush=True)  # noqa: T201 - the command line


def options(settings: Settings) -> dict[str, Any]:
    """Return how a server listens, be it one or one of several."""
    return {
        "host": settings.host,
        "port": settings.port,
        "loop": "uvloop",
        "http": "app.web.lending:LendingProtocol",
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "log_level": "warning",
        "timeout_graceful_shutdown": GRACE_SECONDS,
        # Live drafts refuse a frame over 4 MiB in words, which takes all of it.
        "ws_max_size": 8 << 20,
        # Compressing costs each socket more memory than all the rest of it.
        "ws_per_message_deflate": False,
    }
