"""Searches in vain are counted, and who waits is told when there is something."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from markupsafe import Markup
from starlette.testclient import TestClient

from app.content.library import read_library
from app.content.loading import load_library
from app.main import create_app
from app.platform.languages import get_language
from app.platform.storage import FolderStorage
from app.search.answering.results import Asked, Card, Results, Tab, Words
from app.search.asking import is_vain
from app.search.index import EntityKind
from tests.accounts.people import Browser, person, token_for
from tests.databases import (
    TEMPLATES,
    Databases,
    Template,
    make_index,
    make_settings,
)
from tests.factories.small_library import write_library

TOPIC = "lanterns"
CROWD = 12
FOUND = Template("small_found", make_index, TEMPLATES["small"])


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_library(tmp_path / "content")


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[FastAPI]:
    url, _ = databases.prepared(FOUND)
    found = {"search_file": databases.search_file(url)}
    app = create_app(make_settings(url, tmp_path / "media", log_level="info", **found))
    yield app
    app.state.database.close()
    databases.drop(url)


def load(app: FastAPI, content: Path) -> None:
    storage = FolderStorage(app.state.settings.media_folder)
    load_library(app.state.database, storage, read_library(content))
    app.state.worker.run_due()


def crowd_searches(app: FastAPI, path: str) -> None:
    for number in range(CROWD):
        client = TestClient(app, client=(f"10.2.{number}.9", 1))
        assert client.get(path).status_code == 200


def asked_list(app: FastAPI, language: str = "en") -> str:
    return TestClient(app).get(f"/{language}/asked").text


def test_a_search_without_an_answer_is_counted(app: FastAPI) -> None:
    crowd_searches(app, f"/en/search?q={TOPIC}")

    assert TOPIC in asked_list(app)


def test_a_search_with_an_answer_is_not(app: FastAPI) -> None:
    crowd_searches(app, "/en/search?q=bench")

    assert "Nothing is asked for" in asked_list(app)


def test_an_answer_in_another_language_is_no_good_one(app: FastAPI) -> None:
    crowd_searches(app, "/ha/search?q=bench")

    assert "<bdi>bench</bdi>" in asked_list(app, "ha")


def test_what_is_only_typed_so_far_is_not_counted(app: FastAPI) -> None:
    crowd_searches(app, f"/en/search/_results?q={TOPIC}&typed=1")
    crowd_searches(app, f"/en/search/_suggest?q={TOPIC}")

    assert TOPIC not in asked_list(app)


def test_a_number_or_address_is_answered_and_not_counted(app: FastAPI) -> None:
    for text in ("ama@example.org", "0201234567", "12 main street"):
        crowd_searches(app, f"/en/search?q={text}")

    with app.state.database.engine.connect() as connection:
        assert not connection.exec_driver_sql("SELECT * FROM wanted").all()


def test_nothing_of_it_is_logged(
    app: FastAPI, capfd: pytest.CaptureFixture[str]
) -> None:
    crowd_searches(app, f"/en/search?q={TOPIC}")
    TestClient(app).post("/en/asked", data={"q": TOPIC, "language": "en"})

    printed = capfd.readouterr()
    assert '"event": "request"' in printed.err
    assert TOPIC not in printed.err + printed.out
    assert "10.2." not in printed.err + printed.out


def test_who_waits_is_told_once_it_is_there(app: FastAPI, content: Path) -> None:
    user = person(app.state.database, "Ama")
    ama = Browser(TestClient(app))
    ama.use_token(token_for(app.state.database, user))
    ama.post("/en/asked", q=TOPIC, language="en", tell="1")
    crowd_searches(app, f"/en/search?q={TOPIC}")
    assert "There is now" not in ama.get("/en/me").text

    pack = content / "learning_packs" / "build-a-shelf" / "pack.toml"
    pack.write_text(pack.read_text().replace("Build a shelf", "Build lanterns"))
    load(app, content)

    page = ama.get("/en/me").text
    assert "There is now" in page
    assert re.search(rf'href="/en/search\?q={TOPIC}"', page)
    assert TOPIC not in asked_list(app)


def _results(*languages: str, asked: Asked | None = None, **more: str) -> Results:
    cards = tuple(
        Card(
            entity=f"pack:{number}",
            kind=EntityKind.PACK,
            href="",
            title=Words(Markup("x"), get_language(code)),
            snippet=None,
        )
        for number, code in enumerate(languages)
    )
    return Results(asked or Asked("drones", ("ha", "en")), cards, **more)  # type: ignore[arg-type]


def test_in_vain_is_nothing_that_somebody_can_read() -> None:
    assert is_vain(_results())
    assert is_vain(_results("fr", "sw"))
    assert not is_vain(_results("fr", "en"))


def test_filters_and_outages_are_no_reason() -> None:
    assert not is_vain(_results(notice="away for a moment"))
    for narrowed in (
        Asked("drones", ("en",), tab=Tab.VIDEOS),
        Asked("drones", ("en",), skills=frozenset({"scanning"})),
        Asked("drones", ("en",), page=2),
        Asked("", ("en",)),
    ):
        assert not is_vain(_results(asked=narrowed))
