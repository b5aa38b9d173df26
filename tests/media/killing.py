"""What a worker in a process of its own is told, to be killed or weighed."""

import os

from fastapi import FastAPI

from tests.databases import HOST


def worker_environment(app: FastAPI) -> dict[str, str]:
    """Return the environment of a worker that does the jobs of an app of a test."""
    settings = app.state.settings
    given = {
        "ENVIRONMENT": "test",
        "PUBLIC_URL": f"http://{HOST}",
        "DATABASE_URL": settings.database_url,
        "MEDIA_FOLDER": str(settings.media_folder),
        "SEARCH_FILE": str(settings.search_file),
        "LOG_LEVEL": "error",
    }
    env = {name: text for name, text in os.environ.items() if "PASSALONG" not in name}
    return env | {f"PASSALONG_{name}": text for name, text in given.items()}
