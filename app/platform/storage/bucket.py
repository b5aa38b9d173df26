"""Files in a bucket of any server that speaks S3, through boto3.

Checksums are sent only when the server asks for them, and addresses are path style:
many servers that are not Amazon's know neither the one nor the other.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from app.platform.storage.interface import (
    QUARANTINE,
    QUARANTINE_DAYS,
    Download,
    KeyTaken,
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

MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}
DELETED_AT_ONCE = 1000
CONNECT_SECONDS = 5
READ_SECONDS = 60
POOL = 40


class BucketAccess(Struct, frozen=True):
    """Which bucket, on which server, and the key pair that opens it."""

    endpoint: str
    bucket: str
    key_id: str
    secret: str
    region: str = "us-east-1"


class BucketStorage:
    """Files in an S3 bucket that exists already."""

    def __init__(self, access: BucketAccess) -> None:
        self.bucket = access.bucket
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(access.endpoint))
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=access.endpoint,
            aws_access_key_id=access.key_id,
            aws_secret_access_key=access.secret,
            region_name=access.region,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                max_pool_connections=POOL,
                retries={"mode": "standard", "max_attempts": 3},
            ),
        )

    def put(self, key: str, source: BinaryIO, *, only_new: bool = False) -> None:
        """Send the bytes; the server shows them when all have come."""
        where = self._where(key)
        with _said_plainly():
            if only_new:
                body = source.read()
                try:
                    self._client.put_object(**where, Body=body, IfNoneMatch="*")
                except ClientError as error:
                    if _status(error) in {409, 412}:
                        raise KeyTaken(key) from error
                    raise
                return
            # In parts where it is large; the wrapper keeps the source open.
            self._client.upload_fileobj(_KeptOpen(source), **where)

    def open(self, key: str, start: int = 0, end: int | None = None) -> BinaryIO:
        """Return the stream of an object, or of a range of it."""
        asked = self._where(key)
        if start or end is not None:
            asked["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        with _said_plainly():
            return cast(BinaryIO, _Body(self._client.get_object(**asked)["Body"]))

    def find(self, key: str) -> Stored | None:
        """Ask for the head of an object."""
        where = self._where(key)
        try:
            with _said_plainly():
                head = self._client.head_object(**where)
        except FileNotFoundError:
            return None
        size, modified = head["ContentLength"], head["LastModified"]
        return Stored(key, size, modified, head["ETag"])

    def exists(self, key: str) -> bool:
        """Tell whether there is such an object."""
        return self.find(key) is not None

    def copy(self, source: str, target: str) -> None:
        """Let the server copy an object."""
        origin = self._where(source)
        where = self._where(target)
        with _said_plainly():
            self._client.copy(origin, where["Bucket"], where["Key"])

    def listed(self, prefix: str = "") -> Iterator[Stored]:
        """Yield objects, a thousand at a time."""
        pages = self._client.get_paginator("list_objects_v2")
        with _said_plainly():
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
                for found in page.get("Contents", ()):
                    size, modified = found["Size"], found["LastModified"]
                    yield Stored(found["Key"], size, modified, found["ETag"])

    def delete(self, key: str) -> None:
        """Remove an object."""
        where = self._where(key)
        with _said_plainly():
            self._client.delete_object(**where)

    def delete_many(self, keys: Iterable[str]) -> None:
        """Remove objects, a thousand at a time."""
        wanted = list(keys)
        for first in range(0, len(wanted), DELETED_AT_ONCE):
            some = wanted[first : first + DELETED_AT_ONCE]
            objects = [{"Key": self._where(key)["Key"]} for key in some]
            with _said_plainly():
                answer = self._client.delete_objects(
                    Bucket=self.bucket, Delete={"Objects": objects, "Quiet": True}
                )
            if answer.get("Errors"):
                raise StorageUnavailable("some files could not be deleted")

    def download_address(self, key: str, download: Download) -> str:
        """Return a presigned address."""
        asked = {
            **self._where(key),
            "ResponseContentType": download.content_type,
            "ResponseContentDisposition": download.disposition,
        }
        return self._presigned("get_object", asked, download.seconds)

    def upload_form(self, key: str, rules: UploadRules) -> UploadForm:
        """Return a presigned form."""
        where = self._where(key)
        fields = {"Content-Type": rules.content_type}
        if rules.then:
            fields["success_action_redirect"] = rules.then
        limits = ["content-length-range", rules.least_bytes, rules.most_bytes]
        with _said_plainly():
            made = self._client.generate_presigned_post(
                **where,
                Fields=dict(fields),
                Conditions=[limits, *({name: fields[name]} for name in fields)],
                ExpiresIn=rules.seconds,
            )
        return UploadForm(made["url"], made["fields"])

    def begin_parts(self, key: str) -> PartsRef:
        """Begin a multipart upload."""
        where = self._where(key)
        with _said_plainly():
            begun = self._client.create_multipart_upload(**where)
        return PartsRef(key, begun["UploadId"])

    def part_address(
        self, ref: PartsRef, number: int, *, size: int, seconds: int
    ) -> str:
        """Return a presigned address for a part, whose length is signed too."""
        asked = {
            **self._where(ref.key),
            "UploadId": ref.upload,
            "PartNumber": number,
            "ContentLength": size,
        }
        return self._presigned("upload_part", asked, seconds)

    def parts(self, ref: PartsRef) -> list[Part]:
        """Ask which parts the server has."""
        pages = self._client.get_paginator("list_parts")
        found: list[Part] = []
        with _said_plainly():
            asked = {**self._where(ref.key), "UploadId": ref.upload}
            for page in pages.paginate(**asked):
                found += [
                    Part(one["PartNumber"], one["Size"], one["ETag"])
                    for one in page.get("Parts", ())
                ]
        return found

    def finish_parts(self, ref: PartsRef, *, size: int) -> None:
        """Complete the multipart upload."""
        parts = self.parts(ref)
        check_parts(parts, size)
        named = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        with _said_plainly():
            self._client.complete_multipart_upload(
                **self._where(ref.key),
                UploadId=ref.upload,
                MultipartUpload={"Parts": named},
            )

    def drop_parts(self, ref: PartsRef) -> None:
        """Abort the multipart upload."""
        try:
            with _said_plainly():
                self._client.abort_multipart_upload(
                    **self._where(ref.key), UploadId=ref.upload
                )
        except FileNotFoundError:
            return

    def unfinished(self) -> Iterator[Unfinished]:
        """Yield the multipart uploads of the bucket."""
        pages = self._client.get_paginator("list_multipart_uploads")
        with _said_plainly():
            for page in pages.paginate(Bucket=self.bucket):
                for one in page.get("Uploads", ()):
                    ref = PartsRef(one["Key"], one["UploadId"])
                    yield Unfinished(ref, one["Initiated"])

    def prepare(self, origin: str) -> None:
        """Let pages of the origin upload, and quarantine empty itself."""
        rule = {
            "AllowedOrigins": [origin],
            "AllowedMethods": ["GET", "PUT", "POST"],
            "AllowedHeaders": ["content-type"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": 3600,
        }
        expiry = {
            "ID": "quarantine",
            "Status": "Enabled",
            "Filter": {"Prefix": QUARANTINE},
            "Expiration": {"Days": QUARANTINE_DAYS},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": QUARANTINE_DAYS},
        }
        with _said_plainly():
            self._client.put_bucket_cors(
                Bucket=self.bucket, CORSConfiguration={"CORSRules": [rule]}
            )
            self._client.put_bucket_lifecycle_configuration(
                Bucket=self.bucket, LifecycleConfiguration={"Rules": [expiry]}
            )

    def check(self) -> None:
        """Look at the bucket, and write and delete a file in it."""
        with _said_plainly():
            self._client.head_bucket(Bucket=self.bucket)
        key = f"{QUARANTINE}doctor"
        self.put(key, io.BytesIO(b"to see that it can be done"))
        self.delete(key)

    def close(self) -> None:
        """Close the connections to the server."""
        self._client.close()

    def _where(self, key: str) -> dict[str, Any]:
        check_key(key)
        return {"Bucket": self.bucket, "Key": key}

    def _presigned(self, what: str, asked: dict[str, Any], seconds: int) -> str:
        with _said_plainly():
            return str(
                self._client.generate_presigned_url(
                    what, Params=asked, ExpiresIn=seconds
                )
            )


class _KeptOpen(io.RawIOBase):
    """A source that boto3 may close without closing the caller's file."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._source.read(size)


class _Body(io.RawIOBase):
    """The stream of an object, with our errors."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        with _said_plainly():
            return bytes(self._stream.read(None if size < 0 else size))

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn the errors of boto3 into those of the interface, without their texts."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise FileNotFoundError("the bucket has no such file") from error
        raise StorageUnavailable(f"the bucket answers {code or 'an error'}") from error
    except BotoCoreError as error:
        raise StorageUnavailable(
            f"the bucket does not answer: {type(error).__name__}"
        ) from error


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
