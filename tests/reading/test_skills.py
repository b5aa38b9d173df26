"""A skill has the packs that teach it or one under it, wherever they are counted."""

import re

import feedparser
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.packs.skills import TOP_SKILLS
from app.reading.counting import packs_of_skill
from tests.reading.html_page import Element, read_page

SKILL_SET, FINER = "proposal-writing", "budgeting"


def opened(client: TestClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text)


def listed(client: TestClient, skill: str) -> list[str]:
    """Return the addresses of the packs on the page of a skill."""
    cards = opened(client, f"/en/skills/{skill}").all("article", css="pcard")
    return [card.all("a")[0].attributes["href"] for card in cards]


def number_in(words: str) -> int:
    found = re.search(r"\d+", words)
    assert found, words
    return int(found[0])


@pytest.mark.parametrize("path", ["/en/", "/en/skills"])
def test_a_skill_set_says_as_many_packs_as_its_page_lists(
    reader: TestClient, path: str
) -> None:
    tiles = opened(reader, path).one("ul", css="skills").all("a", css="card")

    told = {
        tile.attributes["href"].rpartition("/")[2]: number_in(
            tile.one("span", css="subtle").text
        )
        for tile in tiles
    }

    assert len(told) == 9
    assert told == {skill: len(listed(reader, skill)) for skill in told}


def test_what_teaches_a_finer_skill_stands_under_its_skill_set_too_once(
    reader: TestClient,
) -> None:
    whole, part = listed(reader, SKILL_SET), listed(reader, FINER)

    assert part
    assert set(part) <= set(whole)
    assert len(whole) == len(set(whole))
    # What the skill-set itself is named for comes first.
    assert whole[0].endswith("/write-a-grant-proposal")


def test_no_finer_skill_says_more_packs_than_its_skill_set(reader: TestClient) -> None:
    page = opened(reader, f"/en/skills/{SKILL_SET}")
    told = [number_in(chip.text) for chip in page.all("a", css="chip")]

    assert told
    assert max(told) <= len(listed(reader, SKILL_SET))


def test_programs_and_feeds_get_the_packs_of_the_page(reader: TestClient) -> None:
    shown = [href.rpartition("/")[2] for href in listed(reader, SKILL_SET)]
    items = reader.get("/api/v1/packs", params={"skill": SKILL_SET}).json()["items"]
    feed = feedparser.parse(
        reader.get(f"/en/skills/{SKILL_SET}/packs.atom").content
    ).entries

    assert sorted(item["slug"] for item in items) == sorted(shown)
    assert sorted(one.link.rpartition("/")[2] for one in feed) == sorted(shown)


@pytest.mark.parametrize("skill", [skill.slug for skill in TOP_SKILLS])
def test_pages_of_a_skill_follow_each_other_without_gap_or_repeat(
    app: FastAPI, skill: str
) -> None:
    with app.state.database.open_session() as session:
        whole = packs_of_skill(session, skill, limit=50)
        pages = [
            packs_of_skill(session, skill, limit=2, offset=first)
            for first in range(0, len(whole) + 2, 2)
        ]

    assert whole
    assert [pack.slug for page in pages for pack in page] == [
        pack.slug for pack in whole
    ]
