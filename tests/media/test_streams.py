"""Long films can be had in pieces: HLS, cut from the forms there are."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.media.models import MediaFile, MediaRole, UploadState
from tests.media.authors import Author, author_of
from tests.media.samples import film
from tests.services.process import need_program


@pytest.fixture
def author(empty_app: FastAPI) -> Iterator[Author]:
    author = author_of(empty_app)
    yield author
    author.outside.close()


def laid_out(author: Author, files: list[MediaFile], folder: Path) -> Path:
    """Write files as addresses name them; return the playlist of all sizes."""
    for file in files:
        place = folder / file.key.split("/", 1)[1]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(author.read(file))
    return folder / files[-1].key.split("/", 1)[1]


@pytest.mark.slow
def test_a_long_film_has_playlists_that_play_every_size(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.media.films.HLS_FROM_SECONDS", 5)

    upload = author.bring(film(seconds=14, size="854x480"))

    assert upload.state is UploadState.DONE, upload.reason
    streams = [one for one in author.files() if one.role is MediaRole.STREAM]
    master = laid_out(author, streams, tmp_path)
    sizes = re.findall(r"RESOLUTION=(\d+)x(\d+)", master.read_text())
    assert sizes == [("427", "240"), ("854", "480")]
    for name in re.findall(r"^\.\./.+", master.read_text(), re.MULTILINE):
        text = (master.parent / name).read_text()
        assert text.count("#EXTINF") >= 2, "it comes in pieces"
        assert "#EXT-X-ENDLIST" in text
    command = [need_program("ffprobe", package="ffmpeg"), "-v", "error"]
    command += ["-show_streams", "-show_format", "-of", "json", str(master)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    heights = {one["height"] for one in told["streams"] if "height" in one}
    assert heights == {240, 480}
    assert 13 < float(told["format"]["duration"]) < 15


def test_a_short_film_has_none(author: Author) -> None:
    author.bring(film())

    assert {one.role for one in author.files()} == {
        *(MediaRole.VARIANT, MediaRole.POSTER)
    }
