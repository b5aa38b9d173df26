"""What only a bucket does: it lets our pages send, and empties quarantine itself."""

import io
import time
from collections.abc import Iterator
from contextlib import closing

import boto3
import httpx2
import pytest
from msgspec.structs import replace

from app.platform.storage import StorageUnavailable
from app.platform.storage.bucket import BucketAccess, BucketStorage
from tests.media.storages import ORIGIN
from tests.services.ceph import KEY, SECRET, CephServer
from tests.services.process import free_port

pytestmark = pytest.mark.service
PATIENCE_SECONDS = 60


@pytest.fixture
def storage(bucket: BucketAccess) -> Iterator[BucketStorage]:
    with opened(bucket) as storage:
        storage.prepare(ORIGIN)
        yield storage


def opened(access: BucketAccess) -> "closing[BucketStorage]":
    return closing(BucketStorage(access))


def test_our_pages_may_send_and_read_what_was_answered(storage: BucketStorage) -> None:
    ref = storage.begin_parts("quarantine/a/b")
    address = storage.part_address(ref, 1, size=3, seconds=60)
    asked = {"origin": ORIGIN, "access-control-request-method": "PUT"}

    before = httpx2.options(address, headers=asked)
    answer = httpx2.put(address, content=b"abc", headers={"origin": ORIGIN})

    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == ORIGIN
    assert "PUT" in before.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-expose-headers"] == "ETag"


def test_quarantine_empties_itself_and_nothing_else_goes(
    storage: BucketStorage, ceph: CephServer
) -> None:
    storage.put("quarantine/old/file", io.BytesIO(b"old"))
    storage.put("ab/kept/file", io.BytesIO(b"kept"))

    until = time.monotonic() + PATIENCE_SECONDS
    while storage.exists("quarantine/old/file") and time.monotonic() < until:
        time.sleep(1)
        ceph.expire_now()

    assert not storage.exists("quarantine/old/file")
    assert storage.exists("ab/kept/file")


def test_a_wrong_key_is_told_apart_and_never_quoted(bucket: BucketAccess) -> None:
    wrong = replace(bucket, secret="another secret key")

    with opened(wrong) as storage, pytest.raises(StorageUnavailable) as told:
        storage.check()

    assert "403" in str(told.value) or "Signature" in str(told.value)
    assert "another secret" not in str(told.value)


def test_a_server_that_is_away_is_told(bucket: BucketAccess) -> None:
    away = replace(bucket, endpoint=f"http://127.0.0.1:{free_port()}")

    with (
        opened(away) as storage,
        pytest.raises(StorageUnavailable, match="does not answer"),
    ):
        storage.check()


def test_a_bucket_that_is_not_there_is_told(bucket: BucketAccess) -> None:
    missing = replace(bucket, bucket="there-is-no-such-bucket")

    with (
        opened(missing) as storage,
        pytest.raises((StorageUnavailable, FileNotFoundError)),
    ):
        storage.check()


def test_nobody_reads_the_bucket_without_a_signature(storage: BucketStorage) -> None:
    storage.put("ab/kept/file", io.BytesIO(b"kept"))

    answer = httpx2.get(f"{storage.origin}/{storage.bucket}/ab/kept/file")

    assert answer.status_code == 403


def test_the_server_takes_the_checksums_that_are_usual_elsewhere(
    bucket: BucketAccess,
) -> None:
    """So that an operator's own tools may put files beside ours."""
    usual = boto3.client(
        "s3",
        endpoint_url=bucket.endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name=bucket.region,
    )
    usual.put_object(Bucket=bucket.bucket, Key="ab/own/file", Body=b"own")

    usual.close()

    with opened(bucket) as storage, storage.open("ab/own/file") as file:
        assert file.read() == b"own"
