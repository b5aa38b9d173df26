"""What is broken, hostile or not what it says is refused, or shown as what it is."""

import io
import re
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from PIL import Image

from app.media.models import Upload, UploadState
from app.media.processing import _stem
from app.platform.languages import all_languages
from tests.conventions.sources import ROOT
from tests.media.authors import Author, author_of
from tests.media.killing import worker_environment
from tests.media.polyglots import (
    HOSTILE_NAMES,
    MARKS,
    PLAYLISTS,
    drawings,
    polyglots,
)
from tests.media.samples import film, made, picture, sound
from tests.reading.html_page import read_page

MOST_BYTES = 200_000_000


@pytest.fixture
def author(empty_app: FastAPI) -> Iterator[Author]:
    author = author_of(empty_app)
    yield author
    author.outside.close()


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few hundred bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checked)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(10_000))
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def moving() -> bytes:
    held = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:])
    return held.getvalue()


def part_of_film(suffix: str, part: float) -> Callable[[], bytes]:
    """Return how to make the beginning of a film, so long a part of it."""
    return lambda: film(suffix)[: int(len(film(suffix)) * part)]


def hours_long() -> bytes:
    """Return a film of two frames, the second of them ten hours after the first."""
    pictures = "testsrc2=size=64x48:rate=1/18000:duration=36000"
    return made("mp4", "-f", "lavfi", "-i", pictures, "-c:v", "libx264")


def noise() -> bytes:
    mp4 = film("mp4")
    return mp4[:100] + bytes(mp4[100:200][::-1]) * 300


# Films are made when a test wants one, not by every process that collects tests.
REFUSED: dict[str, bytes | Callable[[], bytes]] = {
    "nothing we know": b"just words " * 100,
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page with a byte order mark": b"\xef\xbb\xbf<html><body onload=alert(1)>",
    "a program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "an archive": b"PK\x03\x04" + bytes(100),
    "a bomb of 40000 by 40000": bomb(40_000, 40_000),
    "a bomb of 2 by a million": bomb(2, 30_000_000),
    "the head of a PNG": picture("PNG")[:40],
    "half a JPEG": picture("JPEG")[:300],
    "a picture that moves": moving(),
    "a film without its end": part_of_film("mp4", 1 / 2),
    "a film without its index": lambda: film("mp4")[:2000],
    "a film that breaks off": part_of_film("webm", 1 / 3),
    "a film whose inside is noise": noise,
    "a film of ten hours": hours_long,
    "a song that is noise": b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(9_000),
    "a tape of zeros": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64),
    **PLAYLISTS,
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_shown_is_refused_and_nothing_stays(
    author: Author, name: str
) -> None:
    file = REFUSED[name]
    upload = author.bring(file if isinstance(file, bytes) else file())

    assert upload.state is UploadState.REFUSED, name
    assert upload.reason
    assert author.stored() == []


@pytest.mark.parametrize(
    "captions",
    [
        b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n",
        b"\xef\xbb\xbf1\r\n00:00:00,000 --> 00:00:02,000\r\nHello\r\n",
    ],
)
def test_captions_alone_are_told_where_they_belong(
    author: Author, captions: bytes
) -> None:
    upload = author.bring(captions)

    page = author.client.get(f"/en/files/uploads/{upload.token}").text
    assert upload.state is UploadState.REFUSED
    assert "They belong to a film or a sound" in page


def test_an_empty_file_is_called_empty_with_and_without_script(author: Author) -> None:
    here = author.begin()

    plan = author.client.post(f"{here}/parts", data={"name": "a.png", "size": "0"})
    form = author.send_form(here, b"")

    assert plan.status_code == form.status_code == 422
    assert "This file is empty. Choose another one." in plan.text
    assert "This file is empty. Choose another one." in form.text


def test_another_file_comes_with_what_was_said_of_the_one_that_was_not_taken(
    author: Author, empty_app: FastAPI
) -> None:
    upload = author.bring(b"<!doctype html>", title="Sawing <b>", alt="A saw")
    page = read_page(author.client.get(f"/en/files/uploads/{upload.token}").text)
    another = page.with_words("Bring another file").attributes["href"]

    form = read_page(author.client.get(another).text)

    assert form.one("input", name="title").attributes["value"] == "Sawing <b>"
    assert form.one("textarea", name="alt").text.strip() == "A saw"
    other = author_of(empty_app, "Bo")
    assert other.client.get(another).status_code == 404
    other.outside.close()


