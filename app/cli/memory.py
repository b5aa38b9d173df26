"""`passalong translations remember`: the translation memory, made anew."""

from app.cli.progress import ProgressLine
from app.platform.db import Database
from app.platform.settings import get_settings
from app.translation.memory.jobs import remember_anew


def remember() -> None:
    """Make the translation memory anew; what came from files stays in it."""
    line = ProgressLine("units")
    with Database(get_settings().database_url) as database:
        for done, whole in remember_anew(database):
            line.show(done, whole)
    line.end()
    print("The memory is as the translations are.")
