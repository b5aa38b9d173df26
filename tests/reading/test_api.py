"""The interface for programs: lists, things, validators, languages, limits."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.main import create_app
from app.packs.models import Pack, PublicState
from tests.databases import Databases, make_settings

API = "/api/v1"
LISTS = ("packs", "modules", "projects", "courses", "skills", "languages")
CREDIT = ("id", "url", "licence", "licence_url", "attribution")


@pytest.fixture(scope="module")
def app(databases: Databases) -> Iterator[FastAPI]:
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media, api_per_minute=0))
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def items(client: TestClient, name: str, **asked: Any) -> list[dict[str, Any]]:
    """Return every item of a list, read page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        query = {**asked, "cursor": cursor} if cursor else asked
        page = client.get(f"{API}/{name}", params=query).json()
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_read_in_parts_has_everything_once(
    client: TestClient, name: str
) -> None:
    size = 7 if name != "languages" else 100
    ids = [item["id"] for item in items(client, name, limit=size)]

    assert len(ids) == len(set(ids)) >= 3
    assert ids == [item["id"] for item in items(client, name, limit=100)]


@pytest.mark.parametrize("name", LISTS)
def test_every_item_says_how_it_may_be_used(client: TestClient, name: str) -> None:
    for item in client.get(f"{API}/{name}").json()["items"]:
        assert all(item[field] for field in CREDIT), item
        assert client.get(item["url"]).status_code == 200


@pytest.mark.parametrize(
    "name", ["packs", "projects", "courses", "skills", "languages"]
)
def test_a_thing_is_found_by_its_id(client: TestClient, name: str) -> None:
    item = client.get(f"{API}/{name}").json()["items"][0]

    found = client.get(f"{API}/{name}/{item['id']}").json()
    assert {key: found[key] for key in item} == item


def test_a_pack_has_its_modules(client: TestClient) -> None:
    pack = client.get(f"{API}/packs").json()["items"][0]
    details = client.get(f"{API}/packs/{pack['id']}").json()

    assert len(details["modules"]) == pack["module_count"]
    module = details["modules"][1]
    assert all(module[field] for field in CREDIT)
    _, key = module["id"].split("/")
    assert client.get(f"{API}/packs/{pack['id']}/modules/{key}").json() == module


def test_packs_of_a_skill(client: TestClient) -> None:
    slugs = [item["slug"] for item in items(client, "packs", skill="budgeting")]

    assert "write-a-grant-proposal" in slugs
    assert len(slugs) < len(items(client, "packs"))


def test_texts_come_in_the_language_asked_for(client: TestClient) -> None:
    def title(lang: str = "", **headers: str) -> dict[str, str]:
        query = {"lang": lang} if lang else {}
        answer = client.get(f"{API}/packs", params=query, headers=headers)
        found: dict[str, str] = answer.json()["items"][0]["title"]
        return found

    assert title("ar")["direction"] == "rtl"
    assert title("fr")["language"] == "fr"
    assert title(**{"accept-language": "sw, en;q=0.5"})["language"] == "sw"
    # Not in this language: as it was written, and said so.
    assert title("ha")["language"] == "en"
    skill = client.get(f"{API}/skills/budgeting?lang=ha").json()
    assert skill["name"] == {
        "text": "Kasafin kuɗi",
        "language": "ha",
        "direction": "ltr",
    }


