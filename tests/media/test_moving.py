"""Files go to a bucket and back, can be stopped half-way, and are compared by hash."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app as cli
from app.platform.settings import get_settings
from app.platform.storage import FolderStorage, Storage
from app.platform.storage.bucket import BucketAccess, BucketStorage
from app.platform.storage.moving import Moved, NotTheSame, move_files
from tests.services.ceph import KEY, SECRET

FILES = [bytes([number]) * 10_000 for number in range(12)]


class Stopped(Exception):
    """Somebody ended the command."""


def key_of(data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    return f"{digest[:2]}/{digest}/file.webm"


@pytest.fixture
def folder(tmp_path: Path) -> FolderStorage:
    storage = FolderStorage(tmp_path / "media")
    for data in FILES:
        storage.put(key_of(data), io.BytesIO(data))
    storage.put("quarantine/stays/here", io.BytesIO(b"not looked at yet"))
    return storage


@pytest.fixture(
    params=["folder", pytest.param("bucket", marks=pytest.mark.service)],
)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param == "folder":
        yield FolderStorage(tmp_path / "other")
        return
    with closing(BucketStorage(request.getfixturevalue("bucket"))) as storage:
        yield storage


def move(source: Storage, target: Storage, stop_after: int = 99) -> Moved:
    def tell(done: int, total: int) -> None:
        assert total == len(FILES)
        if done == stop_after:
            raise Stopped

    return move_files(source, target, tell=tell)


def test_everything_arrives_but_quarantine_and_comes_back(
    folder: FolderStorage, target: Storage, tmp_path: Path
) -> None:
    back = FolderStorage(tmp_path / "back")

    there, here = move(folder, target), move(target, back)

    assert there.copied == here.copied == len(FILES)
    assert {file.key for file in back.listed()} == set(map(key_of, FILES))
    for data in FILES:
        with back.open(key_of(data)) as file:
            assert file.read() == data


def test_stopped_half_way_it_goes_on_where_it_was(
    folder: FolderStorage, target: Storage
) -> None:
    with pytest.raises(Stopped):
        move(folder, target, stop_after=5)

    moved = move(folder, target)

    assert (moved.known, moved.copied) == (5, len(FILES) - 5)


def test_a_file_that_was_changed_on_the_way_is_sent_again(
    folder: FolderStorage, target: Storage
) -> None:
    move(folder, target)
    target.put(key_of(FILES[3]), io.BytesIO(b"x" * 10_000))

    moved = move(folder, target)

    assert (moved.known, moved.copied) == (len(FILES) - 1, 1)


def test_a_file_that_is_not_what_its_name_says_stops_it(
    folder: FolderStorage, target: Storage
) -> None:
    key = key_of(FILES[3])
    folder.put(key, io.BytesIO(b"rotten"))

    with pytest.raises(NotTheSame, match=key[:2]):
        move(folder, target)

    assert not target.exists(key)


@pytest.mark.service
def test_the_command_moves_files_and_the_doctor_sees_the_bucket(
    folder: FolderStorage, bucket: BucketAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "FOLDER": str(folder.folder),
        "URL": f"{bucket.endpoint}/{bucket.bucket}",
        "KEY_ID": KEY,
        "SECRET": SECRET,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"PASSALONG_MEDIA_{name}", value)
    get_settings.cache_clear()
    run = CliRunner().invoke
    try:
        prepared = run(cli, ["media", "prepare"])
        moved = run(cli, ["media", "move", "--to", "bucket"])
        again = run(cli, ["media", "move", "--to", "bucket"])
        doctor = run(cli, ["doctor"])
    finally:
        get_settings.cache_clear()

    assert prepared.exit_code == 0, prepared.output
    assert "12 files copied (120,000 bytes), 0 were there" in moved.output
    assert "0 files copied (0 bytes), 12 were there" in again.output
    assert f"ok   media bucket: {bucket.bucket}, reachable" in doctor.output
    assert SECRET not in doctor.output


def test_without_a_bucket_the_command_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PASSALONG_MEDIA_URL", raising=False)
    get_settings.cache_clear()

    answer = CliRunner().invoke(cli, ["media", "move", "--to", "bucket"])

    get_settings.cache_clear()
    assert answer.exit_code == 2
    assert "PASSALONG_MEDIA_URL" in answer.output
