"""Static files: hashed addresses, kept for a year, packed, and nothing outside."""

import base64
import gzip
import hashlib
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

from app.web.static_files import STATIC_FOLDER, StaticFiles, static_files

HTMX = "vendor/htmx-4.0.1.min.js"


def test_a_hashed_address_is_kept_for_a_year(site: TestClient) -> None:
    answer = site.get(static_files().url("passalong.css"))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_a_plain_address_is_checked_again(site: TestClient) -> None:
    answer = site.get("/static/passalong.css")

    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"


def test_a_changed_file_gets_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = StaticFiles(tmp_path).url("a.css")
    (tmp_path / "a.css").write_text("b{}")

    assert StaticFiles(tmp_path).url("a.css") != before


@pytest.mark.parametrize(
    ("accepts", "encoding", "unpack"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)],
)
def test_text_is_packed_as_the_browser_likes(
    accepts: str, encoding: str, unpack: object
) -> None:
    file = static_files().file("passalong.css")

    packed = file.packed(encoding)

    assert callable(unpack)
    assert unpack(packed) == file.body
    assert len(packed) < len(file.body) / 3


def test_a_packed_answer_says_so(site: TestClient) -> None:
    answer = site.get("/static/passalong.css", headers={"accept-encoding": "br"})

    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_what_the_browser_has_is_not_sent_again(site: TestClient) -> None:
    etag = site.get("/static/passalong.css").headers["etag"]

    answer = site.get("/static/passalong.css", headers={"if-none-match": etag})

    assert answer.status_code == 304
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/..%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/vendor/README.md",
        "/static/",
        "/static/passalong.0000000000.css",
    ],
)
def test_nothing_else_is_served(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_static_files_cannot_be_changed(site: TestClient) -> None:
    assert site.post("/static/passalong.css").status_code == 405


def test_an_unknown_name_in_a_template_is_an_error() -> None:
    with pytest.raises(KeyError):
        static_files().url("nothing.css")


def test_htmx_is_the_file_we_looked_at() -> None:
    written = (STATIC_FOLDER / "vendor" / "README.md").read_text()

    digest = hashlib.sha384((STATIC_FOLDER / HTMX).read_bytes()).digest()
    assert f"sha384-{base64.b64encode(digest).decode()}" in written


def test_the_style_sheet_and_scripts_keep_to_their_weight() -> None:
    files = static_files()
    own = len(files.file("passalong.js").brotli)

    assert len(files.file("passalong.css").gzip) <= 12_000
    assert own <= 5_000
    assert own + len(files.file(HTMX).gzip) <= 22_000
