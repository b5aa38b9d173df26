"""Beside a module: its transcript in other languages, and a word to its authors."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.roles import Role
from tests.accounts.people import person, token_for
from tests.reading.html_page import Element, read_page

FILM = "/packs/record-on-video-with-consent/3"


def _page(reader: TestClient, path: str) -> Element:
    answer = reader.get(path)
    assert answer.status_code == 200
    return read_page(answer.text)


@pytest.mark.parametrize(
    ("language", "others"),
    [
        ("en", ["ar", "fr", "sw"]),
        ("ar", ["en", "fr", "sw"]),
        ("yo", ["ar", "fr", "sw"]),
    ],
)
def test_a_transcript_leads_to_its_other_languages(
    reader: TestClient, language: str, others: list[str]
) -> None:
    heads = _page(reader, f"/{language}{FILM}").all("div", css="tshead")
    head = next(one for one in heads if one.all("b"))

    offered = [link.attributes["href"] for link in head.all("a")]
    assert offered == [f"/{code}{FILM}#five-checks" for code in others]
    there = _page(reader, offered[1])
    assert there.one("figure", id="five-checks").one("ol", css="tscript").lang == "fr"


def test_who_finds_something_wrong_at_the_end_is_led_to_say_so(
    reader: TestClient,
) -> None:
    credit = _page(reader, "/en/packs/welcome-newcomers/1").one("p", css="credit")

    link = credit.all("a")[-1]
    assert link.text == "Suggest a change"
    assert reader.get(link.attributes["href"]).status_code in {200, 303}


def test_translate_it_opens_the_module_that_is_read(reader: TestClient) -> None:
    notes = _page(reader, "/fr/packs/run-an-edit-a-thon/2").one("p", css="unitNote")

    address = notes.all("a")[-1].attributes["href"]
    desk = _page(reader, address)
    assert desk.one("li", css="act").all("a")[0].text.endswith(" 2.1")


def test_who_writes_comes_from_a_module_to_what_others_say_about_its_draft(
    app: FastAPI, client: TestClient
) -> None:
    path, talk = "/en/packs/welcome-newcomers/1", "/en/edit/welcome-newcomers/1/talk"
    before = _page(client, path).all("a", href=talk)
    user = person(app.state.database, "Ama", Role.EDITOR)
    client.headers["cookie"] = f"passalong={token_for(app.state.database, user)}"

    links = _page(client, path).all("a", href=talk)

    # Once beside the text, once in the line that folds on a phone.
    assert [link.text for link in links] == ["Discuss"] * 2
    assert not before
    assert client.get(talk).status_code == 200


def test_without_script_print_leads_to_a_handout(reader: TestClient) -> None:
    acts = _page(reader, "/en/packs/welcome-newcomers/1").all("a", **{"data-print": ""})

    assert {link.text for link in acts} == {"Print"}
    handout = reader.get(acts[0].attributes["href"])
    assert handout.status_code == 200
    assert "PDF" in handout.text