@pytest.mark.slow
@pytest.mark.any_database
def test_polyglots_are_refused_or_lose_what_they_hide(author: Author) -> None:
    found = polyglots()
    assert len(found) >= 60
    for name, data in found.items():
        upload = author.bring(data, title=name)
        assert upload.state in {UploadState.DONE, UploadState.REFUSED}, name
    for file in author.files():
        data = author.read(file)
        for mark in MARKS:
            assert mark not in data, file.file_name
        address = f"/media/{file.key[3:]}"
        assert author.client.get(address).status_code == 404


@pytest.mark.slow
@pytest.mark.any_database
def test_hostile_drawings_become_pixels_or_nothing(author: Author) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        found = drawings(f"http://127.0.0.1:{elsewhere.getsockname()[1]}/")
        assert len(found) >= 60
        for name, data in found.items():
            upload = author.bring(data, title=name)
            assert upload.state in {UploadState.DONE, UploadState.REFUSED}, name
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    types = {file.content_type for file in author.files()}
    assert types <= {"image/avif", "image/webp", "image/png", "image/jpeg"}
    for file in author.files():
        data = author.read(file)
        for mark in (b"<svg", b"<script", b"root:", *MARKS):
            assert mark not in data, file.file_name


def test_a_sound_drawing_is_shown_as_pixels(author: Author) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">'
    drawing += b'<rect width="90" height="60" fill="#ff0000"/></svg>'

    upload = author.bring(drawing)

    assert upload.state is UploadState.DONE, upload.reason
    png = next(file for file in author.files() if "image/webp" in file.content_type)
    with Image.open(io.BytesIO(author.read(png))) as shown:
        assert shown.size == (90, 60)
        red = shown.convert("RGB").getpixel((45, 30))
    assert isinstance(red, tuple)
    assert red[0] > 230


def test_a_name_may_say_anything(author: Author) -> None:
    for name in HOSTILE_NAMES:
        here = author.begin(title="A title")
        data = picture("PNG") + name.encode()
        asked = {"name": name[:255], "size": str(len(data))}
        assert author.client.post(f"{here}/parts", data=asked).status_code in {200, 400}
        author.send_parts(here, data)
        author.client.post(f"{here}/finish")
        author.app.state.worker.run_due()
        author.client.post(f"{here}/cancel")
    for file in author.files():
        plain = file.file_name.replace("-", "").replace(".", "")
        assert plain.isascii()
        assert plain.isalnum()
        assert not file.file_name.startswith((".", "-"))


def test_a_name_in_any_script_becomes_plain_letters() -> None:
    names = {language.autonym for language in all_languages()}
    assert len(names) > 300
    for name in names | set(HOSTILE_NAMES):
        stem = _stem(Upload(user_id=1, about={}, key="", file_name=f"{name}.png"))
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem), name


@pytest.mark.slow
@pytest.mark.any_database
def test_the_worker_stays_light_whatever_it_is_given(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.media.uploads.MAX_UNFINISHED", 500)
    hostile = [file if isinstance(file, bytes) else file() for file in REFUSED.values()]
    hostile += list(drawings("http://127.0.0.1:9/").values())[::4]
    sent = []
    for data in hostile:
        sent.append(author.begin())
        author.send_parts(sent[-1], data)
        author.client.post(f"{sent[-1]}/finish")

    command = [sys.executable, "-m", "tests.media.weighing"]
    env = worker_environment(author.app)
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)

    heaviest = [int(held) for held in done.stdout.split()]
    ends = {UploadState.REFUSED, UploadState.DONE}
    assert {author.upload(here).state for here in sent} <= ends
    assert len(heaviest) == 2
    assert max(heaviest) < MOST_BYTES, heaviest


def test_a_type_that_lies_is_what_it_is(author: Author) -> None:
    here = author.begin()
    plan = author.plan(here, sound("mp3"), name="holiday.jpg")
    assert plan["wanted"]
    author.send_parts(here, sound("mp3"))
    author.client.post(f"{here}/finish")
    author.app.state.worker.run_due()

    assert {file.content_type for file in author.files()} == {
        "audio/ogg",
        "audio/mp4",
        "image/webp",
    }
