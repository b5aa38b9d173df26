"""Files are sent by nginx or from a bucket as by the program itself, and as safely."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.platform.db import Database
from app.platform.storage import content_key
from app.platform.storage.bucket import BucketAccess
from tests.databases import HOST, make_settings
from tests.media.authors import author_of
from tests.media.samples import picture
from tests.media.test_uploads import bucket_settings
from tests.security.serving import own_origin, served
from tests.services.nginx import start_nginx

pytestmark = pytest.mark.service
FILM = bytes(range(256)) * 400


@dataclass
class Served:
    """An app behind a real port; `url` is where readers ask."""

    app: FastAPI
    url: str

    def get(self, path: str, **headers: str) -> httpx2.Response:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return httpx2.get(self.url + path, headers=named)


def show(app: FastAPI, data: bytes, content_type: str, name: str) -> str:
    """Let a pack show a file; return its address."""
    source = io.BytesIO(data)
    key = content_key(source, name)
    app.state.storage.put(key, source)
    with app.state.database.transaction() as session:
        item = MediaItem(
            owner="bench1",
            name=name,
            kind=MediaKind.VIDEO,
            title="A film",
            author="A",
            licence="PD",
            language="en",
        )
        session.add(item)
        session.flush()
        session.add(
            MediaFile(
                item_id=item.id or 0,
                role=MediaRole.VARIANT,
                position=0,
                key=key,
                file_name=name,
                content_type=content_type,
                bytes=len(data),
            )
        )
    return f"/media/{key[3:]}"


@pytest.fixture(params=["nginx", "bucket"])
def site(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path
) -> Iterator[Served]:
    url, port = own_origin()
    more: dict[str, object] = {"allowed_hosts": ("127.0.0.1", HOST)}
    if request.param == "bucket":
        more |= bucket_settings(request.getfixturevalue("bucket"))
    else:
        more["media_accel"] = "/kept/"
    media = tmp_path / "media"
    media.mkdir()
    app = create_app(make_settings(database.url, media, **more))
    with served(app, port):
        if request.param == "bucket":
            yield Served(app, url)
        else:
            folder = tmp_path / "nginx"
            folder.mkdir()
            nginx = start_nginx(folder, port, media)
            yield Served(app, nginx.url)
            nginx.stop()


def test_a_film_is_sent_whole_in_parts_and_not_again(site: Served) -> None:
    film = show(site.app, FILM, "video/webm", "look.webm")

    whole = site.get(film)
    part = site.get(film, range="bytes=100-199")
    last = site.get(film, range="bytes=-7")
    again = site.get(film, if_none_match=whole.headers["etag"])
    behind = site.get(film, range="bytes=9999999-")
    head = httpx2.head(site.url + film)

    assert whole.content == FILM
    assert (part.status_code, part.content) == (206, FILM[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(FILM)}"
    assert (last.status_code, last.content) == (206, FILM[-7:])
    assert (again.status_code, again.content) == (304, b"")
    assert behind.status_code == 416
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(FILM))


def test_files_can_do_nothing_and_what_is_not_shown_is_downloaded(
    site: Served,
) -> None:
    page = show(site.app, b"<script>alert(1)</script>", "text/html", "page.html")
    film = show(site.app, FILM, "video/webm", "look.webm")

    for path, kind in ((page, "attachment"), (film, "inline")):
        headers = site.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["content-disposition"].startswith(kind)
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert "immutable" in headers["cache-control"]
        assert "set-cookie" not in headers


def test_a_private_file_is_asked_for_each_time(site: Served) -> None:
    author = author_of(site.app)
    upload = author.bring(picture("PNG"))
    item = author.client.get(f"/en/files/uploads/{upload.token}").headers["location"]
    file = author.files()[-1]
    address = f"{item}/{file.key[3:]}"
    token = author.client.cookies.get("passalong")
    author.outside.close()

    with httpx2.Client(base_url=site.url, follow_redirects=True) as reader:
        refused = reader.get(address, headers={"accept": "application/json"})
        allowed = reader.get(address, headers={"cookie": f"passalong={token}"})

    assert refused.status_code == 401
    assert allowed.content == author.read(file)
    assert allowed.headers["content-type"] == file.content_type
    inside = f"/kept/{file.key}"
    assert site.get(inside).status_code == 404
    assert urlsplit(address).path.count("/") == 5


def test_the_bucket_is_not_asked_for_more_than_was_wanted(
    bucket: BucketAccess, database: Database, tmp_path: Path
) -> None:
    """HEAD of a large film must not fetch it."""
    settings = make_settings(database.url, tmp_path, **bucket_settings(bucket))
    app = create_app(settings)
    film = show(app, FILM, "video/webm", "look.webm")
    opened: list[str] = []

    def noted(key: str, *_: object) -> None:
        opened.append(key)

    app.state.storage.open = noted
    author = author_of(app)

    answer = author.client.head(film)

    assert answer.headers["content-length"] == str(len(FILM))
    assert opened == []
    author.outside.close()
    app.state.storage.close()
    app.state.database.close()
