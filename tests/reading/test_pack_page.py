"""The page of a pack: what it teaches, what it weighs, where it comes from."""

import pytest
from starlette.testclient import TestClient

from tests.reading.answer_key import keyed_modules
from tests.reading.html_page import Element, read_page

PACK = "run-a-partnership"
WITH_CLIPS = ("record-on-video-with-consent", "keep-a-community-going")


def opened(client: TestClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text)


def test_a_reader_starts_with_the_first_module_and_goes_on_where_they_stopped(
    client: TestClient,
) -> None:
    before = opened(client, f"/en/packs/{PACK}").one(css="cta").one("a")
    client.post(f"/en/packs/{PACK}/1/done")
    page = opened(client, f"/en/packs/{PACK}")
    after = page.one(css="cta").one("a")

    assert before.attributes["href"] == f"/en/packs/{PACK}/1"
    assert after.attributes["href"] == f"/en/packs/{PACK}/2"
    assert len(page.one("ol", css="mods").all("li", css="done")) == 1
    assert len(page.one("ol", css="mods").all("li", css="now")) == 1


@pytest.mark.parametrize("slug", [PACK, *WITH_CLIPS])
def test_only_a_pack_with_video_or_sound_speaks_of_more_to_load(
    client: TestClient, slug: str
) -> None:
    text = opened(client, f"/en/packs/{slug}").one(css="phead").text

    assert ("videos apart" in text) <= (slug in WITH_CLIPS)


def test_the_thread_of_origin_leads_to_project_and_report(client: TestClient) -> None:
    line = opened(client, f"/ar/packs/{PACK}").one("ol", css="lineage")
    links = [link.attributes["href"] for link in line.all("a")]

    assert links[0].startswith("/ar/projects/")
    assert links[1].startswith("https://")
    assert len(line.all("li", css="here")) == 1
    assert line.all("li")[0].all("bdi"), "a place and a date keep apart"


def test_every_module_is_on_the_thread(client: TestClient) -> None:
    thread = opened(client, f"/en/packs/{PACK}").one("ol", css="mods")
    titles = [link.one("b").text for link in thread.all("a")]

    assert titles == [f"{m.number}. {m.title}" for m in keyed_modules(PACK)]


@pytest.mark.parametrize("path", ["/en/", "/en/packs", "/en/search?q=partnership"])
def test_a_card_says_which_project_the_pack_was_built_from(
    client: TestClient, path: str
) -> None:
    page = opened(client, path)
    card = next(
        card
        for card in page.all("article", css="pcard")
        if card.all("a", href=f"/en/packs/{PACK}")
    )

    assert "Built from Wikipedian in Residence" in card.text


def test_the_credit_line_names_title_licence_and_address(client: TestClient) -> None:
    page = opened(client, f"/en/packs/{PACK}")
    line = page.one("code", css="snip").text

    assert page.one("h1").text in line
    assert "CC BY-SA 4.0" in line
    assert line.endswith(f"/p/{PACK}")
