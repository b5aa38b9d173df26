"""What a storage can do, whatever is behind it, and the words for it."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from msgspec import Struct, field

from app.platform import clock

CHUNK_BYTES = 1 << 20
MAX_KEY_BYTES = 512
# Everything that arrives lies below this until it has been looked at.
QUARANTINE = "quarantine/"
QUARANTINE_DAYS = 1
# What nobody names is left alone for so long: its row may be on its way.
ORPHAN_AFTER = timedelta(hours=24)
FRESH = ORPHAN_AFTER / 2


class StorageUnavailable(OSError):
    """The storage does not answer, or not as it should."""


class KeyTaken(Exception):
    """Something is stored under this key already."""


class PartsWrong(Exception):
    """The parts that arrived do not make a file: none, some missing, or too much."""


class Stored(Struct, frozen=True):
    """A stored file: its key, size in bytes, and when it was written (UTC).

    `etag` changes when the bytes do; it is quoted, as in HTTP.
    """

    key: str
    bytes: int
    modified: datetime
    etag: str


class Download(Struct, frozen=True):
    """How a file is given to whoever has its address, and for how long."""

    content_type: str
    file_name: str
    is_inline: bool = False
    seconds: int = 300

    @property
    def disposition(self) -> str:
        """The value of Content-Disposition; names here are ASCII without quotes."""
        kind = "inline" if self.is_inline else "attachment"
        return f'{kind}; filename="{self.file_name}"'


class UploadRules(Struct, frozen=True):
    """What a form may bring: its type, its size in bytes, and until when.

    `then` is the page the browser is sent to afterwards, with its host.
    """

    content_type: str
    most_bytes: int
    least_bytes: int = 1
    seconds: int = 3600
    then: str = ""


class UploadForm(Struct, frozen=True):
    """A form that brings a file: `fields`, then the file as `file`, to `action`."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class PartsRef(Struct, frozen=True):
    """An upload in parts: what will be its key, and the storage's name for it."""

    key: str
    upload: str


class Part(Struct, frozen=True):
    """A part that has arrived; numbers begin at 1."""

    number: int
    bytes: int
    etag: str


class Unfinished(Struct, frozen=True):
    """An upload in parts that nobody has finished yet."""

    ref: PartsRef
    begun: datetime


class Storage(Protocol):
    """Files under keys such as `3f/3fa9…/name.webm`. Keys never change meaning.

    Every method may raise StorageUnavailable, and ValueError for a key that is none.
    """

    def put(self, key: str, source: BinaryIO, *, only_new: bool = False) -> None:
        """Store the bytes under the key, all or nothing; KeyTaken with `only_new`."""

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """Return the bytes from `start` up to `end`, both counted from 0 and `end`
        not included; raise FileNotFoundError when the key is not stored.
        """

    def find(self, key: str) -> Stored | None:
        """Return what is known of a key, None when it is not stored."""

    def exists(self, key: str) -> bool:
        """Tell whether the key is stored."""

    def copy(self, source: str, target: str) -> None:
        """Store the same bytes under another key; raise FileNotFoundError."""

    def listed(self, prefix: str = "") -> Iterator[Stored]:
        """Yield what is stored below a prefix, in the order of the keys."""

    def delete(self, key: str) -> None:
        """Remove the key; do nothing when it is not there."""

    def delete_many(self, keys: Iterable[str]) -> None:
        """Remove keys; those that are not there are no error."""

    def download_address(self, key: str, download: Download) -> str:
        """Return an address that gives the file to whoever has it, for a while."""

    def upload_form(self, key: str, rules: UploadRules) -> UploadForm:
        """Return a form that stores one file under the key, within the rules."""

    def begin_parts(self, key: str) -> PartsRef:
        """Begin an upload in parts."""

    def part_address(
        self, ref: PartsRef, number: int, *, size: int, seconds: int
    ) -> str:
        """Return where a part of `size` bytes may be PUT, for a while."""

    def parts(self, ref: PartsRef) -> list[Part]:
        """Return the parts that have arrived, in order; raise FileNotFoundError."""

    def finish_parts(self, ref: PartsRef, *, size: int) -> None:
        """Make one file of the parts; PartsWrong unless they hold `size` bytes."""

    def drop_parts(self, ref: PartsRef) -> None:
        """Forget an upload in parts and what has arrived of it."""

    def unfinished(self) -> Iterator[Unfinished]:
        """Yield the uploads in parts that nobody has finished."""

    def prepare(self, origin: str) -> None:
        """Get ready for uploads by pages of an origin such as `https://a.org`."""

    def check(self) -> None:
        """Raise StorageUnavailable with a reason unless files can be kept here."""

    def close(self) -> None:
        """Give back connections; nothing may be asked afterwards."""


def check_key(key: str) -> None:
    """Raise ValueError for a key that leaves its folder, or that not all can keep."""
    parts = key.split("/")
    if any(part in {"", ".", ".."} or part.startswith(".") for part in parts):
        raise ValueError("a storage key stays inside its folder")
    if not key.isprintable() or "\\" in key:
        raise ValueError("a storage key stays inside its folder, without signs")
    if len(key.encode()) > MAX_KEY_BYTES:
        raise ValueError("a storage key stays inside its folder and below 512 bytes")


def check_parts(parts: list[Part], size: int) -> None:
    """Raise PartsWrong unless the parts are whole, in order, and of this size."""
    numbers = [part.number for part in parts]
    if not parts or numbers != list(range(1, len(parts) + 1)):
        raise PartsWrong("some parts are missing")
    if sum(part.bytes for part in parts) != size:
        raise PartsWrong("the parts have another size than the file")


def digest_of(source: BinaryIO) -> str:
    """Return the SHA-256 of the rest of a file as hexadecimal digits."""
    hasher = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        hasher.update(chunk)
    return hasher.hexdigest()


def content_key(source: BinaryIO, name: str) -> str:
    """Return the key of a file by what it holds, and rewind it.

    The hash makes the address permanent; the name keeps downloads readable.
    """
    digest = digest_of(source)
    source.seek(0)
    return f"{digest[:2]}/{digest}/{name}"


def keep(storage: Storage, key: str, source: BinaryIO) -> None:
    """Store a file that may be there already, and make it look new.

    Files that nobody names are swept up by their age: one that was forgotten for
    long, and is wanted again now, must not go between this and the commit.
    """
    found = storage.find(key)
    if found is None or found.modified < clock.now() - FRESH:
        storage.put(key, source)


def is_content_key(key: str) -> bool:
    """Tell whether a key is one that `content_key` makes."""
    parts = PurePosixPath(key).parts
    return len(parts) == 3 and len(parts[1]) == 64 and parts[1].startswith(parts[0])