@pytest.mark.parametrize("name", [*LISTS, "search?q=budget"])
def test_what_is_known_is_not_sent_again(client: TestClient, name: str) -> None:
    address = f"{API}/{name}"
    first = client.get(address)
    known = {"if-none-match": first.headers["etag"]}
    again = client.get(address, headers=known)
    other = client.get(address, params={"lang": "fr"}, headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["access-control-allow-origin"] == "*"
    # Languages are called the same in every language.
    assert other.status_code == (304 if name == "languages" else 200)


def test_pages_of_other_sites_may_read(client: TestClient) -> None:
    for path in ("packs", "packs/none", "packs?limit=0", "openapi.json"):
        answer = client.get(f"{API}/{path}", headers={"origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    asked = client.options(
        f"{API}/packs",
        headers={
            "origin": "https://example.org",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )
    assert asked.status_code == 204
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    page = client.get("/en/packs", headers={"origin": "https://example.org"})
    assert "access-control-allow-origin" not in page.headers


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("packs?limit=0", "limit"),
        ("packs?limit=1e9", "limit"),
        ("packs?cursor=bm90LW91cnM", "cursor"),
        ("packs?cursor=a", "cursor"),
        ("packs?cursor=%00", "cursor"),
        ("packs?lang=none-such", "lang"),
        ("packs?lang=qqx", "lang"),
        ("packs?skill=none-such", "skill"),
        ("languages?limit=101", "limit"),
    ],
)
def test_what_makes_no_sense_is_named(
    client: TestClient, path: str, named: str
) -> None:
    answer = client.get(f"{API}/{path}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == f"This cannot be used: {named}."


@pytest.mark.parametrize(
    "path",
    [
        "packs/none",
        "packs/NONE!",
        "packs/none/modules/m1",
        "projects/none",
        "courses/none",
        "skills/none",
        "languages/none",
        "languages/qqx",
        "none",
    ],
)
def test_what_is_not_there_is_a_problem_in_json(client: TestClient, path: str) -> None:
    answer = client.get(f"{API}/{path}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_network_asks_so_often_a_minute(databases: Databases) -> None:
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media, api_per_minute=3))
    here = TestClient(app, client=("192.0.2.1", 1))
    there = TestClient(app, client=("198.51.100.1", 1))

    answers = [here.get(f"{API}/skills") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one.headers["ratelimit-remaining"] for one in answers] == [*"2100"]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert answers[-1].headers["access-control-allow-origin"] == "*"
    assert there.get(f"{API}/skills").status_code == 200
    assert here.get("/en/skills").status_code == 200
    app.state.database.close()
    databases.drop(url)


def test_the_description_has_every_operation_with_examples(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert {f"{API}/{name}" for name in (*LISTS, "search")} <= set(document["paths"])
    assert all(path.startswith(API) for path in document["paths"])
    for methods in document["paths"].values():
        assert set(methods) == {"get"}
        assert methods["get"]["description"]
        for one in methods["get"].get("parameters", []):
            if one["in"] == "path":
                assert one["schema"]["examples"], one
    schemas = document["components"]["schemas"]
    shown = {name for name, made in schemas.items() if '"examples"' in json.dumps(made)}
    for path, methods in document["paths"].items():
        answer = methods["get"]["responses"]["200"]["content"]["application/json"]
        assert shown & set(_schemas_of(answer["schema"], schemas)), path


def _schemas_of(part: object, schemas: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the schemas an answer is made of, however deep."""
    known: set[str] = set()
    waiting = [part]
    while waiting:
        named = re.findall(r"#/components/schemas/([^\"]+)", json.dumps(waiting.pop()))
        for name in set(named) - known:
            known.add(name)
            waiting.append(schemas[name])
            yield name


def test_people_can_read_the_description(client: TestClient) -> None:
    page = client.get("/ar/api")

    assert page.status_code == 200
    assert "/api/v1/packs/{key}" in page.text
    assert "<script src" not in page.text.replace('<script src="/static/', "")


def test_withdrawn_packs_are_gone(databases: Databases) -> None:
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media))
    client = TestClient(app)
    key = items(client, "packs")[-1]["id"]
    with app.state.database.transaction() as session:
        changed = update(Pack).where(col(Pack.key) == key)
        session.execute(changed.values(state=PublicState.WITHDRAWN))

    assert key not in [item["id"] for item in items(client, "packs")]
    assert key not in [item["pack"] for item in items(client, "modules")]
    assert client.get(f"{API}/packs/{key}").status_code == 404
    app.state.database.close()
    databases.drop(url)
