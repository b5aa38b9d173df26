"""Files that readers have can be on a host of their own, where nothing else is."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.main import create_app
from tests.databases import HOST, Databases, make_settings
from tests.factories.library import BENCH, PACK, ContentFolders
from tests.media.authors import Author, author_of
from tests.media.samples import picture
from tests.reading.html_page import Element, read_page

APART = "files.example"
FILES = f"http://{APART}"
FILM = bytes(range(256)) * 40
FIGURE = """
::: figure
![A grey board](media:board.800.png)

A board that has dried.
:::
"""
BOARD = """\
title = "A board"
kind = "image"
author = "Passalong contributors"
licence = "CC-BY-SA-4.0"
language = "en"
""" + "".join(
    f"""
[[files]]
file = "board.{width}.{ending}"
type = "image/{ending}"
width = {width}
height = {width}
"""
    for ending in ("png", "webp")
    for width in (400, 800)
)
PAGES = ("/en/packs/build-a-bench", "/en/packs/build-a-bench/1", "/en/packs")
FRAMES = ("/embed/en/packs/build-a-bench/1", "/embed/en/packs/build-a-bench/clips/look")
NOT_THERE = (
    *("/", "/en/", "/en/packs/build-a-bench/1", "/healthz", "/en/login", "/media"),
    *("/static/icon.svg", "/embed/en/packs/build-a-bench", "/api/v1/packs", "//media/"),
    *("/storage?permit=x", "/en/files/token/digest/name.png", "/robots.txt"),
)
# Of a copy; it says what the pages were that it was made of.
VERSION = re.compile(rb"\d{4}-\d\d-\d\d-[0-9a-f]{8}")
ADDRESS = re.compile(r'(?:https?://[^"\s,]+)?/media/[0-9a-f][^"\s,<#]+')


@pytest.fixture(scope="module")
def folders(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ContentFolders]:
    """A pack with a film, a sheet, and a picture that is its cover, too."""
    folder, url = tmp_path_factory.mktemp("apart"), databases.copy("empty")
    app = create_app(make_settings(url, folder / "media"))
    folders = ContentFolders(folder, app.state.database)
    folders.write(f"{BENCH}/media/look.240p.webm", FILM)
    folders.write(f"{BENCH}/media/board.toml", BOARD)
    for kind, ending in (("PNG", "png"), ("WEBP", "webp")):
        for width in (400, 800):
            name = f"{BENCH}/media/board.{width}.{ending}"
            folders.write(name, picture(kind, "L" if width == 400 else "RGB"))
    covered = 'cover = "board"\ncover_alt = "A board"\ngoals'
    folders.write(f"{BENCH}/pack.toml", PACK.replace("goals", covered, 1))
    place = folders.root / BENCH / "modules/01-choose.md"
    place.write_text(place.read_text() + FIGURE)
    report = folders.load()
    assert report.failed == []
    yield folders
    app.state.database.close()
    databases.drop(url)


@pytest.fixture(scope="module")
def app(folders: ContentFolders) -> Iterator[FastAPI]:
    media = folders.root.parent / "media"
    app = create_app(make_settings(folders.database.url, media, media_host=FILES))
    yield app
    app.state.database.close()


@pytest.fixture
def site(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)


@pytest.fixture
def apart(app: FastAPI) -> TestClient:
    """The same program, asked by its other name."""
    return TestClient(app, base_url=FILES, follow_redirects=False)


@pytest.fixture
def without(folders: ContentFolders) -> Iterator[TestClient]:
    """The same content on a site that has no such host."""
    app = create_app(make_settings(folders.database.url, folders.root.parent / "media"))
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()


def policy_of(page: TestClient, path: str) -> dict[str, str]:
    policy = page.get(path).headers["content-security-policy"]
    return dict(part.split(" ", 1) for part in policy.split("; "))


def linked(page: Element) -> set[str]:
    """Return every address of a page that a browser or a person may follow."""
    names = ("href", "src", "srcset", "data-src", "content", "poster")
    found = {one.attributes.get(name, "") for one in page for name in names}
    return {one for text in found for one in ADDRESS.findall(text)}


@pytest.mark.parametrize("path", [*PAGES, *FRAMES])
def test_pages_name_every_file_at_that_host_and_it_is_there(
    site: TestClient, apart: TestClient, path: str
) -> None:
    answer = site.get(path)

    assert answer.status_code == 200, answer.text
    named = set(ADDRESS.findall(answer.text)) | linked(read_page(answer.text))
    assert named
    for address in named:
        assert address.startswith(f"{FILES}/media/"), address
        file = apart.get(address.removeprefix(FILES))
        assert file.status_code == 200, address
        assert file.content == site.get(address.removeprefix(FILES)).content


def test_a_page_names_pictures_in_each_width_film_captions_and_sheet(
    site: TestClient,
) -> None:
    found = " ".join(
        linked(read_page(site.get("/en/packs/build-a-bench/1").text))
        | linked(read_page(site.get("/en/packs/build-a-bench/2").text))
    )

    for ending in ("400.png", "800.webp", "240p.webm", "en.vtt", "plan.csv"):
        assert ending in found
    about = read_page(site.get("/en/packs/build-a-bench").text)
    (shared,) = about.all("meta", property="og:image")
    assert shared.attributes["content"].startswith(f"{FILES}/media/")
    html = site.get("/en/packs/build-a-bench/1").text
    scripts = re.findall(r"<script type=.application/ld.json.>(.*?)</script>", html)
    (clip,) = [one for text in scripts for one in _clips(json.loads(text))]
    assert clip["contentUrl"].startswith(f"{FILES}/media/")
    assert clip["caption"][0]["contentUrl"].startswith(f"{FILES}/media/")


def _clips(told: Any) -> list[dict[str, Any]]:
    every = told if isinstance(told, list) else [told]
    return [one for one in every if one.get("@type") == "VideoObject"]


@pytest.mark.parametrize("path", [*PAGES, *FRAMES, "/en/nothing"])
def test_the_policy_lets_in_pictures_and_media_from_there_and_nothing_else(
    site: TestClient, path: str
) -> None:
    policy = policy_of(site, path)

    allowed = {name for name, sources in policy.items() if FILES in sources.split()}
    assert allowed == {"img-src", "media-src"}


def test_files_can_do_as_little_there_and_may_be_kept_and_shown(
    site: TestClient, apart: TestClient
) -> None:
    page = site.get("/en/packs/build-a-bench/1").text
    (film,) = {one for one in ADDRESS.findall(page) if one.endswith(".webm")}
    path = film.removeprefix(FILES)

    whole = apart.get(path, headers={"origin": f"http://{HOST}"})
    part = apart.get(path, headers={"range": "bytes=100-199"})
    again = apart.get(path, headers={"if-none-match": whole.headers["etag"]})
    head = apart.head(path)

    assert whole.content == FILM
    first = site.get(path)
    for one in (whole, first):
        # What is ready is answered before a request has a number.
        one.headers.pop("x-request-id", None)
    assert whole.headers == first.headers == site.get(path).headers
    assert "sandbox" in whole.headers["content-security-policy"]
    assert "default-src 'none'" in whole.headers["content-security-policy"]
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in whole.headers["cache-control"]
    assert whole.headers["access-control-allow-origin"] == "*"
    assert whole.headers["cross-origin-resource-policy"] == "cross-origin"
    assert (part.status_code, part.content) == (206, FILM[100:200])
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")


def test_a_sheet_is_downloaded_there(site: TestClient, apart: TestClient) -> None:
    page = site.get("/en/packs/build-a-bench/2").text
    (sheet,) = {one for one in ADDRESS.findall(page) if one.endswith(".csv")}

    answer = apart.get(sheet.removeprefix(FILES))

    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("path", NOT_THERE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_nothing_else_is_there(
    site: TestClient, apart: TestClient, method: str, path: str
) -> None:
    # A page that is ready for readers of the site is not for those who ask here.
    site.get(path)

    answer = apart.request(method, path)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [f"/media/{'0' * 64}/x.png", "/media/x", "/media/../en/", "/media/%2e%2e/en"],
)
def test_a_file_that_is_not_there_is_refused_without_a_page(
    apart: TestClient, path: str
) -> None:
    answer = apart.get(path)

    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"].startswith("text/plain")
    assert "set-cookie" not in answer.headers


def test_no_socket_opens_there(apart: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), apart.websocket_connect("/media/x"):
        pass


def test_other_names_are_refused_as_before(site: TestClient) -> None:
    for host in (f"a.{APART}", f"{APART}.evil.example", "evil.example"):
        assert site.get("/healthz", headers={"host": host}).status_code == 400


def test_what_is_private_is_on_the_site_only_and_asked_for_each_time(
    app: FastAPI, site: TestClient, apart: TestClient
) -> None:
    author: Author = author_of(app)
    upload = author.bring(picture("PNG"))
    item = author.client.get(f"/en/files/uploads/{upload.token}").headers["location"]
    page = read_page(author.client.get(item).text)
    shown = [
        one.attributes["src"] for one in page.all("img") if "src" in one.attributes
    ]
    session = author.client.cookies.get("passalong")
    author.outside.close()

    assert shown
    for address in shown:
        assert address.startswith("/en/files/")
        assert author.client.get(address).status_code == 200
        assert site.get(address).status_code == 303
        stored = "/media/" + "/".join(address.split("/")[-2:])
        for path in (address, stored):
            sent = {"cookie": f"passalong={session}"}
            assert apart.get(path, headers=sent).status_code == 404


@pytest.mark.parametrize("flavour", ["pages", "epub", "folder"])
def test_copies_hold_the_same_files_as_without_such_a_host(
    site: TestClient, without: TestClient, flavour: str
) -> None:
    path = f"/en/packs/build-a-bench/offline/{flavour}"

    there, here = (_unpacked(client.get(path).content) for client in (site, without))

    assert there == here


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return what a copy holds, whatever its version is and where the web begins."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    at = re.compile(f"(?:http://{HOST}|{FILES})/media/".encode())
    return {n: VERSION.sub(b"", at.sub(b"@/media/", text)) for n, text in held.items()}


@pytest.mark.parametrize("path", [*PAGES, *FRAMES])
def test_without_the_setting_pages_ask_no_other_host(
    without: TestClient, path: str
) -> None:
    answer = without.get(path)

    assert "://" not in answer.headers["content-security-policy"]
    assert FILES not in answer.text
    named = linked(read_page(answer.text))
    assert named
    assert {one.removeprefix(f"http://{HOST}").partition("/")[0] for one in named} == {
        ""
    }
