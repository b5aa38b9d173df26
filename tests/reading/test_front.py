"""The front page: where somebody stopped, and what is begun in their languages."""

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.packs.models import PackLanguage
from app.platform.states import CONTENT, bump
from tests.reading.html_page import Element, read_page

PACK = "welcome-newcomers"


def opened(client: TestClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text)


def test_the_time_left_is_said_as_on_the_module_itself(client: TestClient) -> None:
    client.post(f"/en/packs/{PACK}/1/done")

    card = opened(client, "/en/").one(css="cont")
    bar = opened(client, f"/en/packs/{PACK}/2").one(css="mbar")

    told = bar.deepest(lambda one: one.text.endswith(" left")).text
    assert told[0].isdigit()
    assert told in card.text


@pytest.mark.parametrize(
    ("missing", "heading"),
    [(1, "Nearly ready in your languages"), (300, "Begun in your languages")],
)
def test_a_translation_is_nearly_ready_only_when_most_of_it_is_there(
    app: FastAPI, client: TestClient, missing: int, heading: str
) -> None:
    with app.state.database.transaction() as session:
        session.execute(
            update(PackLanguage)
            .where(col(PackLanguage.language) == "ar")
            .values(current=col(PackLanguage.units) - missing, outdated=0)
        )
        bump(session, CONTENT)

    page = opened(client, "/ar/?uselang=en")

    assert page.one("h2", id="nearly").text == heading


@pytest.mark.parametrize(
    ("path", "target"), [("/en/offline", "/en/packs"), ("/en/me/paths", "/en/courses")]
)
def test_a_page_with_nothing_on_it_leads_on(
    client: TestClient, path: str, target: str
) -> None:
    buttons = opened(client, path).one("main").all("a", css="btn")

    assert target in [button.attributes["href"] for button in buttons]


@pytest.mark.parametrize("lang", ["en", "ar", "sw", "hi"])
def test_every_example_beside_the_search_box_finds_something(
    reader: TestClient, lang: str
) -> None:
    examples = opened(reader, f"/{lang}/").one(css="hero").all("a", css="chip")

    assert len(examples) == 3
    for example in examples:
        found = opened(reader, example.attributes["href"])
        assert found.one("ol", css="hits").all("li", css="hit"), example.text
