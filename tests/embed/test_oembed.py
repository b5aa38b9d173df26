"""oEmbed: read by a library others wrote, refused for what is not ours."""

import socket
from typing import Any

import micawber
import pytest
from starlette.testclient import TestClient

from tests.browser.pages import COURSE, TRANSLATED_PACK
from tests.databases import HOST
from tests.reading.html_page import read_page

SITE = f"http://{HOST}"
PACK = f"{SITE}/en/packs/{TRANSLATED_PACK}"


def test_every_page_that_can_be_shown_elsewhere_says_where_to_ask(
    site: TestClient,
) -> None:
    for path in (
        f"/en/packs/{TRANSLATED_PACK}",
        f"/ar/packs/{TRANSLATED_PACK}/2",
        f"/en/courses/{COURSE}",
    ):
        page = read_page(site.get(path).text)
        found = page.one("link", type="application/json+oembed").attributes["href"]
        answer = site.get(found)

        assert found.startswith(f"{SITE}/oembed?url=")
        assert answer.status_code == 200, answer.text
        assert f'src="{SITE}/embed{path}"' in answer.json()["html"]
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_reader_of_oembed_that_others_wrote_understands_it(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = micawber.Provider(f"{SITE}/oembed")
    monkeypatch.setattr(provider, "fetch", lambda url: site.get(url).text)

    found: dict[str, Any] = provider.request(PACK, maxwidth=400)

    assert found["type"] == "rich"
    assert found["width"] == 400
    assert found["title"] == "Run an edit-a-thon where everybody makes an edit"
    frame = read_page(found["html"]).one("iframe")
    assert frame.attributes["src"] == f"{SITE}/embed/en/packs/{TRANSLATED_PACK}"
    assert frame.attributes["width"] == "400"


def test_an_address_without_a_language_is_shown_in_the_packs_own(
    site: TestClient,
) -> None:
    answer = site.get("/oembed", params={"url": f"{SITE}/p/{TRANSLATED_PACK}"})

    assert f"{SITE}/embed/en/packs/{TRANSLATED_PACK}" in answer.json()["html"]


@pytest.mark.parametrize(
    "url",
    [
        f"https://{HOST}/en/packs/{TRANSLATED_PACK}",
        f"http://evil.example/en/packs/{TRANSLATED_PACK}",
        f"http://{HOST}@evil.example/en/packs/{TRANSLATED_PACK}",
        f"http://{HOST}:81/en/packs/{TRANSLATED_PACK}",
        f"{SITE}/en/me",
        f"{SITE}/en/packs/there-is-none",
        f"{PACK}/99",
        f"{SITE}/x-xss/packs/{TRANSLATED_PACK}",
        "javascript:alert(1)",
        "http://[",
        "",
    ],
)
def test_what_is_not_ours_to_show_is_refused_without_asking_anybody(
    site: TestClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked another host")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert site.get("/oembed", params={"url": url}).status_code == 404


def test_other_formats_are_not_given(site: TestClient) -> None:
    asked = {"url": PACK, "format": "xml"}

    assert site.get("/oembed", params=asked).status_code == 501
    assert site.get("/oembed").status_code == 422


@pytest.mark.parametrize("size", ["0", "-5", "1e9", "99999999999", "300"])
def test_a_size_is_kept_within_bounds(site: TestClient, size: str) -> None:
    found = site.get("/oembed", params={"url": PACK, "maxheight": size}).json()

    assert 200 <= found["height"] <= 480
