"""`passalong translations sync`: catalogs in content folders and here, both ways."""

import sys
from typing import Annotated

import typer

from app.cli.content import print_problems
from app.cli.database import is_migrated
from app.content.library import read_library
from app.content.syncing import SyncedFolder, sync_catalogs
from app.platform.db import Database
from app.platform.settings import get_settings


def sync(
    slug: Annotated[str | None, typer.Option(help="Only this pack or course.")] = None,
) -> None:
    """Take in what changed in the catalogs of packs and courses, then write them.

    What was changed here and in a file stays as it is here; the file's becomes a
    suggestion and is named. Exit 1 if some folder could not be read or is not here.
    """
    settings = get_settings()
    library = read_library(settings.content_folder)
    print_problems(library)
    with Database(settings.database_url) as database:
        if not is_migrated(database):
            print("The database is not ready: run `passalong db upgrade` first.")
            sys.exit(1)
        synced = list(sync_catalogs(database, library, slug))
    for folder in synced:
        _print(folder)
    taken = sum(folder.taken for folder in synced)
    notes = sum(folder.notes for folder in synced)
    written = sum(len(folder.written) for folder in synced)
    print(f"{taken} translations and {notes} notes taken in, {written} files written.")
    if slug and not synced:
        print("There is no such pack or course.")
    is_done = synced and not any(folder.skipped for folder in synced)
    sys.exit(0 if is_done and not library.problems else 1)


def _print(folder: SyncedFolder) -> None:
    if folder.skipped:
        print(f"{folder.name}: left alone, {folder.skipped}.")
    for remark in folder.remarks():
        print(remark)
    for name in folder.written:
        print(f"wrote {folder.name}/{name}")
