"""The server process: little is read in before it answers."""

import subprocess

import uvicorn

from app.main import create_app
from app.platform.memory import keep_memory_low
from app.platform.open_files import allow_many_open_files
from app.platform.preparation import start_preparation
from app.platform.settings import Settings, get_settings
from app.processes import options, say_where, serve_several, wait_for


def run() -> None:
    """Get everything ready, then serve: migrate, compile, load."""
    serve_after(start_preparation(get_settings()))


def serve_after(preparation: "subprocess.Popen[bytes] | None") -> None:
    """Serve when the preparation has ended well, or none was needed; else end too."""
    settings = get_settings()
    wait_for(preparation, settings)
    _serve(settings)


def serve() -> None:
    """Start the server on a database that is ready."""
    _serve(get_settings())


def _serve(settings: Settings) -> None:
    if settings.processes > 1:
        serve_several(settings)
        return
    keep_memory_low()
    allow_many_open_files()
    app = create_app(settings)
    say_where(settings)
    uvicorn.run(app, **options(settings))
