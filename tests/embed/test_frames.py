"""Pages inside other sites: framed by anybody, known by nobody, one for everybody."""

from typing import cast

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.web.frames import is_framed
from tests.accounts.test_access_matrix import PARAMETER, routes_of
from tests.browser.pages import COURSE, TRANSLATED_PACK, VIDEO_PACK
from tests.reading.html_page import Element, read_page

pytestmark = pytest.mark.smoke

PACK = f"/embed/en/packs/{TRANSLATED_PACK}"
PAGES = (
    PACK,
    f"{PACK}/1",
    f"/embed/ar/packs/{TRANSLATED_PACK}/2",
    f"/embed/en/packs/{VIDEO_PACK}/clips/five-checks",
    f"/embed/en/courses/{COURSE}",
)


def files(page: Element) -> list[str]:
    styles = page.all("link", rel="stylesheet")
    scripts = [one for one in page.all("script") if "src" in one.attributes]
    found = [one.attributes["href"] for one in styles]
    return [*found, *(one.attributes["src"] for one in scripts)]


def ancestors(answer_headers: dict[str, str]) -> str:
    policy = answer_headers["content-security-policy"]
    return policy.partition("frame-ancestors ")[2].partition(";")[0]


@pytest.mark.parametrize("path", PAGES)
def test_any_site_may_frame_it_and_its_files(site: TestClient, path: str) -> None:
    answer = site.get(path)

    assert answer.status_code == 200, answer.text
    assert ancestors(dict(answer.headers)) == "*"
    assert "x-frame-options" not in answer.headers
    assert answer.headers["access-control-allow-origin"] == "*"
    for address in files(read_page(answer.text)):
        file = site.get(address)
        assert file.headers["cross-origin-resource-policy"] == "cross-origin"
        assert file.headers["access-control-allow-origin"] == "*"


def test_every_other_route_may_be_framed_by_nobody(site: TestClient) -> None:
    app = cast("FastAPI", site.app)
    paths = {
        str(route.path) for route in routes_of(app) if "GET" in (route.methods or ())
    }
    assert len(paths) > 80
    for path in sorted(paths):
        if is_framed(path):
            continue
        answer = site.get(PARAMETER.sub("1", path).replace("/1/", "/en/", 1))
        assert ancestors(dict(answer.headers)) == "'none'", path


@pytest.mark.parametrize("path", PAGES)
def test_cookies_neither_come_in_nor_go_out(site: TestClient, path: str) -> None:
    site.get(path)  # From now on the page cache has it.
    plain = site.get(path)
    dressed = site.get(path, headers={"cookie": "prefs=theme=dark&ui=fr; passalong=x"})

    assert dressed.text == plain.text
    for answer in (plain, dressed):
        assert "set-cookie" not in answer.headers
    assert dressed.headers["etag"] == plain.headers["etag"], "not from the page cache"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/embed/en/packs/there-is-none", 404),
        (f"{PACK}/99", 404),
        (f"/embed/xx-nothing/packs/{TRANSLATED_PACK}", 404),
        (f"{PACK}/clips/none", 404),
        ("/embed/en/courses/none", 404),
        ("/embed/nothing/at/all", 404),
    ],
)
def test_an_error_may_be_framed_too_and_says_where_to_go(
    site: TestClient, path: str, status: int
) -> None:
    answer = site.get(path, headers={"accept": "text/html"})

    assert answer.status_code == status
    assert ancestors(dict(answer.headers)) == "*"
    page = read_page(answer.text)
    assert page.one("a", css="btn").attributes["href"].endswith("/packs")
    assert not page.all("nav", css="nav"), (
        "the menus of the site have no room in a frame"
    )


def test_a_frame_weighs_less_than_40_kilobytes(site: TestClient) -> None:
    for path in PAGES:
        answer = site.get(path, headers={"accept-encoding": "gzip"})
        page = read_page(answer.text)
        weight = int(answer.headers["content-length"])
        for address in files(page):
            packed = site.get(address, headers={"accept-encoding": "gzip"})
            weight += int(packed.headers["content-length"])
        assert weight <= 40_000, f"{path} weighs {weight}"


def test_an_answer_is_marked_and_nothing_is_kept(site: TestClient) -> None:
    forms = read_page(site.get(f"{PACK}/1").text).all("form", css="quiz")
    form = next(one for one in forms if one.all("input", type="radio"))
    address = f"/embed{form.attributes['data-hx-post']}"
    option = form.all("input", name="answer")[0].attributes["value"]

    nothing = site.get(address)
    chosen = site.get(address, params={"answer": option})

    assert nothing.status_code == 422
    assert read_page(nothing.text).one(css="fb").classes == ["fb", "not"]
    assert chosen.status_code == 200
    assert read_page(chosen.text).one("input", checked="").attributes["value"] == option
    assert "set-cookie" not in chosen.headers
    assert not read_page(site.get(f"{PACK}/1").text).all("input", checked="")


def test_a_host_chooses_only_among_our_colours(site: TestClient) -> None:
    ours = read_page(site.get(f"{PACK}?color=plum&theme=dark").text).one("html")
    other = read_page(site.get(f"{PACK}?color=url(x)&theme=%22%3E").text).one("html")

    assert ours.attributes["data-colour"] == "plum"
    assert ours.attributes["data-theme"] == "dark"
    assert "data-colour" not in other.attributes
    assert "data-theme" not in other.attributes


def test_links_keep_the_look_and_the_languages_are_there(site: TestClient) -> None:
    page = read_page(site.get(f"{PACK}/1?color=green").text)

    inside = [a.attributes["href"] for a in page.all("a") if "data-go" in a.attributes]
    assert f"{PACK}/2?color=green" in inside
    assert f"/embed/ar/packs/{TRANSLATED_PACK}/1?color=green" in inside
    assert all(address.startswith("/embed/") for address in inside)


def test_another_spelling_of_a_language_goes_to_ours(site: TestClient) -> None:
    answer = site.get(f"/embed/EN/packs/{TRANSLATED_PACK}")

    assert answer.headers["location"] == PACK
