"""What a device keeps of a pack: a whole list, true hashes, nothing of anybody."""

import hashlib
import json
import re
from typing import Any
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.i18n import interface_locales
from app.web.frames import EMBED_PREFIX
from tests.accounts.people import person, token_for
from tests.browser.pages import PACK, TRANSLATED_PACK, VIDEO_PACK
from tests.conventions.sources import ROOT
from tests.databases import HOST
from tests.takeout.workers import app_of
from tools.icons import SIDES, drawn

PLACE = f"/en/packs/{VIDEO_PACK}"
LISTS = f"{PLACE}/offline/kept"
LINK = re.compile(r'(?:href|src)="([^"#]+)')
LOADED = re.compile(
    r'<(?:img|script|video|audio|link rel="stylesheet")[^>]*(?:href|src)="([^"]+)'
)
SHELF = "/en/offline"


def listed(client: TestClient, path: str = f"{LISTS}/film") -> dict[str, Any]:
    """Return what is kept of a pack."""
    answer = client.get(path)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("carried", ["text", "sound", "film"])
def test_every_file_of_a_list_is_there_with_its_size_and_hash(
    client: TestClient, carried: str
) -> None:
    for file in listed(client, f"{LISTS}/{carried}")["files"]:
        answer = client.get(file["source"])
        assert answer.status_code == 200, file
        assert "set-cookie" not in answer.headers
        if file["address"] != SHELF:
            assert len(answer.content) == file["bytes"], file
            assert hashlib.sha256(answer.content).hexdigest() == file["sha256"], file
            assert 0 < file["sent"] <= file["bytes"] + 100, file


@pytest.mark.parametrize(
    "path", [f"{LISTS}/film", f"/ar/packs/{TRANSLATED_PACK}/offline/kept/text"]
)
def test_what_kept_pages_load_is_kept_with_them(client: TestClient, path: str) -> None:
    files = {file["address"]: file["source"] for file in listed(client, path)["files"]}
    pages = [one for one in files if not one.startswith(("/static/", "/media/"))]

    assert len(pages) == 6
    for page in pages:
        loaded = LOADED.findall(client.get(files[page]).text)
        assert any(one.endswith(".js") for one in loaded), page
        assert not [one for one in loaded if one not in files], page


def test_modules_lead_to_each_other_at_the_addresses_of_the_site(
    client: TestClient,
) -> None:
    first = client.get(f"{LISTS}/text/0").text
    second = client.get(f"{LISTS}/text/2").text

    assert {f"{PLACE}/{number}" for number in (1, 2, 3, 4)} <= set(LINK.findall(first))
    assert {PLACE, f"{PLACE}/1", f"{PLACE}/3"} <= set(LINK.findall(second))
    assert f'data-bring="{PLACE}/offline/done"' in second


def test_films_and_sounds_come_only_where_they_are_asked_for(
    client: TestClient,
) -> None:
    def played(carried: str) -> list[str]:
        files = listed(client, f"{LISTS}/{carried}")["files"]
        return [
            f["address"].rpartition(".")[2] for f in files if "five" in f["address"]
        ]

    assert played("text") == []
    assert played("sound") == ["m4a"]
    assert played("film") == ["mp4"]
    assert client.get(f"/en/packs/{PACK}/offline/kept/film").status_code == 404
    assert client.get(f"{LISTS}/everything").status_code in {404, 422}
    assert client.get(f"{LISTS}/text/99").status_code == 404


def test_a_list_is_asked_for_once_and_then_only_whether_it_holds(
    client: TestClient,
) -> None:
    first = client.get(f"{LISTS}/text")
    again = client.get(
        f"{LISTS}/text", headers={"if-none-match": first.headers["etag"]}
    )

    assert again.status_code == 304
    assert not again.content
    assert "no-store" not in first.headers["cache-control"]


def test_who_saves_data_or_is_signed_in_gets_the_same_pages(worked: TestClient) -> None:
    database = app_of(worked).state.database
    before = listed(worked)["mark"], worked.get(f"{LISTS}/film/3").content
    headers = {"save-data": "on", "accept-language": "ar"}
    saving = worked.get(f"{LISTS}/film/3", headers=headers).content
    token = token_for(database, person(database, "Wanjiru Mwangi"))
    worked.cookies.set("passalong", token)

    assert saving == before[1]
    assert worked.get(f"{LISTS}/film/3").content == before[1]
    assert listed(worked)["mark"] == before[0]


def test_a_kept_page_is_not_found_by_search(client: TestClient) -> None:
    assert client.get(f"{LISTS}/text/1").headers["x-robots-tag"] == "noindex"


def test_a_pack_that_is_not_there_is_not_kept(client: TestClient) -> None:
    assert client.get("/en/packs/no-such-pack/offline/kept/text").status_code == 404


def test_the_worker_is_asked_for_anew_and_stores_nothing(client: TestClient) -> None:
    answer = client.get("/service-worker.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert ".put(" not in answer.text
    assert EMBED_PREFIX.strip("/") in answer.text


def test_a_site_may_keep_nothing_and_then_its_worker_takes_everything_away(
    client: TestClient,
) -> None:
    settings = app_of(client).state.settings
    app: FastAPI = create_app(settings.model_copy(update={"keep_offline": False}))
    other = TestClient(app, base_url=f"http://{HOST}")
    worker = other.get("/service-worker.js")

    assert "unregister" in worker.text
    assert "fetch" not in worker.text
    assert other.get(f"{LISTS}/text").status_code == 404
    for path in (PLACE, f"{PLACE}/offline", SHELF):
        assert "keep.js" not in other.get(path).text
    app.state.database.close()


@pytest.mark.parametrize("language", interface_locales())
def test_each_language_has_a_manifest_that_pages_link_to(
    client: TestClient, language: str
) -> None:
    page = client.get(f"/{language}/").text
    path = re.findall(r'<link rel="manifest" href="([^"]+)">', page)[0]
    answer = client.get(path)
    manifest = answer.json()

    assert answer.headers["content-type"] == "application/manifest+json"
    assert manifest["start_url"] == f"/{language}/"
    assert f'<html lang="{manifest["lang"]}" dir="{manifest["dir"]}"' in page
    purposes = set()
    for icon in manifest["icons"]:
        picture = client.get(urljoin(path, icon["src"]))
        assert picture.headers["content-type"] == icon["type"]
        purposes.add((icon["sizes"], icon["purpose"]))
    assert purposes >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    assert len(json.dumps(manifest)) < 2_000


@pytest.mark.parametrize("side", SIDES)
def test_the_picture_of_a_program_is_the_sign_of_the_site(side: int) -> None:
    svg = (ROOT / "static" / "icon.svg").read_text()
    picture = Image.open(ROOT / "static" / "icons" / f"{side}.png").convert("RGB")

    assert picture.size == (side, side)
    assert picture.tobytes() == drawn(svg, side).tobytes()
