"""The largest film that may be brought arrives whole over a line that is lost.

`make soak` sends two gigabytes; a run of all tests sends twenty megabytes the same way.
"""

import hashlib
import os
import random
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.media.kinds import MAX_VIDEO_BYTES
from app.media.models import UploadState
from app.media.uploads import PART_BYTES, part_sizes
from app.platform.db import Database
from tests.databases import HOST, make_settings
from tests.media.authors import Author, author_of
from tests.media.samples import film
from tests.media.test_serving import show
from tests.media.test_uploads import bucket_settings
from tests.security.serving import own_origin, served

BYTES = MAX_VIDEO_BYTES if os.environ.get("TESTS_SOAK") else 20_000_000
BLOCK_BYTES = 1 << 20
NOISE = random.Random(6).randbytes(BLOCK_BYTES - 8)  # noqa: S311 - no secret

pytestmark = pytest.mark.slow


@pytest.fixture(
    params=["folder", "served", pytest.param("bucket", marks=pytest.mark.service)],
)
def app(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path
) -> Iterator[FastAPI]:
    more: dict[str, object] = {}
    if request.param == "bucket":
        more = bucket_settings(request.getfixturevalue("bucket"))
    app = create_app(make_settings(database.url, tmp_path / "media", **more))
    yield app
    app.state.storage.close()
    app.state.database.close()


@pytest.fixture
def author(app: FastAPI, request: pytest.FixtureRequest) -> Iterator[Author]:
    """Somebody who brings files; with `served` parts go over a real line, where a
    process of its own reads them.
    """
    author = author_of(app)
    with ExitStack() as lines:
        if request.node.callspec.params["app"] == "served":
            origin, port = own_origin()
            lines.enter_context(served(app, port))
            author.is_served = True
            author.outside = httpx2.Client(
                base_url=origin, headers={"host": HOST}, timeout=600
            )
        yield author
        author.outside.close()


class LongFilm:
    """A film of two seconds, then a box that players pass over: no two of its blocks
    are alike, and nothing of it is kept in memory.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._film = film()
        rest = size - len(self._film)
        self._head = self._film + struct.pack(">I4s", rest, b"free")

    def part(self, first: int, size: int) -> bytes:
        """Return so many bytes from a place on; whole blocks but for the last part."""
        blocks = range(first // BLOCK_BYTES, -(-(first + size) // BLOCK_BYTES))
        data = bytearray(b"".join(map(self._block, blocks)))
        if not first:
            data[: len(self._head)] = self._head
        return bytes(data[:size])

    @staticmethod
    def _block(number: int) -> bytes:
        return number.to_bytes(8, "big") + NOISE

    @property
    def digest(self) -> str:
        hasher = hashlib.sha256()
        for first in range(0, self.size, PART_BYTES):
            hasher.update(self.part(first, min(PART_BYTES, self.size - first)))
        return hasher.hexdigest()


def send(author: Author, here: str, whole: LongFilm, most: int) -> int:
    """Send what is missing, but no more than so many parts; return how many went."""
    sent = 0
    while sent < most and (wanted := _wanted(author, here, whole)):
        for part in wanted[: most - sent]:
            first = (part["number"] - 1) * PART_BYTES
            piece = whole.part(first, min(PART_BYTES, whole.size - first))
            answer = author.send("PUT", part["address"], content=piece)
            assert answer.status_code == 200, answer.text
            sent += 1
    return sent


def _wanted(author: Author, here: str, whole: LongFilm) -> list[dict[str, Any]]:
    asked = {"name": "f.mp4", "size": str(whole.size)}
    answer = author.client.post(f"{here}/parts", data=asked)
    assert answer.status_code == 200, answer.text
    assert answer.json()["part"] == PART_BYTES
    wanted: list[dict[str, Any]] = answer.json()["wanted"]
    return wanted


@pytest.mark.timeout(3600)
def test_the_largest_film_arrives_whole_over_a_line_that_is_lost(
    author: Author,
) -> None:
    whole, here = LongFilm(BYTES), author.begin()
    parts = len(part_sizes(BYTES))

    before = send(author, here, whole, parts // 2)
    broken = author.client.post(f"{here}/finish")
    # The page is opened again, and asks what is missing.
    after = send(author, here, whole, parts)
    finished = author.client.post(f"{here}/finish")
    author.app.state.worker.run_due()

    assert broken.status_code == 422, "half a file is no file"
    assert before + after == parts, "nothing was sent twice"
    assert finished.status_code == 303
    upload = author.upload(here)
    assert upload.state is UploadState.DONE, upload.reason
    assert (upload.bytes, upload.digest) == (BYTES, whole.digest)
    names = {file.file_name.partition(".")[2] for file in author.files()}
    assert {"240p.mp4", "240p.webm", "poster.webp"} <= names
    assert sorted(author.stored()) == sorted(file.key for file in author.files())


def test_one_byte_more_is_refused_before_anything_is_sent(author: Author) -> None:
    here = author.begin()

    asked = {"name": "f.mp4", "size": str(MAX_VIDEO_BYTES + 1)}
    answer = author.client.post(f"{here}/parts", data=asked)

    assert answer.status_code == 422
    assert "2 GB" in answer.text
    assert sum(part_sizes(MAX_VIDEO_BYTES).values()) == MAX_VIDEO_BYTES


@pytest.mark.parametrize("place", [2**31 - 5, 2**32 - 5, 5 * 10**9 - 10])
def test_a_moment_far_behind_is_found_in_a_file_of_any_size(
    empty_app: FastAPI, place: int
) -> None:
    """Nothing counts bytes in 32 bits; the file has a hole instead of its bytes."""
    author = author_of(empty_app)
    address = show(empty_app, b"x", "video/webm", "long.webm")
    key = f"{address.split('/')[2][:2]}/{address.removeprefix('/media/')}"
    with empty_app.state.storage.path(key).open("r+b") as file:
        file.truncate(5 * 10**9)
        file.seek(place)
        file.write(b"the moment")

    whole = f"{5 * 10**9}"
    for _ in range(2):
        asked = {"range": f"bytes={place}-{place + 9}"}
        answer = author.client.get(address, headers=asked)
        assert (answer.status_code, answer.content) == (206, b"the moment")
        said = answer.headers["content-range"]
        assert said == f"bytes {place}-{place + 9}/{whole}"
    assert author.client.head(address).headers["content-length"] == whole
    author.outside.close()
