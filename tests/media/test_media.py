"""Files are sent as they are, in parts if asked for, and can do nothing."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.main import create_app
from app.media.captions import read_cues, stored_cues
from app.media.models import MediaFile, MediaRole
from app.media.queries import media_of
from app.platform.db import Database
from app.platform.storage import FolderStorage
from tests.databases import HOST, Databases, make_settings
from tests.factories.library import BENCH, ContentFolders

pytestmark = pytest.mark.smoke

FILM = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def app(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FastAPI]:
    """The program with a film; tests only look, but for files that they add."""
    folder, url = tmp_path_factory.mktemp("film"), databases.copy("empty")
    app = create_app(make_settings(url, folder / "media"))
    folders = ContentFolders(folder, app.state.database)
    folders.write(f"{BENCH}/media/look.240p.webm", FILM)
    assert folders.load().failed == []
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=f"http://{HOST}")


@pytest.fixture
def database(app: FastAPI) -> Database:
    found: Database = app.state.database
    return found


@pytest.fixture
def film(database: Database) -> str:
    return address(database, "look.240p.webm")


def address(database: Database, name: str) -> str:
    with database.open_session() as session:
        found = select(col(MediaFile.key)).where(col(MediaFile.file_name) == name)
        key = session.scalars(found).one()
    return f"/media/{key.split('/', 1)[1]}"


def test_a_film_is_sent_whole_and_may_be_kept_for_ever(
    client: TestClient, film: str
) -> None:
    answer = client.get(film)

    assert answer.content == FILM
    assert answer.headers["content-type"] == "video/webm"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "immutable" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    assert hashlib.sha256(FILM).hexdigest() in film


@pytest.mark.parametrize(
    ("asked", "expected", "shown"),
    [
        ("bytes=0-99", FILM[:100], "bytes 0-99/10240"),
        ("bytes=10000-", FILM[10_000:], "bytes 10000-10239/10240"),
        ("bytes=-100", FILM[-100:], "bytes 10140-10239/10240"),
        ("bytes=10-10", FILM[10:11], "bytes 10-10/10240"),
        ("bytes=10200-99999", FILM[10_200:], "bytes 10200-10239/10240"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_part_that_was_asked_for_is_sent(
    client: TestClient, film: str, asked: str, expected: bytes, shown: str
) -> None:
    answer = client.get(film, headers={"range": asked})

    assert answer.status_code == 206
    assert answer.content == expected
    assert answer.headers["content-range"] == shown


def test_a_part_that_is_not_there_is_refused(client: TestClient, film: str) -> None:
    answer = client.get(film, headers={"range": "bytes=99999-"})

    assert answer.status_code == 416
    assert answer.headers["content-range"].endswith("/10240")


def test_head_tells_the_size_without_the_film(client: TestClient, film: str) -> None:
    answer = client.head(film)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "10240"


def test_who_has_the_film_does_not_get_it_again(client: TestClient, film: str) -> None:
    tag = client.get(film).headers["etag"]

    answer = client.get(film, headers={"if-none-match": tag})

    assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(film, headers={"if-none-match": '"x"'}).status_code == 200


def test_a_document_is_saved_rather_than_shown(
    client: TestClient, database: Database
) -> None:
    answer = client.get(address(database, "plan.csv"))

    assert answer.headers["content-disposition"].startswith("attachment")
    assert 'filename="plan.csv"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("name", ["look.240p.webm", "plan.csv", "look.en.vtt"])
def test_whatever_a_file_is_it_can_run_and_load_nothing(
    client: TestClient, database: Database, name: str
) -> None:
    headers = client.get(address(database, name)).headers

    policy = headers["content-security-policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    # Frames of other sites show what everybody may have.
    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_captions_are_sent_as_captions(client: TestClient, database: Database) -> None:
    answer = client.get(address(database, "look.en.vtt"))

    assert answer.headers["content-type"].startswith("text/vtt")
    assert answer.text.startswith("WEBVTT")


@pytest.mark.parametrize(
    "path",
    [
        f"/media/{'0' * 64}/look.240p.webm",
        "/media/short/look.240p.webm",
        f"/media/{'0' * 64}/..%2f..%2fpassalong.db",
        f"/media/{'0' * 64}/%2e%2e",
        f"/media/{'g' * 64}/x",
        "/media/../passalong.db",
        "/media/%2e%2e/%2e%2e/etc/passwd",
        f"/media/{'0' * 64}/" + "a" * 500,
        f"/media/{'0' * 64}/a%00b",
        "/media/",
    ],
)
def test_anything_else_is_not_there(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404, answer.text[:300]


def test_another_name_for_the_same_bytes_is_not_there(
    client: TestClient, film: str
) -> None:
    assert client.get(film.replace("look", "other")).status_code == 404


def test_a_file_that_was_lost_is_not_there(
    client: TestClient, film: str, app: FastAPI
) -> None:
    storage: FolderStorage = app.state.storage
    digest, name = film.split("/")[2:]
    place = f"{digest[:2]}/{digest}/{name}"

    storage.delete(place)

    assert client.get(film).status_code == 404
    storage.put(place, BytesIO(FILM))


def test_an_item_has_its_variants_and_captions(app: FastAPI) -> None:
    database: Database = app.state.database
    with database.open_session() as session:
        group = media_of(session, "bench1")["look"]

    assert [file.file_name for file in group.variants] == ["look.240p.webm"]
    assert group.captions[0].role == MediaRole.CAPTIONS
    assert group.poster is None


def test_captions_are_read_as_a_transcript() -> None:
    text = (
        "WEBVTT\n\n1\n00:00:01.500 --> 00:00:02.000\nTwo\nlines.\n\n"
        "01:00:00.000 --> 01:00:01.250 align:start\n<b>Bold</b>\n"
    )

    first, second = read_cues(text)

    assert (first.start, first.end, first.text) == (1.5, 2.0, "Two lines.")
    assert (second.start, second.end) == (3600.0, 3601.25)
    assert "<" not in second.text


@pytest.mark.parametrize("text", ["", "nonsense", "WEBVTT\n\nx --> y\nz\n", "\x00"])
def test_captions_that_cannot_be_read_are_refused_or_empty(text: str) -> None:
    try:
        cues = read_cues(text)
    except ValueError:
        cues = ()

    assert cues == ()


def test_a_transcript_that_is_missing_or_broken_is_empty(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    (tmp_path / "broken.vtt").write_bytes(b"\xff\xfe\x00")

    assert stored_cues(storage, "missing.vtt") == ()
    assert stored_cues(storage, "broken.vtt") == ()
