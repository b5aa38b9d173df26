"""Files are there as a whole or not at all, under names that stay in the folder."""

import io
from pathlib import Path

import pytest

from app.platform.storage import FolderStorage, content_key


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "media")


class Broken(io.RawIOBase):
    """A source that ends with an error after its first bytes."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self, size: int = -1, /) -> bytes:
        self.reads += 1
        if self.reads > 1:
            raise OSError("the line dropped")
        return b"half of it"


def files(storage: FolderStorage) -> list[Path]:
    return [path for path in storage.folder.rglob("*") if path.is_file()]


def test_what_was_put_can_be_opened_and_deleted(storage: FolderStorage) -> None:
    storage.put("ab/abc/name.txt", io.BytesIO(b"words"))

    with storage.open("ab/abc/name.txt") as file:
        assert file.read() == b"words"
    assert storage.exists("ab/abc/name.txt")
    storage.delete("ab/abc/name.txt")
    storage.delete("ab/abc/name.txt")
    assert not storage.exists("ab/abc/name.txt")
    with pytest.raises(FileNotFoundError):
        storage.open("ab/abc/name.txt")


def test_a_source_that_breaks_off_leaves_nothing(storage: FolderStorage) -> None:
    with pytest.raises(OSError, match="the line dropped"):
        storage.put("ab/abc/name.txt", Broken())  # type: ignore[arg-type]

    assert not storage.exists("ab/abc/name.txt")
    assert files(storage) == []


def test_a_source_that_breaks_off_leaves_what_was_there(storage: FolderStorage) -> None:
    storage.put("ab/name.txt", io.BytesIO(b"whole"))

    with pytest.raises(OSError, match="the line dropped"):
        storage.put("ab/name.txt", Broken())  # type: ignore[arg-type]

    with storage.open("ab/name.txt") as file:
        assert file.read() == b"whole"
    assert len(files(storage)) == 1


@pytest.mark.parametrize(
    "key",
    ["../name", "a/../../name", "/etc/passwd", "", ".", "a/..", "a\x00b", "..\x00/x"],
)
def test_a_key_that_leaves_the_folder_is_refused(
    storage: FolderStorage, key: str
) -> None:
    with pytest.raises(ValueError, match=r"stays inside its folder|null byte"):
        storage.put(key, io.BytesIO(b"words"))
    with pytest.raises(ValueError, match=r"stays inside its folder|null byte"):
        storage.exists(key)

    assert not (storage.folder.parent / "name").exists()


def test_a_link_out_of_the_folder_is_not_followed(
    storage: FolderStorage, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    storage.folder.mkdir()
    (storage.folder / "way-out").symlink_to(secret)

    with pytest.raises(ValueError, match="stays inside its folder"):
        storage.put("way-out/name", io.BytesIO(b"words"))


def test_the_same_bytes_have_the_same_key_and_others_another() -> None:
    first, same = io.BytesIO(b"bytes" * 500_000), io.BytesIO(b"bytes" * 500_000)
    other = io.BytesIO(b"other bytes")

    keys = [content_key(source, "a.webm") for source in (first, same, other)]

    assert keys[0] == keys[1] != keys[2]
    assert keys[2].startswith(f"{keys[2].split('/')[1][:2]}/")
    assert keys[2].endswith("/a.webm")
    assert first.read(5) == b"bytes", "the source is at its beginning again"
