"""The search for programs, and the whole interface under schemathesis."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from tests.databases import Databases, make_settings
from tests.services.passalong import start_passalong

SEARCH = "/api/v1/search"
EXAMPLES, SECONDS = 50, 240
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
)


@pytest.fixture(scope="module")
def app(databases: Databases) -> Iterator[FastAPI]:
    url = databases.copy("searched")
    app = create_app(make_settings(url, databases.media, api_per_minute=0))
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def found(client: TestClient, **asked: Any) -> dict[str, Any]:
    answer = client.get(SEARCH, params=asked)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_a_mistyped_word_finds_the_section(client: TestClient) -> None:
    answer = found(client, q="budjet")

    assert answer["corrected"] == "budget"
    (first,) = [
        item
        for item in answer["items"][:2]
        if item["url"].endswith("/en/packs/write-a-grant-proposal")
    ]
    assert first["sections"][0]["url"].endswith("/write-a-grant-proposal/3")
    assert "<mark>budget</mark>" in first["sections"][0]["title"]["html"]
    assert first["licence"] == "CC-BY-SA-4.0"
    assert first["attribution"].startswith("Write a grant proposal")


def test_a_spoken_word_opens_the_second(client: TestClient) -> None:
    (first, *_) = found(client, q="one missing comma")["items"]

    (moment, *_) = first["moments"]
    assert 15 <= moment["seconds"] <= 25
    assert f"t={moment['seconds']}" in moment["url"]
    assert "missing comma" in moment["text"]


def test_results_are_read_page_by_page(client: TestClient) -> None:
    ids: list[str] = []
    cursor = None
    while True:
        answer = found(client, q="wikipedia", **({"cursor": cursor} if cursor else {}))
        ids += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break

    assert len(ids) == len(set(ids)) == answer["total"] > 10


def test_every_kind_of_result_says_how_it_may_be_used(client: TestClient) -> None:
    kinds = set()
    for tab in ("packs", "modules", "videos", "projects", "courses", "organisations"):
        for item in found(client, type=tab)["items"]:
            kinds.add(item["kind"])
            assert item["licence"] == "CC-BY-SA-4.0", item
            assert item["licence_url"], item
            assert item["attribution"], item

    assert len(kinds) >= 6


def test_filters_narrow(client: TestClient) -> None:
    every = found(client, q="photo")
    packs = found(client, q="photo", type="packs", skill="photo-contest")

    assert 0 < packs["total"] < every["total"]
    assert {item["kind"] for item in packs["items"]} == {"pack"}


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("q=" + "a" * 201, "q"),
        ("q=" + "a" * 10_000, "q"),
        ("level=none-such", "level"),
        ("type=none-such", "type"),
        ("sort=none-such", "sort"),
        ("skill=none-such", "skill"),
        ("language=none-such", "language"),
        ("cursor=none-such", "cursor"),
        ("cursor=YTEwMDAwMDAwMDA", "cursor"),
        ("minutes=-1", "minutes"),
        ("&".join(["owner=project:x"] * 200), "owner"),
    ],
)
def test_what_makes_no_sense_is_named(
    client: TestClient, query: str, named: str
) -> None:
    answer = client.get(f"{SEARCH}?{query}")

    assert answer.status_code == 422
    assert answer.json()["detail"] == f"This cannot be used: {named}."


@pytest.mark.parametrize(
    "query", ["%00", "%ED%A0%80", "%FF", "a%0Ab", '"', "-", "(a*", "title:x AND NOT y"]
)
def test_any_text_has_an_answer(client: TestClient, query: str) -> None:
    assert client.get(f"{SEARCH}?q={query}").status_code == 200


@pytest.mark.service
def test_no_request_breaks_the_interface(databases: Databases, tmp_path: Path) -> None:
    """Schemathesis asks a real server whatever the description allows, and more."""
    url = databases.copy("live")
    more = {"API_PER_MINUTE": "0", **databases.settings(url, tmp_path)}
    server = start_passalong(tmp_path, more=more)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run"),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--max-examples", str(EXAMPLES), "--seed", "1"),
        *("--checks", ",".join(CHECKS), "--workers", "2", "--no-color"),
        *("--generation-database", "none", "--url", server.url),
        f"{server.url}/api/v1/openapi.json",
    ]
    try:
        done = subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    finally:
        server.stop()
        databases.drop(url)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Stateful" in done.stdout
