"""Compares what the database says of files with what is stored, and with nginx."""

from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import col

from app.media.models import DELETED, Captions, MediaFile
from app.platform.db import Database
from app.platform.storage import Storage


class Fault(Struct, frozen=True):
    """A file that is not as the database says: `has` is its size, None where it is
    not there.
    """

    key: str
    bytes: int
    has: int | None


def faults(database: Database, storage: Storage) -> Iterator[Fault]:
    """Yield what is missing, or has another size, in the order of the keys.

    What lies there and is named by nobody is no fault: it is swept up after a day.
    """
    with database.open_session() as session:
        named: dict[str, int] = {}
        said = select(col(Captions.key), col(Captions.bytes))
        files = select(col(MediaFile.key), col(MediaFile.bytes))
        for wanted in (said, files.where(col(MediaFile.version) != DELETED)):
            named.update((key, size) for key, size in session.execute(wanted))
    there = {file.key: file.bytes for file in storage.listed()}
    for key in sorted(named):
        if there.get(key) != named[key]:
            yield Fault(key, named[key], there.get(key))
