"""Feeds of a skill in a language, and the catalogue MOOChub reads."""

import json
from pathlib import Path

import feedparser
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from starlette.testclient import TestClient

from tests.browser.pages import COURSE, SKILL

SCHEMA = Path(__file__).with_name("moochub.schema.json")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_feed_of_a_skill_has_the_packs_of_that_language(
    client: TestClient, lang: str
) -> None:
    skill = "edit-a-thon" if lang == "ar" else SKILL
    answer = client.get(f"/{lang}/skills/{skill}/packs.atom")

    feed = feedparser.parse(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert not feed.bozo
    assert feed.feed.language == lang
    assert feed.feed.id == f"http://testserver/{lang}/skills/{skill}/packs.atom"
    assert feed.entries
    assert all(
        one.link.startswith(f"http://testserver/{lang}/") for one in feed.entries
    )
    # Words of another language would be marked.
    assert "<entry xml:lang" not in answer.text


def test_a_language_without_packs_has_an_empty_feed(client: TestClient) -> None:
    feed = feedparser.parse(client.get(f"/dag/skills/{SKILL}/packs.atom").content)

    assert not feed.bozo
    assert feed.entries == []


def test_a_skill_names_its_feed(client: TestClient) -> None:
    page = client.get(f"/fr/skills/{SKILL}").text

    assert f'href="/fr/skills/{SKILL}/packs.atom"' in page


def test_an_unknown_skill_has_no_feed(client: TestClient) -> None:
    assert client.get("/en/skills/juggling/packs.atom").status_code == 404


def test_the_catalogue_is_as_moochub_wants_it(client: TestClient) -> None:
    answer = client.get("/moochub/v3/courses")

    found = answer.json()
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(found)
    assert answer.headers["content-type"] == "application/vnd.api+json"
    addresses = [one["attributes"]["url"] for one in found["data"]]
    assert f"http://testserver/en/courses/{COURSE}" in addresses
    assert found["links"]["first"] == found["links"]["self"]
    for address in addresses:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_the_schema_refuses_a_course_without_a_licence(client: TestClient) -> None:
    found = client.get("/moochub/v3/courses").json()
    del found["data"][0]["attributes"]["license"]

    assert not Draft202012Validator(json.loads(SCHEMA.read_text())).is_valid(found)


def test_a_course_keeps_its_number(client: TestClient) -> None:
    first, second = (client.get("/moochub/v3/courses").json() for _ in range(2))

    assert [one["id"] for one in first["data"]] == [one["id"] for one in second["data"]]


def test_a_page_that_is_not_there_is_empty(client: TestClient) -> None:
    found = client.get("/moochub/v3/courses?page=99").json()

    assert found["data"] == []
    assert found["links"]["prev"].endswith("page=98")
