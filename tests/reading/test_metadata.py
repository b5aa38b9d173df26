"""What machines read on our pages: JSON-LD, languages, OpenGraph, sitemap, feed."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import feedparser
import pytest
from jsonschema import Draft7Validator
from starlette.testclient import TestClient

from app.platform.i18n import interface_locales
from tests.browser.pages import VIDEO_PACK as FILM
from tests.databases import HOST
from tests.reading.answer_key import keyed_modules, pack_slugs
from tests.reading.html_page import Element, read_page

SCHEMA = json.loads((Path(__file__).parent / "amb.schema.json").read_text())
VALIDATOR = Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)
WHOLE, PARTLY = "welcome-newcomers", "run-an-edit-a-thon"
HOME = f"http://{HOST}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def opened(reader: TestClient, path: str) -> Element:
    answer = reader.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text)


def parsed(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 (our own answer)


def json_ld(page: Element) -> dict[str, Any]:
    found = page.all("script", type="application/ld+json")[0]
    text = "".join(child for child in found.children if isinstance(child, str))
    data: dict[str, Any] = json.loads(text)
    return data


def problems(data: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data)]


@pytest.mark.parametrize("language", ["en", "ar", "pt-br", "dag", "zh-min-nan"])
@pytest.mark.parametrize(
    "path",
    [
        f"/packs/{WHOLE}",
        f"/packs/{WHOLE}/1",
        f"/packs/{PARTLY}/2",
        "/courses/new-affiliate",
    ],
)
def test_json_ld_is_valid_in_the_amb_profile(
    reader: TestClient, language: str, path: str
) -> None:
    data = json_ld(opened(reader, f"/{language}{path}"))

    assert problems(data) == []
    assert data["id"] == f"{HOME}/{language}{path}"


def test_every_pack_and_module_describes_itself(reader: TestClient) -> None:
    for slug in pack_slugs():
        pack = json_ld(opened(reader, f"/en/packs/{slug}"))
        parts = [part["id"] for part in pack["hasPart"]]
        assert problems(pack) == []
        assert parts == [f"{HOME}/en{module.path}" for module in keyed_modules(slug)]
    for module in keyed_modules(slug):
        data = json_ld(opened(reader, f"/en{module.path}"))
        assert problems(data) == []
        assert data["name"] == module.title
        assert data["isPartOf"][0]["id"] == pack["id"]


@pytest.mark.parametrize(
    "broken",
    [
        {"name": ""},
        {"type": ["Course"]},
        {"license": "https://creativecommons.org/licenses/by-sa/4.0/"},
        {"inLanguage": ["dag"]},
        {"dateModified": "yesterday"},
        {"@context": "https://schema.org"},
    ],
)
def test_the_schema_refuses_what_the_profile_refuses(
    reader: TestClient, broken: dict[str, Any]
) -> None:
    data = json_ld(opened(reader, f"/en/packs/{WHOLE}"))

    assert problems(data | broken)


def test_json_ld_names_the_language_its_words_are_in(reader: TestClient) -> None:
    whole = json_ld(opened(reader, f"/ar/packs/{WHOLE}/1"))
    missing = json_ld(opened(reader, f"/ar/packs/{PARTLY}/2"))

    assert whole["@context"][1] == {"@language": "ar"}
    assert whole["inLanguage"] == ["ar"]
    assert missing["@context"][1] == {"@language": "en"}
    assert missing["inLanguage"] == ["en"]


@pytest.mark.parametrize("end", ["", "/1"])
def test_other_languages_are_named_from_half_translated_on(
    reader: TestClient, end: str
) -> None:
    whole = opened(reader, f"/en/packs/{WHOLE}{end}")
    partly = opened(reader, f"/ar/packs/{PARTLY}{end}")

    assert alternates(whole) == {
        code: f"{HOME}/{code}/packs/{WHOLE}{end}" for code in ("en", "ar", "fr", "sw")
    } | {"x-default": f"{HOME}/p/{WHOLE}"}
    assert set(alternates(partly)) == {"en", "x-default"}


def test_the_front_page_names_itself_in_every_language_of_the_interface(
    reader: TestClient,
) -> None:
    found = alternates(opened(reader, "/sw/"))

    assert found["x-default"] == f"{HOME}/"
    assert found["ar"] == f"{HOME}/ar/"
    assert {code.lower() for code in found} - {"x-default"} == set(interface_locales())


@pytest.mark.parametrize("path", ["/", "/packs", "/courses/new-affiliate", "/about"])
def test_a_page_that_is_shared_has_its_title_and_address(
    reader: TestClient, path: str
) -> None:
    page = opened(reader, f"/fr{path}")
    told = {
        meta.attributes.get("property"): meta.attributes.get("content")
        for meta in page.all("meta")
    }

    assert f"{told['og:title']} · Passalong" == page.one("title").text
    assert told["og:url"] == f"{HOME}/fr{path}"


def alternates(page: Element) -> dict[str, str]:
    links = page.all("link", rel="alternate")
    return {
        link.attributes["hreflang"]: link.attributes["href"]
        for link in links
        if "hreflang" in link.attributes
    }


def test_the_address_of_a_page_is_said_without_its_query(reader: TestClient) -> None:
    path = f"/ar/packs/{WHOLE}/2"
    page = opened(reader, f"{path}?uselang=fr&utm_source=x")
    told = {
        meta.attributes.get("property"): meta.attributes.get("content")
        for meta in page.all("meta")
    }
    title = page.one("h1").text

    assert page.one("link", rel="canonical").attributes["href"] == HOME + path
    assert told["og:url"] == HOME + path
    assert told["og:locale"] == "ar"
    assert told["og:title"] == title
    assert told["og:description"]
    assert page.one("meta", name="description").attributes["content"]
    assert page.one("title").text.startswith(title)


def test_the_sitemap_lists_pages_that_answer(reader: TestClient) -> None:
    answer = reader.get("/sitemap.xml")
    entries = parsed(answer.content).findall(f"{SITEMAP}url")
    places = [entry.findtext(f"{SITEMAP}loc") or "" for entry in entries]

    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    assert len(places) == len(set(places))
    assert all(place.startswith(f"{HOME}/") for place in places)
    assert f"{HOME}/ar/packs/{WHOLE}/1" in places
    assert f"{HOME}/ar/packs/{PARTLY}" not in places
    for place in places[::12]:
        assert reader.get(place.removeprefix(HOME)).status_code == 200


@pytest.mark.parametrize("language", ["en", "ar", "yo"])
def test_the_feed_of_new_packs_is_sound(reader: TestClient, language: str) -> None:
    answer = reader.get(f"/{language}/packs.atom")
    feed = feedparser.parse(answer.content)
    entries = feed.entries

    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert len({entry.id for entry in entries}) == len(pack_slugs())
    assert all(entry.title and entry.summary and entry.author for entry in entries)
    assert all(entry.updated_parsed and entry.published_parsed for entry in entries)
    assert feed.feed.updated_parsed
    dates = [entry.published_parsed for entry in entries]
    assert dates == sorted(dates, reverse=True)


def test_a_title_in_the_feed_says_when_it_is_in_another_language(
    reader: TestClient,
) -> None:
    feed = parsed(reader.get("/yo/packs.atom").content)
    atom, xml = (
        "{http://www.w3.org/2005/Atom}",
        "{http://www.w3.org/XML/1998/namespace}",
    )
    entry = feed.find(f"{atom}entry")

    assert feed.get(f"{xml}lang") == "yo"
    assert entry is not None
    assert entry.get(f"{xml}lang") == "en"


CLIPS = json.loads((Path(__file__).parent / "clips.schema.json").read_text())
CLIP_VALIDATOR = Draft7Validator(CLIPS, format_checker=Draft7Validator.FORMAT_CHECKER)


def clips_ld(page: Element) -> list[dict[str, Any]]:
    found = page.all("script", type="application/ld+json")[1:]
    texts = ["".join(c for c in one.children if isinstance(c, str)) for one in found]
    return [clip for text in texts for clip in json.loads(text)]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_films_and_sounds_are_described_with_captions_and_transcript(
    reader: TestClient, language: str
) -> None:
    kinds = set()
    for slug in pack_slugs():
        for module in keyed_modules(slug):
            page = opened(reader, f"/{language}{module.path}")
            clips = clips_ld(page)
            shown = {one.attributes.get("src") for one in page.all("track")}
            for clip in clips:
                kinds.add(clip["@type"])
                assert [e.message for e in CLIP_VALIDATOR.iter_errors(clip)] == []
                assert reader.get(
                    clip["contentUrl"].removeprefix(HOME)
                ).status_code in {
                    200,
                    206,
                }
                for captions in clip.get("caption", []):
                    path = captions["contentUrl"].removeprefix(HOME)
                    assert reader.get(path).text.startswith("WEBVTT")
                    assert path in shown or not shown
                if "transcript" in clip:
                    parts = clip["hasPart"]
                    assert parts[0]["name"] in clip["transcript"]
                    for part in parts:
                        place = part["url"].partition("#")[2]
                        assert page.all(id=place), place
                    starts = [part["startOffset"] for part in parts]
                    assert starts == sorted(starts)
    assert kinds == {"VideoObject", "AudioObject"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("duration", "12 s"),
        ("thumbnailUrl", "no address"),
        ("caption", []),
        ("license", ""),
        ("@type", "Film"),
        ("uploadDate", "yesterday"),
        ("hasPart", [{"@type": "Clip", "name": "x"}]),
    ],
)
def test_a_wrong_description_of_a_film_is_not_valid(
    reader: TestClient, name: str, value: Any
) -> None:
    pages = (opened(reader, f"/en{m.path}") for m in keyed_modules(FILM))
    clip = next(one for page in pages for one in clips_ld(page))

    assert CLIP_VALIDATOR.is_valid(clip)
    assert not CLIP_VALIDATOR.is_valid({**clip, name: value})
