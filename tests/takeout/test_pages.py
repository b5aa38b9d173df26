"""Packs taken along: what there is, pages without a server, Markdown, the folder."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.content.export import export_pack
from app.packs.queries import get_pack
from app.platform.formats import format_bytes
from app.takeout.flavours import OUTSIDE
from app.takeout.wanted import Flavour
from app.takeout.written import WITH_CLIPS
from tests.browser.pages import PACK, SOUND, TRANSLATED_PACK, VIDEO_PACK
from tests.reading.html_page import read_page

ELSEWHERE = re.compile(r'<(?:img|script|link|iframe)\b[^>]*(?:src|href)="(?:https?:|/)')


def taken(client: TestClient, path: str) -> dict[str, bytes]:
    """Download a ZIP and unpack it."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_page_says_what_there_is_and_how_large_each_really_is(
    client: TestClient,
) -> None:
    page = client.get(f"/en/packs/{VIDEO_PACK}/offline").text

    for path, said in re.findall(
        r'<a class="btn[^"]*" href="([^"]+)"[^>]*>([^<]+)<', page
    ):
        weighs = int(client.get(path.replace("&amp;", "&")).headers["content-length"])
        if "with=" in path:
            # Films and sounds are added up; what the archive says of them is not.
            shown = re.search(r", (\d+)\skB$", said)
            assert shown, said
            assert abs(int(shown[1]) * 1000 - weighs) <= weighs / 100, path
        elif "at most" not in said:
            assert said.endswith(f", {format_bytes(weighs)}"), path
    # Once more for what the device itself can keep.
    assert page.count(">With films at 240p, ") == len(WITH_CLIPS) + 1
    assert f"/en/packs/{PACK}/offline" in client.get(f"/en/packs/{PACK}").text


def test_each_download_says_of_what_where_links_are_listed(client: TestClient) -> None:
    page = read_page(client.get(f"/en/packs/{VIDEO_PACK}/offline").text).one("main")

    buttons = [*page.all("a", css="btn"), *page.all("button", css="btn")]
    asked = [one for one in buttons if "aria-label" in one.attributes]
    named = {one.attributes["aria-label"]: one.text.strip() for one in asked}
    assert len(named) == len(Flavour) + 2 * len(WITH_CLIPS), "no two have one name"
    assert all(name.startswith(f"{seen}: ") for name, seen in named.items())


def test_a_pack_without_sound_offers_none(client: TestClient) -> None:
    page = client.get(f"/en/packs/{PACK}/offline").text

    assert "With sound" not in page
    assert page.count(">Download, ") == len(Flavour)


def test_a_copy_says_its_language_and_version_and_has_an_address_of_its_own(
    client: TestClient,
) -> None:
    path = f"/ar/packs/{TRANSLATED_PACK}/offline/pages"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})

    name = first.headers["content-disposition"]
    version = re.search(r'"[a-z-]+\.ar\.(\d{4}-\d\d-\d\d-[0-9a-f]{8})\.zip"', name)
    assert version, name
    index = taken(client, path)[f"{TRANSLATED_PACK}/index.html"].decode()
    assert version[1] in index
    assert "CC BY-SA 4.0" in index
    assert "Passalong contributors" in index
    assert again.status_code == 304
    assert not again.content


def test_films_come_along_when_they_are_asked_for(client: TestClient) -> None:
    path = f"/en/packs/{VIDEO_PACK}/offline/pages"
    without = taken(client, path)
    heard = taken(client, f"{path}?with=sound")
    seen = taken(client, f"{path}?with=film")

    endings = [{Path(name).suffix for name in one} for one in (without, heard, seen)]
    assert not endings[0] & {".mp4", ".m4a"}
    assert ".m4a" in endings[1]
    assert ".mp4" in endings[2]
    html = b"".join(data for name, data in seen.items() if ".html" in name).decode()
    assert re.search(r'<video [^>]*src="files/[^"]+\.240p\.mp4"', html)
    assert "Transcript" in html


@pytest.mark.parametrize("pack", [PACK, VIDEO_PACK, SOUND.partition("/")[0]])
def test_pages_ask_nobody_for_anything_and_lead_to_each_other(
    client: TestClient, pack: str
) -> None:
    files = taken(client, f"/en/packs/{pack}/offline/pages")

    pages = {name: data.decode() for name, data in files.items() if ".html" in name}
    assert f"{pack}/index.html" in pages
    for name, html in pages.items():
        assert not ELSEWHERE.search(html), name
        assert re.findall(r"<script[^>]*>", html) == [
            f'<script src="{name}.js" defer="">' for name in ("code", "pack")
        ]
        assert "<svg" not in html
        for target in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', html):
            assert f"{pack}/{target}" in files, (name, target)


def test_questions_on_pages_answer_without_a_server(client: TestClient) -> None:
    files = taken(client, f"/en/packs/{PACK}/offline/pages")

    html = b"".join(data for name, data in sorted(files.items())).decode()
    assert html.count("data-quiz=") == html.count('<div class="quiz"')
    assert html.count('type="radio"') > 3
    assert html.count('class="fb right"') >= html.count('<div class="quiz"') / 4
    assert "input:checked ~ .fb { display: block; }" in html


def test_pages_are_in_the_language_of_the_address(client: TestClient) -> None:
    files = taken(client, f"/ar/packs/{TRANSLATED_PACK}/offline/pages")

    index = files[f"{TRANSLATED_PACK}/index.html"].decode()
    assert '<html lang="ar" dir="rtl" ' in index
    assert re.search("[\u0600-\u06ff]{4}", index)


def test_markdown_is_in_the_language_of_the_address(client: TestClient) -> None:
    files = taken(client, f"/ar/packs/{TRANSLATED_PACK}/offline/markdown")

    texts = [data.decode() for data in files.values()]
    assert all(text.startswith("+++\n") for text in texts)
    assert any(re.search("[\u0600-\u06ff]{4}", text) for text in texts)


def test_the_folder_is_the_one_that_export_writes(
    app: FastAPI, client: TestClient
) -> None:
    files = taken(client, f"/en/packs/{VIDEO_PACK}/offline/folder")

    with app.state.database.open_session() as session:
        pack = get_pack(session, VIDEO_PACK)
        exported = export_pack(session, app.state.storage, pack)
    assert files == {f"{VIDEO_PACK}/{name}": data for name, data in exported.items()}


@pytest.mark.parametrize("flavour", [one for one in Flavour if one not in OUTSIDE])
def test_the_same_pack_gives_the_same_bytes(
    client: TestClient, flavour: Flavour
) -> None:
    first = client.get(f"/en/packs/{PACK}/offline/{flavour}")
    second = client.get(f"/en/packs/{PACK}/offline/{flavour}")

    assert first.content == second.content


def test_what_there_is_not_is_not_found(client: TestClient) -> None:
    assert client.get("/en/packs/none-such/offline").status_code == 404
    assert client.get("/en/packs/none-such/offline/pages").status_code == 404
    assert client.get(f"/en/packs/{PACK}/offline/paper").status_code in {404, 422}


def test_what_is_made_while_one_waits_needs_no_page_of_its_own(
    client: TestClient,
) -> None:
    page = client.get(f"/en/packs/{PACK}/offline/pages/copy").text
    sent = client.post(f"/en/packs/{PACK}/offline/pages/copy")

    assert f'href="/en/packs/{PACK}/offline/pages">Download, ' in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert sent.headers["location"] == f"/en/packs/{PACK}/offline/pages/copy"
