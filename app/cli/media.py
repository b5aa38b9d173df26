"""`passalong media`: get a bucket ready, carry files there and back, check them."""

from enum import StrEnum
from typing import Annotated

import typer

from app.cli.progress import ProgressLine
from app.media.checking import faults
from app.media.showing import hide_wrongly_shown
from app.platform.db import Database
from app.platform.settings import PREFIX, Settings, get_settings
from app.platform.storage import StorageUnavailable
from app.platform.storage.moving import NotTheSame, move_files
from app.platform.storage.opening import open_bucket, open_folder, open_storage

media_app = typer.Typer(no_args_is_help=True)


class Place(StrEnum):
    """Where files can be."""

    FOLDER = "folder"
    BUCKET = "bucket"


@media_app.command()
def prepare() -> None:
    """Let pages of this site upload to the bucket, and quarantine empty itself."""
    settings = get_settings()
    storage = open_storage(settings)
    try:
        storage.prepare(settings.public_url)
        storage.check()
    except (StorageUnavailable, FileNotFoundError) as error:
        print(f"This did not work: {error}.")
        raise typer.Exit(1) from None
    finally:
        storage.close()
    print("Files can be kept there, and pages of this site can upload.")


@media_app.command()
def move(
    to: Annotated[Place, typer.Option(help="Where the files are wanted.")],
) -> None:
    """Copy every file to the bucket, or back to the folder, and compare all by hash.

    Nothing is deleted. Stopped half-way it goes on where it was when run again.
    """
    settings = get_settings()
    if not settings.media_url:
        print(f"Name the bucket first: {PREFIX}MEDIA_URL and its key.")
        raise typer.Exit(2)
    line = ProgressLine("files")
    try:
        sentence = _moved(settings, to, line)
    except (StorageUnavailable, FileNotFoundError, NotTheSame) as error:
        line.end()
        print(f"Stopped: {error}. What has arrived stays; run it again to go on.")
        raise typer.Exit(1) from None
    line.end()
    print(sentence)


@media_app.command()
def complete() -> None:
    """Make what pictures and long films of packs lack: widths, formats, pieces.

    The server does the same for what is loaded from now on.
    """
    # Here, because no other command needs what it brings with it.
    from app.media import completing  # noqa: PLC0415 - see above

    settings = get_settings()
    storage, line, made = open_storage(settings), ProgressLine("files"), 0
    try:
        with Database(settings.database_url) as database:
            with database.open_session() as session:
                numbers = [item.id or 0 for item in completing.lacking(session)]
            for done, number in enumerate(numbers, 1):
                made += completing.complete(database, storage, number, _go_on)
                line.show(done, len(numbers))
    finally:
        line.end()
        storage.close()
    print(f"{made} of {len(numbers)} files have now what they lacked.")
    raise typer.Exit(0 if made == len(numbers) else 1)


def _go_on() -> None:
    """Nobody waits for a sign of life."""


@media_app.command()
def check() -> None:
    """Say which files are missing or broken; hide what nginx should not send."""
    settings = get_settings()
    storage = open_storage(settings)
    try:
        with Database(settings.database_url) as database:
            found = list(faults(database, storage))
            wrong = hide_wrongly_shown(database, storage)
    except (StorageUnavailable, FileNotFoundError) as error:
        print(f"This did not work: {error}.")
        raise typer.Exit(1) from None
    finally:
        storage.close()
    for fault in found:
        has = "is missing" if fault.has is None else f"has {fault.has:,} bytes"
        print(f"{fault.key} {has}; it had {fault.bytes:,} bytes.")
    for key in wrong:
        print(f"{key} could be had from nginx though no pack shows it: not any more.")
    if found or wrong:
        raise typer.Exit(1)
    print("Every file is there, and nginx sends only what packs show.")


def _moved(settings: Settings, to: Place, line: ProgressLine) -> str:
    folder, bucket = open_folder(settings), open_bucket(settings)
    source, target = (folder, bucket) if to is Place.BUCKET else (bucket, folder)
    try:
        target.check()
        moved = move_files(source, target, tell=line.show)
        # nginx asks from now on: nobody looks after what it had in the folder.
        folder.shown.hide_all()
    finally:
        bucket.close()
    return (
        f"{moved.copied:,} files copied ({moved.bytes:,} bytes), "
        f"{moved.known:,} were there; every one compared by its hash."
    )
