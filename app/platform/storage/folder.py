"""Files in a local folder, with signed addresses of our own for browsers.

What has a name that begins with a dot is no file yet: it is being written, or it is
a part of an upload (`.parts/<upload>/<number>`), or the second name of one that all
may have (`.shown`).
"""

import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.platform.storage.interface import (
    CHUNK_BYTES,
    Download,
    Part,
    PartsRef,
    StorageUnavailable,
    Stored,
    Unfinished,
    UploadForm,
    UploadRules,
    check_key,
    check_parts,
)
from app.platform.storage.new_file import NewFile
from app.platform.storage.permits import Action, Permit, Permits, ending_in
from app.platform.storage.shown import ShownFiles

ADDRESS = "/storage"
MOST_FORM_BYTES = 100_000_000
PARTS = ".parts"
KEY = "key"


class FolderStorage:
    """Files in a local folder; `keys` sign the addresses that browsers get."""

    most_form_bytes = MOST_FORM_BYTES

    def __init__(self, folder: Path, keys: Sequence[str] = ()) -> None:
        self.folder = folder
        self.permits = Permits(keys)
        self.shown = ShownFiles(folder)

    def path(self, key: str) -> Path:
        """Return the file of a key; raise ValueError for one that leaves the folder."""
        check_key(key)
        root = self.folder.resolve()
        target = (root / key).resolve()
        if not target.is_relative_to(root) or target == root:
            raise ValueError("a storage key stays inside its folder")
        return target

    def put(self, key: str, source: BinaryIO, *, only_new: bool = False) -> None:
        """Write beside the target, flush to disk, then rename over it."""
        with self.new_file(key) as file:
            while chunk := source.read(CHUNK_BYTES):
                file.write(chunk)
            self.keep(key, file, only_new=only_new)

    @contextmanager
    def new_file(self, key: str) -> Iterator[NewFile]:
        """Yield a file that is stored under the key by `keep`; else nothing stays."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with NewFile(target) as file:
                yield file
        except BaseException:
            _remove_empty(target.parent, self.folder.resolve())
            raise

    def keep(self, key: str, file: NewFile, *, only_new: bool = False) -> None:
        """Store a new file under its key; raise KeyTaken with `only_new`."""
        file.keep(only_new=only_new)
        # A second name would hold the space of what was there before.
        self.shown.hide([key])

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """Open the file of a key for reading."""
        file = self.path(key).open("rb")
        if start:
            file.seek(start)
        if end is None:
            return file
        return cast(BinaryIO, io.BufferedReader(_Slice(file, end - start)))

    def find(self, key: str) -> Stored | None:
        """Return the size and age of a file."""
        try:
            return _stored(key, self.path(key))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def exists(self, key: str) -> bool:
        """Tell whether the key has a file."""
        return self.path(key).is_file()

    def copy(self, source: str, target: str) -> None:
        """Copy a file inside the folder."""
        with self.open(source) as file:
            self.put(target, file)

    def listed(self, prefix: str = "") -> Iterator[Stored]:
        """Yield the files whose key begins with the prefix."""
        found = []
        for root, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            place = Path(root)
            found += [place / name for name in names if not name.startswith(".")]
        keys = {path.relative_to(self.folder).as_posix(): path for path in found}
        for key in sorted(key for key in keys if key.startswith(prefix)):
            try:
                yield _stored(key, keys[key])
            except FileNotFoundError:
                # Deleted while the others were looked at.
                continue

    def delete(self, key: str) -> None:
        """Remove the file of a key, and folders that are empty then."""
        path = self.path(key)
        self.shown.hide([key])
        path.unlink(missing_ok=True)
        _remove_empty(path.parent, self.folder.resolve())

    def delete_many(self, keys: Iterable[str]) -> None:
        """Remove the files of keys."""
        for key in keys:
            self.delete(key)

    def download_address(self, key: str, download: Download) -> str:
        """Return an address of this site with a signed permit."""
        check_key(key)
        permit = Permit(
            Action.DOWNLOAD,
            key,
            ending_in(download.seconds),
            content_type=download.content_type,
            disposition=download.disposition,
        )
        return f"{ADDRESS}?permit={self.permits.sign(permit)}"

    def upload_form(self, key: str, rules: UploadRules) -> UploadForm:
        """Return a form of this site with a signed permit."""
        check_key(key)
        permit = Permit(
            Action.FORM,
            key,
            ending_in(rules.seconds),
            most=rules.most_bytes,
            least=rules.least_bytes,
            content_type=rules.content_type,
            then=rules.then,
        )
        fields = {
            "Content-Type": rules.content_type,
            "permit": self.permits.sign(permit),
        }
        return UploadForm(ADDRESS, fields)

    def begin_parts(self, key: str) -> PartsRef:
        """Make a folder for parts."""
        check_key(key)
        ref = PartsRef(key, secrets.token_hex(16))
        folder = self._parts_folder(ref.upload)
        folder.mkdir(parents=True)
        (folder / KEY).write_text(key)
        return ref

    def part_address(
        self, ref: PartsRef, number: int, *, size: int, seconds: int
    ) -> str:
        """Return an address of this site with a signed permit for one part."""
        permit = Permit(
            Action.PART,
            ref.key,
            ending_in(seconds),
            most=size,
            upload=ref.upload,
            number=number,
        )
        return f"{ADDRESS}?permit={self.permits.sign(permit)}"

    def new_part(self, permit: Permit) -> NewFile:
        """Return a file for a part that comes with a permit.

        FileNotFoundError when the upload was finished or dropped meanwhile.
        """
        folder = self._parts_folder(permit.upload)
        if not folder.is_dir():
            raise FileNotFoundError(permit.upload)
        return NewFile(folder / str(permit.number))

    def parts(self, ref: PartsRef) -> list[Part]:
        """Return the parts in their folder."""
        folder = self._parts_folder(ref.upload)
        numbers = sorted(int(one.name) for one in folder.iterdir() if _is_part(one))
        stored = [(number, _stored("", folder / str(number))) for number in numbers]
        return [Part(number, found.bytes, found.etag) for number, found in stored]

    def finish_parts(self, ref: PartsRef, *, size: int) -> None:
        """Write the parts one after the other into the file."""
        folder = self._parts_folder(ref.upload)
        parts = self.parts(ref)
        check_parts(parts, size)

        with self.new_file(ref.key) as file:
            for part in parts:
                with (folder / str(part.number)).open("rb") as source:
                    while chunk := source.read(CHUNK_BYTES):
                        file.write(chunk)
            self.keep(ref.key, file)
        self.drop_parts(ref)

    def drop_parts(self, ref: PartsRef) -> None:
        """Remove the folder of the parts."""
        shutil.rmtree(self._parts_folder(ref.upload), ignore_errors=True)

    def unfinished(self) -> Iterator[Unfinished]:
        """Yield the folders of parts."""
        for folder in sorted((self.folder / PARTS).glob("*")):
            try:
                key = (folder / KEY).read_text()
                begun = _moment((folder / KEY).stat().st_mtime)
            except FileNotFoundError:
                continue
            yield Unfinished(PartsRef(key, folder.name), begun)

    def prepare(self, origin: str) -> None:  # noqa: ARG002 - ours needs nothing
        """Make the folder; pages of our own origin need no more."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def check(self) -> None:
        """Write a file, to see that it can be done."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                return
        except OSError as error:
            raise StorageUnavailable(f"{self.folder} cannot be written to") from error

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def _parts_folder(self, upload: str) -> Path:
        if not upload.isalnum():
            raise ValueError("not the name of an upload")
        return self.folder / PARTS / upload


class _Slice(io.RawIOBase):
    """The next so many bytes of a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _is_part(path: Path) -> bool:
    return path.name.isascii() and path.name.isdigit()


def _stored(key: str, path: Path) -> Stored:
    found = path.stat()
    if not path.is_file():
        raise FileNotFoundError(key)
    etag = f'"{found.st_size:x}-{found.st_mtime_ns:x}"'
    return Stored(key, found.st_size, _moment(found.st_mtime), etag)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_relative_to(root):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
