"""Preparing an installation in a process of its own.

Beside it the server reads in the program, so that both cores work; and what the
preparation took of memory is given back before the first reader comes.
"""

import subprocess
import sys

from app.platform.db import Database
from app.platform.prepared import fingerprint, is_prepared
from app.platform.settings import Settings

COMMAND = [sys.executable, "-m", "app", "prepare"]


def start_preparation(settings: Settings) -> "subprocess.Popen[bytes] | None":
    """Begin to migrate, compile and load; what it prints is seen at once.

    Returns None when nothing has changed since that was done.
    """
    with Database(settings.database_url) as database:
        if is_prepared(database, fingerprint(settings.content_folder)):
            return None
    return subprocess.Popen(COMMAND)  # noqa: S603 - our own interpreter and words
